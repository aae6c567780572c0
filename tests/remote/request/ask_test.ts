/** The client's side with invalid answers. @module */

import { assertEquals, assertRejects } from "@std/assert";
import { SluiceError } from "../../../lib/errors.ts";
import { FrameType } from "../../../lib/frame/frame.ts";
import { ask } from "../../../lib/remote/request/ask.ts";
import { memoryPair } from "../../../lib/socket/memory_pair.ts";
import { concat, frame, hello, preface, utf8 } from "../../support/scripted_peer.ts";

const RUN = { argv: ["x"], env: {}, stdin: false, timeout: null };
const started = frame(FrameType.started, { pid: 7 });
const stdout = (text: string) => frame(FrameType.stdout, utf8(text));
const stderr = (text: string) => frame(FrameType.stderr, utf8(text));
const exit = (members: Record<string, unknown> = {}) =>
  frame(FrameType.exit, {
    ...{ reason: "exit", status: 0, signal: null, stdout: 0, stderr: 0, truncated: [] },
    ...members,
  });

/** Sends a request to a peer that greets and then sends these frames. */
async function asked(...frames: Uint8Array[]): Promise<{ status: number; output: string }> {
  const [server, client] = memoryPair();
  const writer = server.writable.getWriter();
  await writer.write(concat(preface(), hello("answer"), ...frames));
  await server.closeWrite();
  const reading = server.readable.pipeTo(new WritableStream()).catch(() => {});
  let output = "";
  try {
    const { status } = await ask(client, RUN, {
      signal: new AbortController().signal,
      output(stream, bytes) {
        output += `${stream}: ${new TextDecoder().decode(bytes)}\n`;
        return Promise.resolve();
      },
    });
    return { status, output };
  } finally {
    client.abort();
    await reading;
  }
}

Deno.test("passes on outputs and exit status", async () => {
  assertEquals(
    await asked(started, stdout("abc"), stderr("de"), exit({ status: 3, stdout: 3, stderr: 2 })),
    { status: 3, output: "stdout: abc\nstderr: de\n" },
  );
});

const BAD: [what: string, frames: Uint8Array[], code: string][] = [
  ["standard output that got lost", [started, stdout("abc"), exit({ stdout: 4 })], "protocol"],
  ["standard error that got lost", [started, exit({ stderr: 1 })], "protocol"],
  ["more output than was counted", [started, stdout("abc"), exit({ stdout: 2 })], "protocol"],
  ["an exit before the start", [exit()], "protocol"],
  ["credit for no standard input", [started, frame(FrameType.credit, { bytes: 1 })], "protocol"],
  ["an end without an exit", [started, stdout("abc")], "cut"],
];
for (const [what, frames, code] of BAD) {
  Deno.test(`rejects ${what}`, async () => {
    assertEquals((await assertRejects(() => asked(...frames), SluiceError)).code, code);
  });
}
