/** `sluice receive --localsend`, with senders on loopback. */

import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { newIdentity } from "../../lib/web/localsend/identity.ts";
import { judged } from "../json_events.ts";
import { temporaryFolder } from "../support/folder.ts";
import { noTerminal } from "../support/on_terminal.ts";
import { run } from "../support/program.ts";
import { until } from "../support/wait.ts";
import { INFO } from "../web/localsend/receive/receiving.ts";
import { Sender } from "../web/localsend/receive/sender.ts";
import { Waiting } from "../web/localsend/receive/waiting.ts";

const reason = noTerminal();
if (reason) console.warn(`tests/commands/receive_localsend_test.ts: skipped: ${reason}`);
const onTerminal = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: reason !== undefined, fn });

const HI = "98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4";
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

Deno.test("receives files and lists their digests", async () => {
  await using waiting = await Waiting.start(["--yes", "--once"]);
  const { program, sender } = waiting;
  const large = "x".repeat(3_000_000);
  const files = [
    { name: "hi", content: "hi\n" },
    { name: "holiday/b/large", content: large },
    { name: "empty" },
  ];
  assertEquals(await sender.send(files), [200, 200, 200]);
  const { code, out, err } = await program.ended;
  assertEquals(code, 0, err);
  assertEquals(out.split("\n").filter((line) => !line.includes("large")).sort(), [
    "",
    `${HI}  hi`,
    `${EMPTY}  empty`,
  ]);
  assertMatch(err, /^Other LocalSend devices see this one as "here"\n {2}127\.0\.0\.1:\d+\n/);
  assertMatch(err, /^Fingerprint: [0-9A-F]{4}( [0-9A-F]{4}){15}$/m);
  assertMatch(
    err,
    /^The sender calls itself "Nice Orange" \(Phone\), fingerprint ABAB ABAB ABAB ABAB …/m,
  );
  assertMatch(err, /^Received 3 files \(2\.86 MiB\) into .* in /m);
  assertNotMatch(err, /Deno/);
  assertEquals(waiting.names(), ["empty", "hi", "holiday"]);
  assertEquals(waiting.content("holiday/b/large"), large);
});

Deno.test("serves one session after the other, until it is interrupted", async () => {
  await using waiting = await Waiting.start(["--yes"]);
  const { program, sender } = waiting;
  assertEquals(await sender.send([{ name: "a", content: "1" }]), [200]);
  // "refuse" is the default, and there is no terminal to ask on.
  const { message } = JSON.parse((await sender.offer([{ name: "a", content: "2" }])).text);
  assertEquals(message, '"a" already exists');
  assertEquals(await sender.send([{ name: "b", content: "2" }]), [200]);
  await until(() => program.err.match(/^Received 1 file/mg)?.length === 2, "both are reported");
  assertMatch(program.err, /^sluice: "a" already exists; use --if-exists /m);
  program.kill("SIGINT");
  assertEquals((await program.ended).code, 130);
  assertEquals(waiting.names(), ["a", "b"]);
  assertEquals(waiting.content("a"), "1");
});

Deno.test("writes the events of a receiver with --json", async () => {
  await using waiting = await Waiting.start(["--yes", "--once", "--json"]);
  const files = [{ name: "hi", content: "hi\n" }, { name: "hi", content: "hi\n" }];
  assertEquals(await waiting.sender.send(files), [200, 200]);
  const events = await judged(waiting.program, 0);
  const kinds = events.map(({ event }) => event).filter((event) => event !== "progress");
  assertEquals(kinds.slice(0, 3), ["listening", "offered", "accepted"]);
  assertEquals(kinds.slice(3, 7).sort(), [
    "file_done",
    "file_done",
    "file_started",
    "file_started",
  ]);
  assertEquals(kinds.slice(7), ["done"]);
  const [listening, offered] = events;
  assertMatch(`${listening!.fingerprint}`, /^sha256:[0-9a-f]{64}$/);
  assertEquals([listening!.alias, offered!.names], ["here", ["hi", "hi (1)"]]);
  const { alias, deviceModel: model, fingerprint } = INFO;
  assertEquals(offered!.device, { alias, model, fingerprint });
  const done = events.at(-1)!;
  assertEquals([done.files, done.bytes, done.failed, done.exit], [2, 6, 0, 0]);
});

