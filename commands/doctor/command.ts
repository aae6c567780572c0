/** `sluice doctor`. @module */

import type { Command, Context, ParsedArguments } from "../../lib/cli/command.ts";
import { fold } from "../../lib/terminal/fold.ts";
import { pad, widest } from "../../lib/terminal/pad.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { escapeText } from "../../lib/text/escape.ts";
import { interfaceFlag } from "../flags/addressing.ts";
import type { Finding } from "./diagnostics.ts";

/** Finds out what keeps this machine from reaching others. */
export const doctor: Command<ParsedArguments> = {
  name: "doctor",
  group: "Diagnose",
  summary: "Find out why machines do not find each other",
  description:
    `Checks the network interfaces, the ports, and whether this machine receives its own \
multicast, and says what is wrong and what to do. It cannot test what only another machine can see, such \
as a firewall in between, but names it.`,
  usage: ["doctor"],
  flags: [interfaceFlag],
  common: ["json", "quiet", "no-color"],
  permissions: ["net", "sys"],
  permissionFlags: ["--allow-net", "--allow-sys=networkInterfaces"],
  exitCodes: [1, 69, 77],
  examples: [{
    text: "If a code does not find the sender, on both",
    line: "sluice doctor",
  }],
  run: runDoctor,
};

async function runDoctor(args: ParsedArguments, { terminal, signal }: Context): Promise<number> {
  const { diagnose } = await import("./diagnostics.ts");
  const findings: Finding[] = [];
  for await (const finding of diagnose(args.value("interface"), signal)) {
    findings.push(finding);
    await terminal.event({ event: "check", ...finding });
  }
  if (!terminal.json) await terminal.print(reportOf(findings, terminal));
  const hasFailed = findings.some(({ ok }) => !ok);
  terminal.note(hasFailed ? WITH_ADDRESS : ELSEWHERE);
  return hasFailed ? 1 : 0;
}

const WITH_ADDRESS = `With an address a transfer may still work:
  sluice send PATH, then on the other machine sluice receive CODE --from HOST`;
const ELSEWHERE = `No problem found here. If the other machine is not found,
  run sluice doctor there, and check firewalls (port 7584, UDP and TCP)`;

/** Aligned lines; on a terminal with colour, and broken at its width. */
function reportOf(findings: readonly Finding[], terminal: Terminal): string {
  const { outStyle, stdoutIsTerminal, columns } = terminal;
  // Interface names may contain any character except a slash and spaces.
  const names = findings.map(({ name }) => escapeText(name));
  const width = widest(names);
  return findings.flatMap(({ ok, text }, at) => {
    const mark = ok ? outStyle.green("OK ") : outStyle.red("BAD");
    const shown = escapeText(text);
    const column = "BAD".length + 2 + width + 2;
    const lines = stdoutIsTerminal && columns > 2 * column
      ? fold(shown, columns - 1 - column, 0)
      : [shown];
    return lines.map((line, row) =>
      `${row === 0 ? `${mark}  ${pad(names[at]!, width)}` : " ".repeat(column - 2)}  ${line}\n`
    );
  }).join("");
}
