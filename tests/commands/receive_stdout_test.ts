/**
 * `receive --stdout`: one file as a stream, complete and verified, or an exit code other than 0.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { noTerminal, startOnTerminal } from "../support/on_terminal.ts";
import { start } from "../support/program.ts";
import {
  concat,
  data,
  end,
  entry,
  file,
  fin,
  frame,
  greeting,
  type Received,
  ScriptedPeer,
  sha256,
  utf8,
  Wire,
} from "../support/scripted_peer.ts";

const RECEIVE = ["receive", "--listen", "127.0.0.1:0", "--plain", "--once", "--yes", "--stdout"];
const LISTENING = /Listening on tcp:\/\/\S+:(\d+)/;

/** A receiver's output and end, and the last frame that its sender received. */
interface Outcome {
  code: number;
  out: string;
  err: string;
  last: Received | undefined;
}

/**
 * A sender that sends these bytes to `receive --stdout` in a pipe, in an empty folder of its own.
 */
async function receive(bytes: Uint8Array, { cut = false, flags = [] as string[] } = {}) {
  const cwd = Deno.makeTempDirSync({ prefix: "sluice-stdout-" });
  try {
    await using program = await start([...RECEIVE, ...flags], { cwd });
    const peer = await ScriptedPeer.dial(Number((await program.waitFor(LISTENING))[1]));
    await peer.write(bytes);
    if (cut) await peer.endWrite();
    await peer.readPreface();
    const [{ code, out, err }, heard] = await Promise.all([program.ended, peer.rest()]);
    peer.close();
    assertEquals(Array.from(Deno.readDirSync(cwd)), [], "something was stored");
    return { code, out, err, last: heard.at(-1) } satisfies Outcome;
  } finally {
    Deno.removeSync(cwd, { recursive: true });
  }
}

/** One complete file. */
function whole(content: string): Uint8Array {
  const bytes = utf8(content).length;
  return concat(greeting({ bytes, exact: true }), file(0, "a", content), fin({ bytes }));
}

Deno.test("writes the content unchanged, and informs the sender", async () => {
  for (const content of ["one\r\ntwo\t\x1b]0;x\x07\r", "", "a".repeat(3_000_000)]) {
    const bytes = utf8(content).length;
    // Pieces of a size that differs from every buffer's.
    const pieces = content.match(/[^]{1,70001}/g) ?? [];
    const { code, out, err, last } = await receive(concat(
      greeting({ bytes, exact: true }),
      entry({ size: bytes }),
      ...pieces.map((piece) => data(piece)),
      end({ size: bytes, digest: sha256(content) }),
      fin({ bytes }),
    ));
    assertEquals(code, 0, err);
    assert(out === content, `${out.length} of ${content.length}`);
    assertEquals(last?.json, { files: 1, bytes, failed: 0, skipped: 0, renamed: 0 });
    assertMatch(err, /Received 1 file/);
  }
});

Deno.test("writes a file of unknown size completely", async () => {
  const { code, out } = await receive(
    concat(greeting(), entry({ size: null }), data("a"), data("bc"), end(), fin()),
  );
  assertEquals([code, out], [0, "abc"]);
});

const FAULTS: [what: string, exit: number, told: string | undefined, says: RegExp, Uint8Array[]][] =
  [
    ["another digest than its content has", 65, "digest_mismatch", /discard the output/, [
      entry(),
      data("abd"),
      end(),
      fin(),
    ]],
    ["the digest of nothing", 65, "digest_mismatch", /discard the output/, [
      entry(),
      data("abc"),
      end({ digest: sha256("") }),
      fin(),
    ]],
    ["more bytes than it declared", 65, "protocol", /4 bytes where 3 were declared/, [
      entry(),
      data("abcd"),
      end(),
      fin(),
    ]],
    ["fewer bytes than it declared", 65, "protocol", /2 bytes where 3 were declared/, [
      entry(),
      data("ab"),
      end(),
      fin(),
    ]],
    ["totals of another file", 65, "protocol", /1 files and 4 bytes, but 1 and 3 arrived/, [
      file(0, "a"),
      fin({ bytes: 4 }),
    ]],
    ["no end of its file", 65, "protocol", /fin arrived inside "a"/, [entry(), data("abc"), fin()]],
    ["no file at all", 65, "protocol", /0 and 0 arrived/, [fin()]],
    ["a second file", 65, "protocol", /offered/, [file(0, "a"), file(1, "a"), fin({ files: 2 })]],
    ["a folder", 65, "protocol", /one file was offered/, [
      entry({ kind: "dir", size: 0 }),
      fin({ files: 0, bytes: 0 }),
    ]],
    ["a link", 65, "unsafe_name", /outside its folder/, [
      entry({ kind: "link", size: 0, target: "b" }),
      fin({ files: 0, bytes: 0 }),
    ]],
    ["the news that it cannot read on", 1, "source_changed", /is incomplete/, [
      entry(),
      data("ab"),
      frame(Wire.skip, { id: 0, code: "io", message: "it shrank" }),
      fin({ files: 0, bytes: 0, failed: 1 }),
    ]],
  ];
