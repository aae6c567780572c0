/** The flags that `connect` and `listen` share. @module */

import type { Flag } from "../../lib/cli/command.ts";

/** How the pipe between standard input, output and the socket behaves. */
export const rawFlags: readonly Flag[] = [
  { name: "send-only", summary: "write nothing that comes to standard output" },
  { name: "recv-only", summary: "do not read standard input" },
  {
    name: "linger",
    value: "duration",
    placeholder: "TIME",
    summary: "wait so long for the other side's end after our own",
    default: "as long as it takes; UDP: 1s",
  },
  {
    name: "idle",
    value: "duration",
    placeholder: "TIME",
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
  {
    name: "option",
    value: "string",
    placeholder: "NAME[=on|off]",
    repeatable: true,
    summary: "set a socket option: nodelay, keepalive",
  },
  { name: "verbose", short: "v", summary: "show both ends of the connection, and what was moved" },
];

/** How a stream ends: the same words in both commands' help. */
export const END_POLICY =
  `The end of standard input ends our direction only: what the other side still says is \
written until its own end. The other side's end ends its direction only: what standard input still \
has is sent, unless somebody types it. Exit code 0 means that both directions came to their end; a \
stream that was cut is never a success.`;
