/** `sluice chat`. @module */

import type { Command, Context, ParsedArguments } from "../lib/cli/command.ts";
import { familyFlags, familyOf } from "./flags/family.ts";
import { certificateFlags, trustFlags } from "./flags/tls.ts";
import { SERVICE_PORTS } from "../lib/services/ports.ts";
import { FAMILY_NAME, PEM_FILES, UNIX_SOCKET } from "./flags/permissions.ts";

/** The chat service's client. */
export const chat: Command<ParsedArguments> = {
  name: "chat",
  group: "Sockets",
  summary: "Join the chat of a chat service",
  description:
    `Every line that is typed goes to all other members. /nick NAME takes a name, /who lists the members, \
and exit on a line of its own leaves. On a terminal the line being typed stays whole while others write. What a \
program sends without a line end counts as a line after 300 ms of silence.`,
  usage: ["chat ADDR [PORT]"],
  positionals: [
    {
      name: "ADDR",
      summary: `the service; without a port, ${SERVICE_PORTS.chat}`,
      min: 1,
      value: "address",
    },
    { name: "PORT", summary: "its port, if not in ADDR" },
  ],
  flags: [
    { name: "nick", value: "string", placeholder: "NAME", summary: "the name to take" },
    ...familyFlags,
    ...trustFlags,
    ...certificateFlags,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write"],
  permissionFlags: ["--allow-net=HOST:PORT"],
  permissionCases: [FAMILY_NAME, UNIX_SOCKET, PEM_FILES],
  exitCodes: [65, 66, 68, 69, 75, 77, 79, 80, 83],
  examples: [
    {
      text: "Join under a name",
      line: "sluice chat 192.0.2.7 --nick ada",
    },
    { text: "Open a chat", line: "sluice serve chat --listen 0.0.0.0:12345" },
  ],
  run: runChat,
};

async function runChat(args: ParsedArguments, context: Context): Promise<number> {
  const { parseTypedAddress } = await import("../lib/socket/parse_typed_address.ts");
  const { tlsClientOptions } = await import("./flags/tls.ts");
  const { dialWithoutFiles } = await import("./sandbox/give_up_files.ts");
  const { MessageReader } = await import("../lib/services/message_reader.ts");
  const { escapeText } = await import("../lib/text/escape.ts");
  const { typedLines } = await import("./views/typed_lines.ts");
  const { terminal, signal } = context;
  const { joinHostPort } = await import("../lib/socket/join_host_port.ts");
  const [host, port] = args.positionals;
  const address = parseTypedAddress(joinHostPort(host!, port), "dial", {
    port: SERVICE_PORTS.chat,
    ...familyOf(args),
  });
  const tls = tlsClientOptions(args, address.scheme === "tls");
  const conn = await dialWithoutFiles(address, { signal, tls });
  if (terminal.interactive) {
    terminal.note(`Connected to ${conn.remoteAddr || "unix:"}; press Ctrl-D to leave`);
  }
  const ended = new AbortController();
  const stop = () => conn.abort(signal.reason);
  signal.addEventListener("abort", stop);

  const show = async (line: string) => {
    await terminal.event({ event: "line", text: line });
    if (!terminal.json) await terminal.print(`${escapeText(line)}\n`);
  };
  const listen = async () => {
    // Programs of the exercise send their lines without line ends.
    const lines = new MessageReader(conn);
    for (let line; (line = await lines.next()) !== undefined;) {
      await show(line.text);
      // The room prints every line of a member with the member's name, so a bare line is the
      // room's own.
      if (line.text === "exit") return;
    }
  };
  const speak = async () => {
    const say = (line: string) => conn.write(new TextEncoder().encode(`${line}\n`));
    if (args.has("nick")) await say(`/nick ${args.value("nick")}`);
    for await (const line of typedLines(terminal, ended.signal)) {
      if (line.trimEnd() === "exit") {
        // The end of the stream ends this line: a program of the exercise compares all it has read.
        await conn.write(new TextEncoder().encode("exit"));
        break;
      }
      await say(line);
    }
    await conn.closeWrite();
  };
  try {
    const speaking = speak().catch((error) => {
      // A read is pending until the next key, so the abort ends the loop rather than the input.
      if (!ended.signal.aborted) throw error;
    });
    const listening = listen().finally(() => ended.abort());
    await Promise.all([listening, speaking]);
    return 0;
  } finally {
    ended.abort();
    signal.removeEventListener("abort", stop);
    conn.abort();
  }
}