Deno.test("ends with 75 if the sender cancels, and keeps what it has acknowledged", async () => {
  await using waiting = await Waiting.start(["--yes", "--once"]);
  const { program, sender } = waiting;
  const session = await sender.prepare([{ name: "a", content: "a" }, { name: "b", size: 900_000 }]);
  assertEquals(await sender.upload(session, 0, "a"), 200);
  const begun = sender.upload(session, 1, (sent) => void sent.write(new Uint8Array(500_000)));
  await until(() => waiting.names().some((name) => name.startsWith(".sluice-")), "it is staged");
  await sender.post(`cancel?sessionId=${session.sessionId}`);
  assertEquals(await begun, 403);
  const { code, out, err } = await program.ended;
  assertEquals(code, 75, err);
  assertMatch(err, /^sluice: The sender cancelled; 1 of 2 files was received$/m);
  assertStringIncludes(out, "  a\n");
  assertEquals(waiting.names(), ["a"]);
});

Deno.test("Ctrl-C ends the session, and the sender is told", async () => {
  const identity = await newIdentity();
  const told = Promise.withResolvers<string>();
  await using _server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => INFO_THERE.port = port,
    cert: identity.cert,
    key: identity.key,
  }, (request) => {
    told.resolve(request.method + request.url.replace(/^https:\/\/[^/]*/, " "));
    return new Response();
  });
  await using waiting = await Waiting.start(["--yes"]);
  const { program } = waiting;
  using sender = waiting.senderCalled({ ...INFO_THERE, fingerprint: identity.fingerprint });
  const session = await sender.prepare([{ name: "a", size: 900_000 }]);
  const begun = sender.upload(session, 0, (sent) => void sent.write(new Uint8Array(500_000)));
  await until(() => waiting.names().length > 0, "it is staged");
  program.kill("SIGINT");
  assertEquals((await program.ended).code, 130, program.err);
  assert(await begun !== 200);
  assertEquals(
    await told.promise,
    `POST /api/localsend/v2/cancel?sessionId=${session.sessionId}`,
  );
  assertEquals(waiting.names(), []);
});
const INFO_THERE = { port: 0 };

Deno.test("a text goes to a pipe unchanged, and nothing is stored", async () => {
  await using waiting = await Waiting.start(["--yes", "--once"]);
  const text = "one\r\ntwo\t\x1b[2J ü 🙂\n";
  assertEquals(await waiting.sender.sendText(text), 204);
  const { code, out, err } = await waiting.program.ended;
  assertEquals([code, out], [0, text], err);
  assertMatch(err, /^Received a text \(\d+ B\)$/m);
  assertEquals(waiting.names(), []);
});

Deno.test("writes a text and rejected requests as events with --json", async () => {
  await using waiting = await Waiting.start(["--yes", "--once", "--json", "--pin", "4711"]);
  const { sender, program } = waiting;
  assertEquals((await sender.prepare([{ name: "a" }], { query: "?pin=0" })).status, 401);
  assertEquals(await sender.sendText("hello", "?pin=4711"), 204);
  const events = await judged(program, 0);
  const kinds = events.map(({ event }) => event);
  assertEquals(kinds, ["listening", "turned_away", "offered", "accepted", "text", "done"]);
  assertEquals([events[1]!.status, events[4]!.text], [401, "hello"]);
});

Deno.test("asks for a PIN, and takes no offer without it", async () => {
  await using waiting = await Waiting.start(["--yes", "--once", "--pin", "4711"]);
  const { program, sender } = waiting;
  const offer = [{ name: "a", content: "a" }];
  assertEquals((await sender.prepare(offer)).status, 401);
  assertEquals((await sender.prepare(offer, { query: "?pin=0000" })).status, 401);
  const session = await sender.prepare(offer, { query: "?pin=4711" });
  assertEquals(await sender.upload(session, 0, "a"), 200);
  assertEquals((await program.ended).code, 0, program.err);
  assertMatch(program.err, /^127\.0\.0\.1: request rejected: wrong PIN$/m);
  assertNotMatch(program.err, /4711/);
});

Deno.test("names that other programs read are refused unless they are named", async () => {
  const files = [{ name: "project/.git/config", content: "x" }];
  await using waiting = await Waiting.start(["--yes", "--once"]);
  assertEquals(await waiting.sender.send(files), [403]);
  const { code, err } = await waiting.program.ended;
  assertEquals(code, 77);
  assertStringIncludes(err, '"project/.git" is read or run by other programs');
  assertEquals(waiting.names(), []);
  await using accepting = await Waiting.start(["--yes", "--once", "--accept-name", ".git"]);
  assertEquals(await accepting.sender.send(files), [200]);
  assertEquals((await accepting.program.ended).code, 0);
});

