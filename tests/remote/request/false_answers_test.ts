/** Servers that speak the protocol and send false answers. @module */

import { assert, assertEquals } from "@std/assert";
import { ProtocolError, type SluiceError } from "../../../lib/errors.ts";
import { FrameType } from "../../../lib/frame/frame.ts";
import type { Exit } from "../../../lib/frame/control.ts";
import { ask } from "../../../lib/remote/request/ask.ts";
import { dial } from "../../../lib/socket/dial.ts";
import { frame, hello, preface, ScriptedPeer, utf8 } from "../../support/scripted_peer.ts";

const started = frame(FrameType.started, { pid: 1 });
const out = (text: string) => frame(FrameType.stdout, utf8(text));
const credit = (bytes: number) => frame(FrameType.credit, { bytes });
const exit = (members = {}) =>
  frame(FrameType.exit, {
    reason: "exit",
    status: 0,
    signal: null,
    stdout: 0,
    stderr: 0,
    truncated: [],
    ...members,
  });

/** The result of a request, its output, and what the server received. */
interface Outcome {
  exit?: Exit;
  error?: SluiceError;
  text: string;
  heard: number[];
  stdin: number;
}

/** Sends a request to a server that answers with these frames. */
async function askFor(says: Uint8Array[], stdin?: string): Promise<Outcome> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = listener.accept();
  const duplex = await dial({ scheme: "tcp", host: "127.0.0.1", port: listener.addr.port });
  const peer = new ScriptedPeer(await accepted);
  listener.close();
  let text = "";
  const asked = ask(
    duplex,
    { argv: ["x"], env: {}, stdin: stdin !== undefined, timeout: null },
    {
      ...stdin !== undefined && { stdin: ReadableStream.from([utf8(stdin)]) },
      output: (_, bytes) => {
        text += new TextDecoder().decode(bytes);
        return Promise.resolve();
      },
      signal: new AbortController().signal,
    },
  ).then((exit) => ({ exit }), (error) => ({ error }));
  await peer.write(preface(), hello("answer"), ...says);
  await peer.readPreface();
  const heard: number[] = [];
  let sent = 0;
  for (;;) {
    const head = await peer.read(8);
    if (head === undefined) break;
    const payload = await peer.read(new DataView(head.buffer).getUint32(4));
    heard.push(head[0]!);
    if (head[0] === FrameType.stdin) sent += payload?.length ?? 0;
    // All input has come: the command ends now.
    if (head[0] === FrameType.eof) await peer.write(exit());
  }
  peer.close();
  const result = await asked;
  return { ...result, text, heard, stdin: sent };
}

const STORIES: [what: string, says: Uint8Array[]][] = [
  ["says less output than it sent", [started, out("abc"), exit({ stdout: 2 })]],
  ["says more output than it sent", [started, out("abc"), exit({ stdout: 4 })]],
  ["says output on the other stream", [started, out("abc"), exit({ stderr: 3 })]],
  ["ends a command that it never started", [exit()]],
  ["writes before it has started", [out("abc"), started, exit({ stdout: 3 })]],
  ["starts twice", [started, started, exit()]],
  ["grants room for input that was not offered", [started, credit(65_536), exit()]],
  ["grants no room at all", [started, credit(0), exit()]],
  ["grants more room than a credit can hold", [started, credit(2 ** 31 + 1), exit()]],
  ["asks for a command of its own", [
    started,
    frame(FrameType.run, { argv: ["y"], env: {}, stdin: false, timeout: null }),
  ]],
];
for (const [what, says] of STORIES) {
  Deno.test(`rejects an answer that ${what}`, async () => {
    const { error, heard } = await askFor(says);
    assert(error instanceof ProtocolError, `${error}`);
    assertEquals([error.code, heard.at(-1)], ["protocol", FrameType.error]);
  });
}

Deno.test("accepts an answer whose counts are right", async () => {
  const { exit: ended, text } = await askFor([started, out("abc"), exit({ stdout: 3 })]);
  assertEquals([ended?.status, text], [0, "abc"]);
});

Deno.test("sends its input once, whatever credit is granted", async () => {
  const credits = Array.from({ length: 1000 }, () => credit(2 ** 31));
  const { exit: ended, stdin, heard } = await askFor([started, ...credits], "abc");
  assertEquals([ended?.status, stdin], [0, 3]);
  assertEquals(heard.filter((type) => type === FrameType.eof).length, 1);
});
