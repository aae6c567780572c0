/** `sluice peers`. @module */

import type { Command, Context, Flag, ParsedArguments } from "../../lib/cli/command.ts";
import { sleep } from "../../lib/async.ts";
import { interfaceFlag } from "../flags/addressing.ts";
import { aliasFlag } from "../flags/localsend_flags.ts";

/** Follows the problems of discovery. */
const ADVICE =
  "Some senders may be missing; with a sender's address use sluice receive CODE --from HOST";

/** Milliseconds to listen: senders are asked several times within them. */
const LISTENING_TIME = 1200;

/** For the completion scripts: prints how a code can go on, a line each. */
const completeFlag: Flag = {
  name: "complete",
  value: "code",
  placeholder: "CODE",
  optionalValue: true,
  hidden: true,
  summary: "print how this start of a code can go on",
};

/** Lists LocalSend devices instead. */
const localSendFlag: Flag = {
  name: "localsend",
  summary: "list phones and computers with the LocalSend app",
  details:
    "Announces this machine for about two seconds, as the app does, and lists the devices that answer: name, model, kind, address and fingerprint, and in a pipe also protocol, version, and whether files are offered for download. All of it but the address is what the device claims. The certificate that is shown to them is new in each run.",
};

/** Lists the senders that wait with a code. */
export const peers: Command<ParsedArguments> = {
  name: "peers",
  group: "Diagnose",
  summary: "List the senders on this network that wait with a code",
  description:
    `Asks the local network for about a second. Each line is a channel, which is the number that a code \
begins with, the address, and the seconds since it was last heard. Any machine can claim a channel; only \
the code authenticates the sender.`,
  usage: ["peers", "peers --localsend [--alias NAME]"],
  flags: [interfaceFlag, localSendFlag, aliasFlag, completeFlag],
  common: ["json", "quiet", "no-color"],
  permissions: ["net", "sys"],
  permissionFlags: ["--allow-net", "--allow-sys=networkInterfaces"],
  exitCodes: [65, 69, 73, 75, 77, 83],
  examples: [
    { text: "List the senders", line: "sluice peers" },
    { text: "List LocalSend devices", line: "sluice peers --localsend" },
  ],
  run: runPeers,
};

/** A sender, and the time of its last announcement. */
interface Peer {
  channel: number;
  address: string;
  heard: number;
}

async function runPeers(args: ParsedArguments, context: Context): Promise<number> {
  const { terminal, signal } = context;
  if (args.has("localsend")) {
    return await (await import("./localsend.ts")).listDevices(args, context);
  }
  const { find } = await import("../../lib/discovery/find.ts");
  const { usableNetworks } = await import("../../lib/discovery/networks.ts");
  const { formatAddress } = await import("../../lib/socket/address.ts");
  const { escapeText } = await import("../../lib/text/escape.ts");
  const { DiscoveryWarnings } = await import("../views/discovery_warnings.ts");
  const networks = usableNetworks({ name: args.value("interface") });
  const start = args.value("complete");
  if (start !== undefined) {
    const { codeCompletions } = await import("../../lib/pairing/complete_code.ts");
    const codes = await codeCompletions(start, networks, signal);
    await terminal.print(codes.map((code) => `${code}\n`).join(""));
    return 0;
  }
  const heard = new Map<string, Peer>();
  const finder = await find({
    channel: 0,
    networks,
    onFound({ channel, host, port }) {
      const address = formatAddress({ scheme: "tcp", host, port });
      heard.set(`${channel} ${address}`, { channel, address, heard: performance.now() });
    },
  });
  try {
    await new DiscoveryWarnings(terminal, ADVICE).report(finder.problems, networks);
    await sleep(LISTENING_TIME, signal);
  } finally {
    finder.close();
  }
  const found = [...heard.values()].sort((a, b) => a.channel - b.channel);
  const rows: [string, string, string][] = [];
  for (const { channel, address, heard } of found) {
    const age = Number(((performance.now() - heard) / 1000).toFixed(1));
    await terminal.event({ event: "peer", channel, address, age });
    rows.push([String(channel), escapeText(address), String(age)]);
  }
  if (rows.length === 0) {
    terminal.note("No sender found on this network; sluice doctor looks for reasons");
  } else if (!terminal.json) {
    const { printTable } = await import("../views/print_table.ts");
    const header = ["CHANNEL", "ADDRESS", "LAST SEEN"];
    await printTable(terminal, terminal.stdoutIsTerminal ? rows.map(shownAge) : rows, header);
  }
  return 0;
}

/** For people, with the unit. */
function shownAge([channel, address, age]: readonly string[]): string[] {
  return [channel!, address!, `${age} s ago`];
}
