/** The client of the files service with invalid answers. */

import { assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { md5 } from "../../lib/digest/md5.ts";
import { SluiceError } from "../../lib/errors.ts";
import { FileFetcher } from "../../lib/services/fetch_file.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { turn } from "../support/wait.ts";

const MD5 = createHash("md5").update("abc").digest("hex");

/** Fetches from a server that sends these answers, one after each message of the client, and ends. */
async function fetched(...words: string[]): Promise<{ md5: string; content: string }> {
  const [server, client] = memoryPair();
  const serving = (async () => {
    const reader = server.readable.getReader();
    const writer = server.writable.getWriter();
    for (const word of words) {
      await reader.read();
      await writer.write(new TextEncoder().encode(word));
    }
    await server.closeWrite();
  })();
  const fetcher = new FileFetcher(client);
  let content = "";
  const write = (chunk: Uint8Array) => void (content += new TextDecoder().decode(chunk));
  try {
    return { md5: await fetcher.fetch("get a", md5.create(), () => ({ write })), content };
  } finally {
    client.abort();
    await serving.catch(() => {});
  }
}

Deno.test("accepts the MD5 in upper and lower case", async () => {
  assertEquals(await fetched("3", `abc${MD5}`), { md5: MD5, content: "abc" });
  assertEquals(await fetched("3", `abc${MD5.toUpperCase()}`), { md5: MD5, content: "abc" });
});

const BAD: [what: string, words: string[], code: string][] = [
  ["other content than the MD5 is of", ["3", `abd${MD5}`], "digest_mismatch"],
  ["an MD5 that is no number", ["3", `abc${"x".repeat(32)}`], "protocol"],
  ["half an MD5", ["3", `abc${MD5.slice(16)}`], "cut"],
  ["less content than declared", ["4", "abc"], "cut"],
  ["a size beyond the range of numbers", ["9999999999999999"], "limit"],
  ["a negative size", ["-1"], "refused"],
  ["words instead of a size", ["error: no such file"], "refused"],
  ["nothing", [], "cut"],
];
for (const [what, words, code] of BAD) {
  Deno.test(`rejects ${what}`, async () => {
    assertEquals((await assertRejects(() => fetched(...words), SluiceError)).code, code);
  });
}

const md5Of = (text: string) => createHash("md5").update(text).digest("hex");
const GLUED: [what: string, content: string][] = [
  ["letters", "abc"],
  ["digits", "123"],
  ["a line of digits", "12\n34\n"],
  ["nothing", ""],
  ["many lines", "x\n".repeat(50_000)],
];
for (const [what, content] of GLUED) {
  Deno.test(`accepts a size together with content of ${what}`, async () => {
    const answer = `${content.length}${content}${md5Of(content)}`;
    assertEquals(await fetched(answer), { md5: md5Of(content), content });
  });
}

Deno.test("takes an answer that begins with digits, and is no file, for a refusal", async () => {
  const error = await assertRejects(() => fetched("404 not found\nsorry\n"), SluiceError);
  assertEquals([error.code, error.message], [
    "refused",
    'The server refused "get a": 404 not found\nsorry',
  ]);
});

Deno.test("accepts a size in two pieces, and with its line end apart", async () => {
  for (const pieces of [["1", "2"], ["12", "\n"], ["12", "\r\n"]]) {
    const [server, client] = memoryPair();
    const reader = server.readable.getReader();
    const writer = server.writable.getWriter();
    const answered = (async () => {
      await reader.read();
      for (const piece of pieces) {
        await writer.write(new TextEncoder().encode(piece));
        await turn();
      }
      await reader.read();
      await writer.write(new TextEncoder().encode(`hello, world${md5Of("hello, world")}`));
    })();
    const fetcher = new FileFetcher(client);
    assertEquals(
      await fetcher.fetch("get a", md5.create(), () => ({ write() {} })),
      md5Of("hello, world"),
    );
    await answered;
    client.abort();
  }
});

Deno.test("fails if the server is silent about a missing file, and names the file", async () => {
  const [server, client] = memoryPair();
  const clock = new FakeClock();
  const fetcher = new FileFetcher(client, { after: clock.after });
  const failing = assertRejects(
    () => fetcher.fetch("get nothing", md5.create(), () => ({ write() {} })),
    SluiceError,
    'within 5 s to "get nothing"; it may not have this file',
  );
  await server.readable.getReader().read();
  await clock.pass(5000);
  assertEquals((await failing).code, "timeout");
});