Deno.test("an offer that the disk has no room for is not asked about", async () => {
  await using waiting = await Waiting.start(["--yes", "--once"]);
  const { status } = await waiting.sender.prepare([{ name: "a", size: 2 ** 52 }]);
  assertEquals(status, 500);
  const { code, err } = await waiting.program.ended;
  assertEquals(code, 74, err);
  assertMatch(err, /^sluice: Not enough space in /m);
});

Deno.test("remembers senders, and warns of a known name with another certificate", async () => {
  await using folder = await temporaryFolder();
  const other = { fingerprint: "CD".repeat(32) };
  for (const [info, warns] of [[{}, false], [{}, false], [other, true], [other, false]] as const) {
    await using waiting = await Waiting.start(
      ["--yes", "--once", "--if-exists", "overwrite"],
      { folder },
    );
    using sender = waiting.senderCalled(info);
    assertEquals(await sender.send([{ name: "a", content: "a" }]), [200]);
    const { err } = await waiting.program.ended;
    assertEquals(/called itself that with another certificate before/.test(err), warns, err);
  }
  const kept = join(folder.path, "state/sluice/localsend/senders.json");
  if (Deno.build.os !== "windows") assertEquals(Deno.statSync(kept).mode! & 0o777, 0o600);
});

Deno.test("keeps its certificate, by which other devices know it", async () => {
  await using folder = await temporaryFolder();
  const prints: (string | undefined)[] = [];
  for (const _ of [1, 2]) {
    await using waiting = await Waiting.start(["--yes"], { folder });
    prints.push(/^Fingerprint: ([0-9A-F ]+)$/m.exec(waiting.program.err)?.[1]);
  }
  assert(prints[0] !== undefined);
  assertEquals(prints[0], prints[1]);
});

for (
  const [args, message] of [
    [["7-orbit-lemon"], /^sluice: --localsend takes no code/],
    [["--from", "127.0.0.1"], /^sluice: --localsend and --from exclude each other/],
    [["--plain"], /exclude each other/],
    [["--stdout"], /exclude each other/],
    [["--limit", "1M"], /exclude each other/],
    [["--pin", "123"], /^sluice: --pin must be 4 to/],
    [["--alias", "a\nb"], /^sluice: --alias must/],
    [["--listen", "unix:x"], /^sluice: --listen needs HOST:PORT/],
  ] as const
) {
  Deno.test(`rejects --localsend with ${args.join(" ").replace("\n", " ")}`, async () => {
    await using folder = await temporaryFolder();
    const env = { XDG_STATE_HOME: folder.path };
    const words = ["receive", "--localsend", "--yes", ...args];
    const { code, err } = await run(words, { cwd: folder.path, env });
    assertEquals(code, 64, err);
    assertMatch(err, message);
  });
}

Deno.test("rejects flags of LocalSend without it", async () => {
  for (const flag of ["--pin", "--alias"]) {
    const { code, err } = await run(["receive", "--plain", "--listen", "127.0.0.1:0", flag, "x"]);
    assertEquals(code, 64);
    assertStringIncludes(err, `${flag} is for --localsend`);
  }
});

Deno.test("without a terminal it does not wait for offers that it cannot accept", async () => {
  await using folder = await temporaryFolder();
  const env = { XDG_STATE_HOME: folder.path };
  const { code, err } = await run(["receive", "--localsend"], { cwd: folder.path, env });
  assertEquals(code, 77);
  assertStringIncludes(err, "add --yes to accept without asking");
});

onTerminal("asks on a terminal, and stores what is accepted", async () => {
  await using waiting = await Waiting.start(["--once"], { terminal: true });
  const { program, sender } = waiting;
  const sent = sender.send([{ name: "a\x1b[2J", content: "a" }, { name: "d/b", content: "b" }]);
  await program.waitFor(/Receive into .*\? \[y\/N\] $/, "out");
  assertMatch(program.out, /calls itself "Nice Orange" \(Phone\), fingerprint AB/);
  assertMatch(program.out, /127\.0\.0\.1 \(Nice Orange\) offers 2 files, 2 B:/);
  assert(!program.out.includes("a\x1b[2J"));
  await waiting.type("y\r");
  assertEquals(await sent, [200, 200]);
  assertEquals((await program.ended).code, 0, program.out);
  assertNotMatch(program.out, /[0-9a-f]{64} {2}/);
  assertEquals(waiting.names(), ["a\x1b[2J", "d"]);
});

