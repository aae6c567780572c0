import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConnectionError, ProtocolError } from "../../lib/errors.ts";
import { MESSAGE_SILENCE } from "../../lib/limits.ts";
import { MessageReader } from "../../lib/services/message_reader.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { readChunks } from "../../lib/socket/read_chunks.ts";
import { readText } from "../../lib/socket/read_text.ts";
import { writeAll } from "../../lib/socket/write_all.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { turn } from "../support/wait.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** A piece to send, or the milliseconds until the next one. */
type Step = string | number;

/** The messages that a reader finds in pieces, each with what ended it; the stream ends after them. */
async function messages(steps: Step[], most?: number): Promise<string[]> {
  const [here, there] = memoryPair();
  const clock = new FakeClock();
  const reader = new MessageReader(there, { after: clock.after, ...most && { most } });
  const found: string[] = [];
  const reading = (async () => {
    for (let each; (each = await reader.next()) !== undefined;) {
      found.push(`${each.text}|${each.ending}`);
    }
  })();
  reading.catch(() => {/* awaited below */});
  const writer = here.writable.getWriter();
  for (const step of steps) {
    if (typeof step === "number") await clock.pass(step);
    else await writer.write(encode(step));
    await turn();
  }
  await here.closeWrite();
  await reading;
  return found;
}

const SHORT = MESSAGE_SILENCE / 3;
const CASES: [what: string, steps: Step[], messages: string[]][] = [
  ["a line in one piece", ["get a\n"], ["get a|line"]],
  ["a line in two pieces", ["get report", SHORT, ".txt\r\n"], ["get report.txt|line"]],
  ["a line, and its end later", ["ok", SHORT, "\r\n"], ["ok|line"]],
  ["a CR, and its LF later", ["ok\r", SHORT, "\n"], ["ok|line"]],
  ["characters", [..."get a\r\n"].flatMap((each) => [each, SHORT]), ["get a|line"]],
  ["lines in one piece", ["get a\nok\nget b\n"], ["get a|line", "ok|line", "get b|line"]],
  ["a line and the start of another", ["a\nb", SHORT, "c\n"], ["a|line", "bc|line"]],
  ["a text before a silence", ["hello", MESSAGE_SILENCE], ["hello|silence"]],
  ["two texts with a silence between them", ["a", MESSAGE_SILENCE, "b"], ["a|silence", "b|end"]],
  ["a late LF", ["a", MESSAGE_SILENCE, "\n", "b\n"], ["a|silence", "b|line"]],
  ["a late CR LF", ["a", MESSAGE_SILENCE, "\r\n", "b\n"], ["a|silence", "b|line"]],
  [
    "a late CR, and its LF later still",
    ["a", MESSAGE_SILENCE, "\r", MESSAGE_SILENCE, "\n", "b\n"],
    ["a|silence", "b|line"],
  ],
  ["empty lines", ["\n\r\n"], ["|line", "|line"]],
  ["an empty line after a late line end", ["a", MESSAGE_SILENCE, "\n\n"], ["a|silence", "|line"]],
  ["a silence before the first byte", [10 * MESSAGE_SILENCE, "a\n"], ["a|line"]],
  ["a text at the end of the stream", ["last words"], ["last words|end"]],
  ["bytes that are not UTF-8 at all", ["\0\x1b"], ["\0\x1b|end"]],
  ["nothing", [], []],
  ...[1023, 1024, 1025, 5000].map((size): [string, Step[], string[]] => [
    `${size} bytes without a line end`,
    ["x".repeat(size), MESSAGE_SILENCE],
    [`${"x".repeat(size)}|silence`],
  ]),
];
for (const [what, steps, expected] of CASES) {
  Deno.test(`finds the messages in ${what}`, async () => {
    assertEquals(await messages(steps), expected);
  });
}

Deno.test("accepts a message of the largest size with either end, and rejects one more byte", async () => {
  for (const end of ["\n", "\r\n", ""]) {
    assertEquals((await messages([`abcd${end}`], 4)).length, 1);
    await assertRejects(() => messages([`abcde${end}`], 4), ProtocolError, "longer than 4 bytes");
  }
  await assertRejects(() => messages(Array(10).fill("x"), 4), ProtocolError);
});

Deno.test("yields exact bytes after a message, also of a read that a silence left pending", async () => {
  const [here, there] = memoryPair();
  const clock = new FakeClock();
  const reader = new MessageReader(there, { after: clock.after });
  const writer = here.writable.getWriter();
  const first = reader.next();
  await writer.write(encode("6"));
  await turn();
  await clock.pass(MESSAGE_SILENCE);
  assertEquals((await first)?.text, "6");
  await writer.write(encode("hello\nok\n"));
  let content = "";
  for await (const chunk of reader.exactly(6, "a")) content += new TextDecoder().decode(chunk);
  assertEquals([content, (await reader.next())?.text], ["hello\n", "ok"]);
});

Deno.test("fails if the first byte does not arrive in time, and goes on after that", async () => {
  const [here, there] = memoryPair();
  const clock = new FakeClock();
  const reader = new MessageReader(there, { after: clock.after });
  const waiting = assertRejects(() => reader.next(5000), ConnectionError, "within 5 s");
  await clock.pass(5000);
  assertEquals((await waiting).code, "timeout");
  await here.writable.getWriter().write(encode("late\n"));
  assertEquals((await reader.next())?.text, "late");
});

Deno.test("a connection that fails after a silence fails the next call only", async () => {
  const [here, there] = memoryPair();
  const clock = new FakeClock();
  const reader = new MessageReader(there, { after: clock.after });
  const first = reader.next();
  await here.writable.getWriter().write(encode("a"));
  await turn();
  await clock.pass(MESSAGE_SILENCE);
  assertEquals((await first)?.text, "a");
  there.abort();
  await assertRejects(() => reader.next(), ConnectionError);
});

Deno.test("leaves all that follows the last message, also of a pending read, when it is released", async () => {
  for (const rest of ["", "more, "]) {
    const [here, there] = memoryPair();
    const clock = new FakeClock();
    const reader = new MessageReader(there, { after: clock.after });
    const first = reader.next();
    await writeAll(here, rest === "" ? "framed" : `framed\n${rest}`);
    await turn();
    await clock.pass(MESSAGE_SILENCE);
    assertEquals((await first)?.text, "framed");
    const conn = reader.release();
    await writeAll(here, "and the last");
    await here.closeWrite();
    await writeAll(conn, "answer");
    let text = "";
    for await (const chunk of readChunks(conn, { first: 2 })) {
      text += new TextDecoder().decode(chunk);
    }
    assertEquals(text, `${rest}and the last`);
    assertEquals(await readText(here, 100), "answer");
    const again = new MessageReader(here);
    assert(again.release() === here, "nothing was read too early");
    await conn.close();
    await assertRejects(() => writeAll(there, "x"), ConnectionError);
  }
});
