/** `sluice lookup`. @module */

import type { Command, Context, ParsedArguments } from "../../lib/cli/command.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import type { Answer } from "./run.ts";

/** Looks up names, addresses and services. */
export const lookup: Command<ParsedArguments> = {
  name: "lookup",
  group: "Sockets",
  summary: "Look up names, addresses, services and ports",
  description:
    `Resolves the name of a service to its ports and protocols; a port (80, 514/udp) to its services; the name \
of a host to its addresses of both families, in the order in which they would be tried; an address to its \
name. A word that could be a service or a host counts as a service; --host says otherwise. Services come \
from /etc/services, and from a built-in list for those that it lacks. Without arguments it shows the \
name, interfaces and addresses of this machine. Unknown names are reported on standard error, and end with \
exit code 1 once all others are resolved.`,
  usage: ["lookup [NAME...]", "lookup --fqdn [HOST...]"],
  positionals: [{
    name: "NAME",
    summary: "such as localhost, 127.0.0.1, http, domain/udp or 443",
    max: Infinity,
  }],
  flags: [
    { name: "host", summary: "every name is a host or an address" },
    { name: "service", summary: "every name is a service or a port" },
    {
      name: "fqdn",
      summary: "show the full name, with its domain",
      details: "Of the hosts, or of this machine. Takes 2 seconds for each at most.",
    },
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "sys"],
  permissionFlags: ["--allow-net"],
  permissionCases: [{
    when: "services that only this system knows",
    flags: ["--allow-read=/etc/services"],
  }, { when: "no NAME", flags: ["--allow-sys=hostname,networkInterfaces"] }],
  exitCodes: [1, 69, 75, 77],
  files: [{ path: "/etc/services", text: "The services of this system, and their ports." }],
  examples: [
    { text: "The port of a service", line: "sluice lookup gopher domain/udp" },
    { text: "The service of a port", line: "sluice lookup 70 514/udp" },
    { text: "The addresses of a name", line: "sluice lookup localhost" },
    { text: "The name and addresses of this machine", line: "sluice lookup" },
  ],
  run: runLookup,
};

async function runLookup(args: ParsedArguments, context: Context): Promise<number> {
  const { CallerError } = await import("../../lib/errors.ts");
  const chosen = ["host", "service", "fqdn"].filter((flag) => args.has(flag));
  if (chosen.length > 1) {
    throw new CallerError("usage", `Use only one of --${chosen.join(" and --")}`);
  }
  const { answersTo, describeMachine, systemNames } = await import("./run.ts");
  const { describeError } = await import("../../lib/cli/describe_error.ts");
  const { warnOf } = await import("../views/error_report.ts");
  const { terminal, signal } = context;
  const names = systemNames();
  const [kind] = chosen as ["host" | "service" | "fqdn" | undefined];
  if (args.positionals.length === 0 && kind !== "fqdn") {
    if (kind !== undefined) {
      throw new CallerError("usage", `lookup --${kind} needs a name, an address or a port`);
    }
    await show(describeMachine(), 0, terminal);
    return 0;
  }
  const words = args.positionals.length > 0 ? args.positionals : [undefined];
  // A port is shown with its protocol: 70/tcp.
  const longest = Math.max(...words.map((word = "") => word.length + (/^\d+$/.test(word) ? 4 : 0)));
  let exit = 0;
  for (const word of words) {
    try {
      await show(await answersTo(word, kind, names, signal), longest, terminal);
    } catch (error) {
      const { code, message } = describeError(error);
      if (signal.aborted || code !== "unavailable") throw error;
      await terminal.event({ event: "unknown", ...word !== undefined && { word }, code, message });
      await warnOf({ message }, terminal);
      exit = 1;
    }
  }
  return exit;
}

/** Prints answers; on a terminal the first column has at least so many columns. */
async function show(
  answers: readonly Answer[],
  least: number,
  terminal: Terminal,
): Promise<void> {
  const { escapeText } = await import("../../lib/text/escape.ts");
  const { pad, widest } = await import("../../lib/terminal/pad.ts");
  const rows = answers.map(({ cells }) => cells.map(escapeText));
  const width = Math.max(least, widest(rows.map(([first]) => first!)));
  for (const [at, { event }] of answers.entries()) {
    await terminal.event(event);
    const [first, ...others] = rows[at]!;
    const line = terminal.stdoutIsTerminal
      ? [pad(first!, width), ...others].join("  ")
      : rows[at]!.join(" ");
    if (!terminal.json) await terminal.print(`${line}\n`);
  }
}
