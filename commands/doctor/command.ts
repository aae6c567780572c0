/** `sluice doctor`. @module */

import type { Command, Context, ParsedArguments } from "../../lib/cli/command.ts";
import { interfaceFlag } from "../flags/addressing.ts";

/** Finds out what keeps this machine from reaching others. */
export const doctor: Command<ParsedArguments> = {
  name: "doctor",
  summary: "Look for what keeps machines from finding each other",
  description:
    `Checks the ciphers, the network interfaces, the ports, and whether this machine hears \
its own multicast, and says in plain words what is wrong and what helps. What only another machine can \
see, such as a firewall in between, it names but cannot test.`,
  usage: ["doctor"],
  flags: [interfaceFlag],
  common: ["json", "quiet", "no-color"],
  permissions: ["net", "sys"],
  permissionFlags: ["--allow-net", "--allow-sys=networkInterfaces"],
  examples: [{
    text: "When a code does not find the sender, on both machines:",
    line: "sluice doctor",
  }],
  run: runDoctor,
};

async function runDoctor(args: ParsedArguments, { terminal }: Context): Promise<number> {
  const { escapeText } = await import("../../lib/text/escape.ts");
  const { diagnose } = await import("./diagnostics.ts");
  let failed = false;
  for await (const { name, ok, text } of diagnose(args.value("interface"))) {
    failed ||= !ok;
    await terminal.event({ event: "check", name, ok, text });
    // Interface names may contain any character except a slash and blanks.
    const line = escapeText(`${ok ? "ok  " : "BAD "} ${name}: ${text}`);
    if (!terminal.json) await terminal.print(`${line}\n`);
  }
  terminal.note(
    failed
      ? "with an address it may work all the same: sluice send PATH, then sluice receive CODE --from HOST"
      : "nothing wrong here; where another machine is not found all the same, look at its doctor, at " +
        "firewalls (UDP and TCP port 7584), and at guest networks that keep machines apart",
  );
  return failed ? 1 : 0;
}
