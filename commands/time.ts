/** `sluice time`. @module */

import type { Command, Context, ParsedArguments } from "../lib/cli/command.ts";
import { familyFlags, familyOf } from "./flags/family.ts";
import { SERVICE_PORTS } from "../lib/services/ports.ts";
import type { Address } from "../lib/socket/address.ts";
import type { TlsClientOptions } from "../lib/socket/tls_client_options.ts";
import { certificateFlags, trustFlags } from "./flags/tls.ts";
import { FAMILY_NAME, PEM_FILES, UDP_CLIENT, UDP_NAME, UNIX_SOCKET } from "./flags/permissions.ts";

/** The time services, and their default ports. */
const PORTS = {
  stamp: SERVICE_PORTS.time,
  daytime: SERVICE_PORTS.daytime,
  clock: SERVICE_PORTS.clock,
} as const;
type Kind = keyof typeof PORTS;

/** The time services' client. */
export const time: Command<ParsedArguments> = {
  name: "time",
  group: "Sockets",
  summary: "Ask a time service, or get a text stamped with the time",
  description:
    `Sends the arguments, joined by spaces, and writes the answer: the text with the time before it. With \
--kind daytime (RFC 867) or clock (RFC 868) nothing is sent. The seconds of a clock are written as a date in \
UTC, and the difference to the clock of this machine on standard error.`,
  usage: ["time ADDR [TEXT...]"],
  positionals: [
    { name: "ADDR", summary: "the service", min: 1, value: "address" },
    { name: "TEXT", summary: "the text to stamp", max: Infinity },
  ],
  flags: [
    {
      name: "kind",
      value: "choice",
      choices: Object.keys(PORTS),
      placeholder: "NAME",
      default: "stamp",
      summary: "stamp (default), daytime or clock",
      details:
        `Without a port in ADDR, the port is ${PORTS.stamp}, ${PORTS.daytime} or ${PORTS.clock}.`,
    },
    ...familyFlags,
    ...trustFlags,
    ...certificateFlags,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write"],
  permissionFlags: ["--allow-net=HOST:PORT"],
  permissionCases: [UDP_CLIENT, UDP_NAME, FAMILY_NAME, UNIX_SOCKET, PEM_FILES],
  exitCodes: [65, 66, 68, 69, 75, 77, 79, 80, 83],
  examples: [
    { text: "A stamp over TCP", line: "sluice time 127.0.0.1 hello" },
    { text: "A stamp over UDP", line: "sluice time udp://127.0.0.1:21567 hello" },
    { text: "A clock of RFC 868", line: "sluice time --kind clock 192.0.2.7:37" },
  ],
  run: runTime,
};

async function runTime(args: ParsedArguments, context: Context): Promise<number> {
  const { parseTypedAddress } = await import("../lib/socket/parse_typed_address.ts");
  const { tlsClientOptions } = await import("./flags/tls.ts");
  const kind = (args.value("kind") ?? "stamp") as Kind;
  const [place, ...words] = args.positionals;
  const address = parseTypedAddress(place!, "dial", { port: PORTS[kind], ...familyOf(args) });
  const tls = tlsClientOptions(args, address.scheme === "tls");
  if (kind !== "stamp" && words.length > 0) {
    const { CallerError } = await import("../lib/errors.ts");
    throw new CallerError("usage", `--kind ${kind} takes no text`);
  }
  if (kind === "clock") {
    await showClock(await listenTo(address, tls, context, 8), context);
  } else if (kind === "daytime") {
    const { PeerOutput } = await import("./views/peer_output.ts");
    const output = new PeerOutput(context.terminal);
    await output.write(await listenTo(address, tls, context, 512));
    await output.endLine();
  } else {
    const { ask } = await import("./echo/ask_service.ts");
    await ask(address, { message: words.join(" "), tls }, context);
  }
  return 0;
}

/** Reads what a service sends without a request, up to a number of bytes. */
async function listenTo(
  address: Address,
  tls: TlsClientOptions,
  { signal }: Context,
  most: number,
): Promise<Uint8Array> {
  const { dialWithoutFiles, giveUpFiles } = await import("./sandbox/give_up_files.ts");
  if (address.scheme === "udp") {
    const { requestDatagram } = await import("../lib/socket/request_datagram.ts");
    giveUpFiles();
    return await requestDatagram(address, new Uint8Array(), { signal });
  }
  const { readChunks } = await import("../lib/socket/read_chunks.ts");
  const conn = await dialWithoutFiles(address, { signal, tls });
  const stop = () => conn.abort(signal.reason);
  signal.addEventListener("abort", stop);
  try {
    const parts: number[] = [];
    for await (const chunk of readChunks(conn)) {
      parts.push(...chunk.subarray(0, most - parts.length));
      if (parts.length === most) break;
    }
    if (parts.length === 0) {
      const { formatAddress } = await import("../lib/socket/address.ts");
      const { closedUnanswered } = await import("../lib/socket/not_connected.ts");
      throw closedUnanswered(formatAddress(address));
    }
    return Uint8Array.from(parts);
  } finally {
    signal.removeEventListener("abort", stop);
    conn.abort();
  }
}

async function showClock(bytes: Uint8Array, { terminal }: Context): Promise<void> {
  const { decodeClock } = await import("../lib/services/clock.ts");
  const { formatTime } = await import("../lib/services/format_time.ts");
  const here = Date.now();
  const there = decodeClock(bytes, here);
  if (bytes.length > 4) {
    terminal.note("The server sent more than the four bytes of a time; the rest is ignored");
  }
  const text = formatTime(there, "iso");
  const offset = Math.round((here - there) / 1000);
  await terminal.event({ event: "time", time: text, offset });
  if (!terminal.json) await terminal.print(`${text}\n`);
  const way = offset < 0 ? "behind" : "ahead";
  terminal.note(
    // Both times are whole seconds.
    Math.abs(offset) <= 1
      ? "The clock of this machine agrees"
      : `The clock of this machine is ${Math.abs(offset)} s ${way}`,
  );
}