onTerminal("does not show a folder with one file as an empty one", async () => {
  await using waiting = await Waiting.start(["--once"], { terminal: true });
  const { program, sender } = waiting;
  const sent = sender.send([{ name: "d/b", content: "b" }]);
  await program.waitFor(/offers d\/ \(1 file, 1 B\)[^]*\[y\/N\] $/, "out");
  await waiting.type("n\r");
  assertEquals(await sent, [403]);
});

onTerminal("tells the sender that the user declined, and ends with 77", async () => {
  await using waiting = await Waiting.start(["--once"], { terminal: true });
  const { program, sender } = waiting;
  const sent = sender.send([{ name: "a", content: "a" }]);
  await program.waitFor(/\[y\/N\] $/, "out");
  await waiting.type("n\r");
  assertEquals(await sent, [403]);
  assertEquals((await program.ended).code, 77, program.out);
  assertEquals(waiting.names(), []);
});

onTerminal("asks what to do about names that exist", async () => {
  await using waiting = await Waiting.start(["--once"], { terminal: true });
  const { program, sender } = waiting;
  await Deno.writeTextFile(join(waiting.into, "a"), "old");
  const sent = sender.send([{ name: "a", content: "new" }]);
  await program.waitFor(/"a" already exists in [^]*\[s\]kip, \[r\]ename.*\? $/, "out");
  await waiting.type("r\r");
  assertEquals(await sent, [200]);
  assertEquals((await program.ended).code, 0, program.out);
  assertEquals(waiting.content("a (1)"), "new");
  assertEquals(waiting.content("a"), "old");
});

onTerminal("Ctrl-C at the question ends the program, and the sender gets no session", async () => {
  await using waiting = await Waiting.start([], { terminal: true });
  const { program, sender } = waiting;
  const offer = sender.prepare([{ name: "a" }]);
  await program.waitFor(/\[y\/N\] $/, "out");
  await waiting.type("\x03");
  assert((await offer).status !== 200);
  assertEquals((await program.ended).code, 130, program.out);
  assertEquals(waiting.names(), []);
});

for (const how of ["disconnects", "cancels"]) {
  onTerminal(`takes the question back if the sender ${how}, and waits on`, async () => {
    await using waiting = await Waiting.start(["--once"], { terminal: true });
    const { program, sender } = waiting;
    const gone = new AbortController();
    const offer = sender.prepare([{ name: "a" }], { signal: gone.signal });
    await program.waitFor(/\[y\/N\] $/, "out");
    using other = waiting.senderCalled({ alias: "Other" });
    assertEquals((await other.prepare([{ name: "b" }])).status, 409);
    if (how === "disconnects") gone.abort();
    else assertEquals((await other.post("cancel")).status, 200);
    assertEquals((await offer).status, how === "disconnects" ? 0 : 403);
    await program.waitFor(/sluice: The sender has withdrawn its offer/, "out");
    const sent = other.send([{ name: "b", content: "b" }]);
    await program.waitFor(/\(Other\) offers b [^]*\[y\/N\] $/, "out");
    await waiting.type("y\r");
    assertEquals(await sent, [200]);
    assertEquals((await program.ended).code, 0, program.out);
    assertEquals(waiting.names(), ["b"]);
    assertNotMatch(program.out, /Deno/);
  });
}

onTerminal("asks before it shows a text, and escapes it", async () => {
  await using waiting = await Waiting.start(["--once"], { terminal: true });
  const { program, sender } = waiting;
  const sent = sender.sendText("alpha\x1b[2Jbeta");
  await program.waitFor(/offers a text [^]*Show it\? \[y\/N\] $/, "out");
  assertNotMatch(program.out, /alpha/);
  await waiting.type("y\r");
  assertEquals(await sent, 204);
  assertEquals((await program.ended).code, 0);
  assertMatch(program.out, /alpha\S+\[2Jbeta/);
  assert(!program.out.includes("alpha\x1b[2J"));
});

Deno.test("a second sender is told to wait while one sends", async () => {
  await using waiting = await Waiting.start(["--yes"]);
  const session = await waiting.sender.prepare([{ name: "a", content: "a" }]);
  using other = new Sender(waiting.port);
  assertEquals((await other.prepare([{ name: "b" }])).status, 409);
  assertEquals(await waiting.sender.upload(session, 0, "a"), 200);
  assertEquals(await other.send([{ name: "b" }]), [200]);
});
