/** Texts over HTTP with curl: `drop` and `share --text`. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { installed } from "../commands/run_sluice.ts";
import { temporaryFolder } from "../support/folder.ts";
import { needing } from "../support/needs.ts";
import { run, start } from "../support/program.ts";
import { serving, tool } from "../web/serving.ts";

const present = await installed("curl");
const test = (name: string, body: () => Promise<void>) =>
  Deno.test(needing(name, !present && "curl"), body);
const curl = (...args: string[]) => tool("curl", ["-sS", ...args]);
const status = async (...args: string[]) =>
  Number((await curl("-o", "/dev/null", "-w", "%{http_code}", ...args)).out);

test("drop shows what curl sends, and lists only files on standard output", async () => {
  await using folder = await temporaryFolder();
  await using server = await serving(["drop", folder.path]);
  const { program, url } = server;
  const forged = `text=${"00".repeat(32)}  file`;
  for (const words of [["-d", forged], ["--data-urlencode", "text=a\n\x1b[2J & ü"]]) {
    const { code, out, err } = await curl("-f", ...words, url);
    assertEquals([code, out], [0, "Shown in the terminal; not stored\n"], err);
  }
  const type = "content-type: text/plain";
  assertEquals((await curl("-f", "-H", type, "--data-binary", "raw", url)).code, 0);
  assertEquals((await curl("-f", "-T", "-", `${url}file`)).code, 0);
  await program.waitFor(/ {2}file\n/, "out");
  const { out, err } = await program.stop();
  assertMatch(out, /^e3b0c442[0-9a-f]{56} {2}file\n$/);
  assertMatch(err, /^A text from 127\.0\.0\.1:\n0{64} {2}file$/m);
  assertStringIncludes(err, "A text from 127.0.0.1:\na\n\\x1b[2J & ü\n");
  assertStringIncludes(err, "A text from 127.0.0.1:\nraw\n");
});

test("drop takes no text without the token or the password, nor from another site", async () => {
  await using folder = await temporaryFolder();
  await using server = await serving(["drop", folder.path]);
  const { url, program } = server;
  assertEquals(await status("-d", "text=a", new URL("/", url).href), 404);
  assertEquals(await status("-d", "text=a", "-H", "origin: https://evil.example", url), 403);
  assertEquals(await status("-d", "text=a", "-H", "sec-fetch-site: cross-site", url), 403);
  assertEquals(await status("-d", "text=a", `${url}name`), 405);
  assertEquals(await status("-d", "text=", url), 400);
  assertEquals(await status("-H", "content-type: text/plain", "-d", "x".repeat(70_000), url), 413);
  assert(!program.err.includes("A text from"), program.err);

  const env = { SLUICE_SECRET: "pä:ss of 16 letters" };
  await using locked = await serving(["drop", folder.path, "--password"], env);
  assertEquals(await status("-d", "text=a", locked.url), 401);
  assertEquals(await status("-u", "me:pä:ss of 16 letters", "-d", "text=a", locked.url), 200);
  await locked.program.waitFor(/A text from 127\.0\.0\.1:\na\n/);
});

test("a text is the one transfer of drop --once, after what is still uploaded", async () => {
  await using folder = await temporaryFolder();
  await using server = await serving(["drop", folder.path, "--once", "--quiet"]);
  assertEquals(await status("-d", "text=a", server.url), 200);
  const { code, err } = await server.program.ended;
  assertEquals(code, 0);
  assertStringIncludes(err, "A text from 127.0.0.1:\na\n");
});

/** Shares the text of standard input. */
async function sharing(text: string, ...flags: string[]) {
  const words = ["share", "--text", "-", "--listen", "127.0.0.1:0", ...flags];
  const program = await start(words, { stdin: text });
  const [, url] = await program.waitFor(/^ {2}(https?:\/\/\S+)$/m);
  return { program, url: url!, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

test("share serves a text unchanged, and the printed command fetches it", async () => {
  for (const text of ["x", "one\r\ntwo\x1b[2J\n\n", "ü".repeat(100_000)]) {
    await using server = await sharing(text);
    const [, line] = await server.program.waitFor(/^Without a browser: (curl .*)$/m);
    const { code, out } = await tool("sh", ["-c", line!]);
    assertEquals(code, 0);
    assert(out === text, out.slice(0, 100));
    const head = (await curl("-fI", `${server.url}~text`)).out;
    assertMatch(head, /^content-type: text\/plain; charset=utf-8\r$/m);
    assertMatch(head, /^cache-control: no-store\r$/m);
    assertMatch(head, /^x-content-type-options: nosniff\r$/m);
    assertMatch(
      head,
      new RegExp(`^content-length: ${new TextEncoder().encode(text).length}\r$`, "m"),
    );
    assertEquals(await status("-X", "PUT", "-d", "x", `${server.url}~text`), 405);
    assertEquals(await status(new URL("/~text", server.url).href), 404);
  }
});

test("share serves a text beside files, on the first page only", async () => {
  await using folder = await temporaryFolder();
  await Deno.mkdir(`${folder.path}/tree`);
  await Deno.writeTextFile(`${folder.path}/tree/a`, "abc");
  await using server = await sharing("beside", `${folder.path}/tree`);
  assertStringIncludes((await curl("-f", server.url)).out, "beside");
  const inside = await curl("-f", `${server.url}tree/`);
  assertEquals(inside.code, 0);
  assert(!inside.out.includes("beside"));
  assertEquals((await curl("-f", `${server.url}tree/a`)).out, "abc");
});

test("share --once ends when the text was fetched, not when its page was", async () => {
  await using server = await sharing("once", "--once");
  const page = await curl("-f", server.url);
  assert(!page.out.includes("once<"), page.out);
  assertEquals((await curl("-fI", `${server.url}~text`)).code, 0);
  assertEquals((await curl("-f", `${server.url}~text`)).out, "once");
  assertEquals((await server.program.ended).code, 0);
});

Deno.test("share refuses a text that is empty, too long or not UTF-8, and needs a text or a path", async () => {
  const cases: [string[], string | Uint8Array, string][] = [
    [["--text", "-"], "", "The text is empty"],
    [["--text", "-"], "x".repeat(2 ** 20 + 1), "The text is longer than 1 MiB"],
    [["--text", "-"], new Uint8Array([255]), "not a text in UTF-8"],
    [[], "", "Missing PATH"],
  ];
  for (const [words, stdin, message] of cases) {
    const { code, err } = await run(["share", ...words, "--listen", "127.0.0.1:0"], { stdin });
    assertEquals(code, 64, err);
    assertStringIncludes(err, message);
  }
});
