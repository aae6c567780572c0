/** The flags that `connect` and `listen` share. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";
import { parseDuration } from "../../lib/cli/duration.ts";
import { ifOutputExistsFlag, UNFETCHED } from "./if_exists.ts";

/** How the pipe between standard input, output and the socket behaves. */
export const rawFlags: readonly Flag[] = [
  { name: "send-only", summary: "write nothing that comes to standard output" },
  { name: "recv-only", summary: "do not read standard input" },
  {
    name: "linger",
    value: "duration",
    placeholder: "DURATION",
    summary: "wait so long for the other side's end after our own",
    default: "as long as it takes; UDP: 1s",
  },
  {
    name: "idle",
    value: "duration",
    placeholder: "DURATION",
    summary: "end when nothing has moved for so long",
  },
  { name: "crlf", summary: "send each line end as CR LF" },
  {
    name: "datagram",
    value: "choice",
    choices: ["line", "whole"],
    placeholder: "HOW",
    default: "line",
    summary: "udp: send each line of standard input, or all of it, as one datagram",
  },
  { name: "hex", summary: "show every byte, sent and received, on standard error" },
  {
    name: "record",
    value: "path",
    placeholder: "FILE",
    summary: "write both directions to a new file, a line of JSON for each piece",
  },
  ifOutputExistsFlag(UNFETCHED, "file of --record"),
  {
    name: "option",
    value: "string",
    placeholder: "NAME[=on|off]",
    repeatable: true,
    summary: "set a socket option: nodelay, keepalive",
  },
  { name: "verbose", short: "v", summary: "show both ends of the connection, and what was moved" },
];

/** How a stream ends, for the help of both commands. */
export const END_POLICY =
  `The end of standard input ends our direction only: what the other side still says is \
written until its own end. The other side's end ends its direction only: what standard input still \
has is sent, unless it is a terminal. Exit code 0 means that both directions came to their end; a \
stream that was cut is never a success.`;

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
    datagram: (args.value("datagram") ?? "line") as RawOptions["datagram"],
    verbose: args.has("verbose"),
  };
}
