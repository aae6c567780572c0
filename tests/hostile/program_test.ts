// deno-lint-ignore-file no-control-regex
/** The real program against scripted peers: exit codes, and terminal output. @module */

import { assert, assertEquals } from "@std/assert";
import { concat, data, end, entry, file, fin, frame, greeting } from "../support/scripted_peer.ts";
import { type Ended, type Program, start } from "../support/program.ts";
import { hello, offer, preface, ScriptedPeer, Wire } from "../support/scripted_peer.ts";
import { within } from "./attack.ts";
import { Box } from "./box.ts";
import { startReceiver } from "./program.ts";

const unix = Deno.build.os !== "windows";

/** Runs a receiver against bytes. */
async function receive(box: Box, bytes: Uint8Array, args?: string[], cut = false) {
  await using program = await startReceiver(box.into, args);
  const peer = await ScriptedPeer.dial(await program.port());
  await peer.write(bytes);
  if (cut) await peer.endWrite();
  const [ended] = await Promise.all([program.ended, peer.rest()]);
  peer.close();
  return ended;
}

/** Fails if a program ends. */
async function neverCame(program: Program): Promise<never> {
  throw new Error(`it never came: ${(await program.ended).err}`);
}

/** Runs a sender of one file against bytes. */
async function send(
  path: string,
  bytes: Uint8Array,
  { cut = false, flags = ["--retry", "0"] } = {},
) {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const words = ["send", "--to", `127.0.0.1:${listener.addr.port}`, "--plain", ...flags];
  await using program = await start([...words, path], { cwd: "/" });
  const peer = new ScriptedPeer(await Promise.race([listener.accept(), neverCame(program)]));
  await peer.write(bytes);
  if (cut) await peer.endWrite();
  const [ended] = await Promise.all([program.ended, peer.rest()]);
  peer.close();
  return ended;
}

const RECEIVERS: [what: string, code: number, bytes: Uint8Array, args?: string[], cut?: boolean][] =
  [
    ["a breach of the protocol", 65, concat(greeting(), data("abc"))],
    ["an unsafe name", 65, greeting({ names: ["../x"] })],
    ["another digest", 65, concat(greeting(), entry(), data("abd"), end())],
    ["a frame over the limit", 65, concat(greeting(), new Uint8Array([5, 0, 0, 0, 255, 0, 0, 0]))],
    ["a cut", 75, concat(greeting(), entry(), data("ab")), ["--yes"], true],
    ["a name that exists", 73, greeting({ names: ["mine.txt"] })],
    ["no terminal to ask on", 77, greeting(), []],
    ["a refused digest", 1, greeting({ digest: 4 }), ["--yes", "--refuse-digest", "md5"]],
    [
      "an interrupted sender",
      75,
      concat(
        greeting(),
        frame(Wire.error, {
          code: "peer_interrupted",
          message: "",
        }),
      ),
    ],
  ];
Deno.test("row 14: a receiver's exit code depends on the error", async () => {
  await Promise.all(RECEIVERS.map(async ([what, code, bytes, args, cut]) => {
    using box = new Box();
    const ended = await receive(box, bytes, args, cut);
    assertEquals(ended.code, code, `${what}: ${ended.err}`);
    assertEquals(ended.out, "", what);
    assert(/^sluice: .+$/m.test(ended.err), ended.err);
    box.assertUntouched(what);
  }));
});

const greeted = concat(preface(), hello("receive"));
const error = (code: string, message = "no") =>
  concat(greeted, frame(Wire.error, { code, message }));
const SENDERS: [what: string, code: number, bytes: Uint8Array, cut?: boolean][] = [
  ["a breach of the protocol", 65, concat(greeted, data("abc"))],
  ["a cut", 75, greeted, true],
  ["a refusal", 1, error("declined")],
  ["a name that exists", 1, error("exists")],
  ["a full disk at the receiver", 1, error("no_space")],
  ["another digest at the receiver", 65, error("digest_mismatch")],
  ["an interrupted receiver", 75, error("peer_interrupted")],
];
Deno.test("row 14: a sender's exit code depends on the error", async () => {
  await Promise.all(SENDERS.map(async ([what, code, bytes, cut]) => {
    using box = new Box();
    const ended = await send(`${box.outside}/mine.txt`, bytes, { cut });
    assertEquals(ended.code, code, `${what}: ${ended.err}`);
    box.assertUntouched(what);
  }));
});

/** Everything that controls a terminal, or makes text look like other text. */
const DANGEROUS =
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;
const NASTY = [
  "\x1b[31mred\x1b[0m",
  "\x1b]0;owned\x07",
  "\x9b2J",
  "line\nsluice: forged line",
  "back\rover",
  "bidi\u202egnp.exe",
  "iso\u2066late",
  "zero\u200bwidth",
];