for (const [what, exit, told, says, parts] of FAULTS) {
  Deno.test(`a sender that sends ${what} ends with ${exit}`, async () => {
    const { code, err, last } = await receive(concat(greeting(), ...parts));
    assertEquals(code, exit, err);
    assertEquals([last?.type, last?.json?.code], [Wire.error, told], err);
    assertMatch(err, says);
    assert(!err.includes("Received 1 file"), err);
  });
}

Deno.test("a cut connection ends with 75 at any point, and is not retried", async () => {
  const cuts: [at: string, out: string, parts: Uint8Array[]][] = [
    ["after the offer", "", []],
    ["in the content", "ab", [entry(), data("ab")]],
    ["before the digest", "abc", [entry(), data("abc")]],
    ["before the totals", "abc", [file(0, "a")]],
  ];
  for (const [at, content, parts] of cuts) {
    const { code, out, err } = await receive(concat(greeting(), ...parts), { cut: true });
    assertEquals([code, out], [75, content], `${at}: ${err}`);
    assert(!err.includes("retrying"), err);
  }
});

const REFUSED: [what: string, offer: Record<string, unknown>][] = [
  ["two files", { names: ["a", "b"], roots: 2, entries: 2, kinds: ["file", "file"] }],
  ["two files of a sender that does not declare kinds", {
    names: ["a", "b"],
    roots: 2,
    entries: 2,
  }],
  ["a folder with a file in it", { entries: 2, kinds: ["dir"] }],
  ["an empty folder", { entries: 1, kinds: ["dir"] }],
  ["a link", { entries: 1, kinds: ["link"] }],
];
for (const [what, offer] of REFUSED) {
  Deno.test(`refuses an offer of ${what} before anything is written`, async () => {
    const { code, out, err, last } = await receive(concat(greeting(offer), file(0, "a"), fin()));
    assertEquals([code, out], [77, ""], err);
    assertEquals([last?.type, last?.json?.code], [Wire.error, "unattended"]);
    assertStringIncludes(err, "Standard output takes one file");
  });
}

Deno.test("--json and --stdout together are a usage error", async () => {
  await using program = await start([...RECEIVE, "--json"]);
  const { code } = await program.ended;
  assertEquals(code, 64);
});

const reason = noTerminal();
const onTerminal = (name: string, fn: () => Promise<void>) =>
  Deno.test({
    name: name + (reason === undefined ? "" : ` (ignored: ${reason})`),
    ignore: reason !== undefined,
    fn,
  });

/** Sets the title of a window, and ends in a character that reorders text. */
const NASTY = "\x1b]0;owned\x07\u202egpj.exe";
const SHOWN = "\\x1b]0;owned\\x07\\u{202e}gpj.exe";

onTerminal("content on a terminal is escaped, and its lines are lines", async () => {
  await using receiver = await startOnTerminal(RECEIVE);
  const { program } = receiver;
  const peer = await ScriptedPeer.dial(Number((await program.waitFor(LISTENING, "out"))[1]));
  await peer.write(whole(`one\r\ntwo\t${NASTY}\n`));
  const [{ code, out }] = await Promise.all([program.ended, peer.rest()]);
  peer.close();
  assertEquals(code, 0, out);
  assert(!out.includes("\x1b]") && !out.includes("\x07") && !out.includes("\u202e"), out);
  assertStringIncludes(out, `one\r\ntwo\t${SHOWN}\r\n`);
});

onTerminal("a wrong digest is said on a terminal below what was shown", async () => {
  await using receiver = await startOnTerminal(RECEIVE);
  const { program } = receiver;
  const peer = await ScriptedPeer.dial(Number((await program.waitFor(LISTENING, "out"))[1]));
  await peer.write(concat(greeting(), entry(), data("abd"), end(), fin()));
  const [{ code, out }] = await Promise.all([program.ended, peer.rest()]);
  peer.close();
  assertEquals(code, 65, out);
  assertMatch(out, /abd[^]*discard the output/);
});
