/** The flags that `connect` and `listen` share. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";
import type { NetworkInterface } from "../../lib/socket/interface_named.ts";
import { parseDuration } from "../../lib/cli/duration.ts";
import { CallerError } from "../../lib/errors.ts";
import type { Address } from "../../lib/socket/address.ts";
import { ifOutputExistsFlag, UNFETCHED } from "./if_exists.ts";

/** How the pipe between standard input, output and the socket behaves. */
export const rawFlags: readonly Flag[] = [
  { name: "send-only", summary: "do not write what is received" },
  { name: "recv-only", summary: "do not read standard input" },
  {
    name: "linger",
    value: "duration",
    placeholder: "DURATION",
    summary: "wait so long for the peer to end (default no limit)",
    details:
      `Counts from the end of standard input, and after the end of the peer from the last input. \
Over UDP the default is 1s.`,
  },
  {
    name: "idle",
    value: "duration",
    placeholder: "DURATION",
    summary: "end if nothing moves for so long (default no limit)",
  },
  { name: "crlf", summary: "send each line end as CR LF" },
  {
    name: "telnet",
    summary: "refuse Telnet options; send CR LF line ends",
    details:
      "Telnet commands are not shown, and the byte 255 is doubled when it is sent (RFC 854).",
  },
  {
    name: "datagram",
    value: "choice",
    choices: ["line", "whole"],
    placeholder: "HOW",
    default: "line",
    summary: "UDP: one datagram per line (default), or whole",
  },
  {
    name: "interface",
    value: "interface",
    placeholder: "NAME",
    summary: "UDP: interface for multicast and broadcast",
  },
  { name: "hex", summary: "show every byte and its peer on standard error" },
  {
    name: "record",
    value: "path",
    placeholder: "FILE",
    summary: "record both directions in a new file, as JSON lines",
  },
  ifOutputExistsFlag(UNFETCHED, "file of --record"),
  {
    name: "option",
    value: "string",
    placeholder: "NAME[=on|off]",
    repeatable: true,
    summary: "set a socket option: nodelay or keepalive",
  },
  { name: "verbose", short: "v", summary: "show both addresses and the bytes transferred" },
];

/** How a stream ends, for the help of both commands. */
export const END_POLICY =
  `The end of standard input closes the sending direction only: what the peer still sends is \
written until the peer ends. The end of the peer closes the receiving direction only: the rest of \
standard input is sent, unless it is a terminal. Exit code 0 means that both directions ended \
properly; a connection that is lost is never a success.`;

/** The values of the flags. */
export interface RawOptions {
  /** The directions to transfer. */
  directions: "both" | "send" | "receive";
  /** Milliseconds to wait for the peer's end after this side's. @default {no limit} */
  linger?: number;
  /** Milliseconds without a byte that end the session. @default {no limit} */
  idle?: number;
  /** Whether line endings are sent as CR LF. */
  crlf: boolean;
  /** Whether the peer speaks Telnet. */
  telnet: boolean;
  /** What each datagram contains. */
  datagram: "line" | "whole";
  /** Whether addresses and byte counts are printed. */
  verbose: boolean;
}

/** Reads the flags. @throws {CallerError} if a duration is invalid. */
export function rawOptions(args: ParsedArguments): RawOptions {
  const duration = (name: "linger" | "idle") => {
    const value = args.value(name);
    return value === undefined ? {} : { [name]: parseDuration(value) };
  };
  return {
    directions: args.has("send-only") ? "send" : args.has("recv-only") ? "receive" : "both",
    ...duration("linger"),
    ...duration("idle"),
    crlf: args.has("crlf"),
    telnet: args.has("telnet"),
    datagram: (args.value("datagram") ?? "line") as RawOptions["datagram"],
    verbose: args.has("verbose"),
  };
}

/**
 * The interface of `--interface`, after which the right to list interfaces is given up.
 *
 * @throws {CallerError} code `usage` if there is none of that name, or the address is not UDP.
 */
export async function interfaceOf(
  args: ParsedArguments,
  { scheme }: Address,
): Promise<NetworkInterface | undefined> {
  const name = args.value("interface");
  try {
    if (name === undefined) return undefined;
    if (scheme !== "udp") {
      const text = "--interface works over UDP only; otherwise an address selects the interface";
      throw new CallerError("usage", text);
    }
    const { interfaceNamed } = await import("../../lib/socket/interface_named.ts");
    return interfaceNamed(name);
  } finally {
    Deno.permissions.revokeSync({ name: "sys" });
  }
}

/** @throws {CallerError} if `--telnet` is combined with datagrams. */
export function refuseTelnet(args: ParsedArguments, { scheme }: Pick<Address, "scheme">): void {
  if (!args.has("telnet") || scheme !== "udp") return;
  throw new CallerError("usage", "--telnet does not work over UDP");
}