const AGENT = hello("send", { agent: NASTY.join("") });
const MESSAGE = NASTY.join("");
/**
 * Every text of a peer that `receive` and `send` show: each of them once with an end of each kind.
 */
const TEXTS: [what: string, show: (box: Box, flags: string[]) => Promise<Ended>][] = [
  ["a sender's names, and a breach", (box, flags) => {
    const offered = { names: NASTY, roots: NASTY.length, entries: NASTY.length + 1 };
    const files = NASTY.map((path, id) => file(id, path));
    const breach = entry({ id: NASTY.length, path: `${MESSAGE}/x` });
    return receive(box, concat(preface(), AGENT, offer(offered), ...files, breach), flags);
  }],
  ["a sender's skip and its error", (box, flags) => {
    const skip = frame(Wire.skip, { id: 0, code: NASTY[0], message: MESSAGE });
    const quit = frame(Wire.error, { code: NASTY[1], message: MESSAGE });
    const names = [MESSAGE];
    return receive(box, concat(greeting({ names }), entry({ path: MESSAGE }), skip, quit), flags);
  }],
  ["a sender's skip before a successful end", (box, flags) => {
    const skip = frame(Wire.skip, { id: 0, code: "io", message: MESSAGE });
    const names = [MESSAGE];
    const whole = fin({ files: 0, bytes: 0, failed: 1 });
    return receive(box, concat(greeting({ names }), entry({ path: MESSAGE }), skip, whole), flags);
  }],
  ["a receiver's refusal", (box, flags) => {
    const retry = ["--retry", "0", ...flags];
    return send(`${box.outside}/mine.txt`, error("io", MESSAGE), { flags: retry });
  }],
];
for (const [what, show] of TEXTS) {
  Deno.test({
    name: `rows 4 and 5: escapes ${what}`,
    ignore: !unix,
    async fn() {
      using box = new Box();
      const { err } = await show(box, what.includes("sender's") ? ["--yes"] : []);
      assertEquals(DANGEROUS.exec(err), null, JSON.stringify(err));
      assert(!/^sluice: forged line/m.test(err), err);
      assert(err.includes("\\x1b[31mred\\x1b[0m"), err);
      box.assertUntouched();
    },
  });

  Deno.test({
    name: `rows 4 and 5: --json escapes ${what}`,
    ignore: !unix,
    async fn() {
      using box = new Box();
      const flags = what.includes("sender's") ? ["--yes", "--json"] : ["--json"];
      const { out, err } = await show(box, flags);
      assertEquals(DANGEROUS.exec(out + err), null, JSON.stringify(out + err));
      const events = out.trimEnd().split("\n").map((line) => JSON.parse(line));
      // Messages are for display, and come escaped; names are unchanged.
      const texts = JSON.stringify(events);
      assert(/\\u001b\[31mred|\\\\x1b\[31mred/.test(texts), out);
      box.assertUntouched();
    },
  });
}

Deno.test({
  name: "row 4: a name with a line break is one line of the digest list",
  ignore: !unix,
  async fn() {
    using box = new Box();
    const name = "a\nb\\c";
    const { code, out } = await receive(
      box,
      concat(greeting({ names: [name] }), file(0, name), fin()),
    );
    assertEquals(code, 0);
    assertEquals(out.split("\n").length, 2);
    assert(/^\\[0-9a-f]{64} {2}a\\nb\\\\c\n$/.test(out), out);
  },
});

Deno.test({
  name: "row 21: SIGINT and SIGTERM during a transfer end both sides and leave nothing",
  ignore: !unix,
  async fn() {
    for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
      using box = new Box();
      await using program = await startReceiver(box.into);
      const peer = await ScriptedPeer.dial(await program.port());
      await peer.write(greeting(), entry(), data("ab"));
      await peer.readPreface();
      await peer.until(Wire.answer);
      program.kill(signal);
      const told = await peer.until(Wire.error);
      assertEquals(told.json?.code, "peer_interrupted");
      peer.close();
      assertEquals((await program.ended).code, code);
      box.assertUntouched(signal);
    }
  },
});

Deno.test("row 22: rejects connections beyond the sessions of one listener, and continues", async () => {
  using box = new Box();
  const words = ["receive", "--listen", "127.0.0.1:0", "--plain", "--yes", "--no-resume"];
  await using program = await start([...words, "--into", box.into], { cwd: box.into });
  const port = await program.port();
  const greeted = await Promise.all(Array.from({ length: 80 }, () => ScriptedPeer.dial(port)));
  for (const peer of greeted) await peer.write(preface(), hello("send"));
  await program.waitFor(/Rejected /);
  for (const peer of greeted) peer.close();
  await within(untilServed(port), "a full listener");
  assertEquals(Deno.readTextFileSync(`${box.into}/a`), "abc");
});

Deno.test({
  name: "row 22: a listener without free descriptors serves again once there are some",
  ignore: !unix,
  async fn() {
    using box = new Box();
    const words = ["receive", "--listen", "127.0.0.1:0", "--plain", "--yes", "--no-resume"];
    const prefix = ["sh", "-c", 'ulimit -n 48 && exec "$0" "$@"'];
    await using program = await start([...words, "--into", box.into], { cwd: box.into, prefix });
    const port = await program.port();
    const silent = await Promise.all(Array.from({ length: 60 }, () => ScriptedPeer.dial(port)));
    for (const peer of silent) peer.close();
    await within(untilServed(port), "a full listener");
    assertEquals(Deno.readTextFileSync(`${box.into}/a`), "abc");
  },
});

Deno.test({
  name:
    "row 22: a receiver that runs out of descriptors during a transfer reports it and leaves nothing",
  ignore: !unix,
  async fn() {
    using box = new Box();
    const prefix = ["sh", "-c", 'ulimit -n 64 && exec "$0" "$@"'];
    const names = Array.from({ length: 300 }, (_, id) => `a${id}`);
    const files = names.map((name, id) => file(id, name));
    await using program = await startReceiver(box.into, ["--yes"], prefix);
    const peer = await ScriptedPeer.dial(await program.port());
    await peer.write(
      greeting({ names, roots: 300, entries: 300 }),
      ...files,
      fin({ files: 300, bytes: 900 }),
    );
    await peer.readPreface();
    const last = (await peer.rest()).at(-1)!;
    peer.close();
    const { code, err } = await program.ended;
    assertEquals([code, last.json?.code], [74, "io"], err);
    assert(err.includes("too many open files"), err);
    box.assertUntouched();
  },
});

/** Sends a file again and again until the listener has a free session. */
async function untilServed(port: number): Promise<void> {
  for (;;) {
    const peer = await ScriptedPeer.dial(port);
    const bytes = concat(greeting(), file(0, "a"), fin());
    await peer.write(bytes);
    await peer.readPreface();
    const heard = await peer.rest();
    peer.close();
    if (heard.at(-1)?.type === Wire.done) return;
  }
}

Deno.test({
  name: "row 26: a shared secret is in no argument, no output, no message and no file",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using box = new Box();
    const secret = "canary-7f3a-canary-7f3a";
    const env = { SLUICE_SECRET: secret };
    Deno.writeTextFileSync(`${box.outside}/new.txt`, "new");
    const words = ["receive", "--listen", "127.0.0.1:0", "--once", "--yes", "--json"];
    await using receiver = await start([...words, "--into", box.into], { env });
    const [, port] = await receiver.waitFor(/"listening".*:(\d+)"/, "out");
    // A peer that does not know it receives nothing derived from it.
    const peer = await ScriptedPeer.dial(Number(port));
    await peer.write(greeting());
    await peer.readPreface();
    const heard = JSON.stringify(await peer.rest());
    peer.close();
    const to = ["send", "--to", `127.0.0.1:${port}`, "--retry", "0", "--json"];
    await using sender = await start([...to, `${box.outside}/new.txt`], { env });
    const shownByPs = [receiver, sender].map(({ pid }) =>
      Deno.readTextFileSync(`/proc/${pid}/cmdline`)
    );
    const [received, sent] = await Promise.all([receiver.ended, sender.ended]);
    // It was read, and it was the same: otherwise the transfer would fail.
    assertEquals([received.code, sent.code], [0, 0], received.err + sent.err);
    const said = [received, sent].map(({ out, err }) => out + err);
    for (const text of [...said, ...shownByPs, heard, ...box.changes()]) {
      assert(!text.includes("canary"), text);
      assert(!/^\s+at .*:\d+:\d+/m.test(text), text);
    }
  },
});

Deno.test("row 26: rejects a secret among the arguments without repeating it", async () => {
  using box = new Box();
  const words = ["receive", "--listen", "127.0.0.1:0", "--secret", "canary-7f3a-canary-7f3a"];
  await using program = await start(words, { cwd: box.into });
  const { code, out, err } = await program.ended;
  assertEquals(code, 64);
  assert(err.includes("--secret-file"), err);
  assert(!(out + err).includes("canary"), out + err);
});
