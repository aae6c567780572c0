// Programs killed during a transfer, and the same command again: codes by address, by discovery
// over the loopback interface, and at a listening receiver.

import {
  assert,
  assertEquals,
  assertFalse,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { within } from "../hostile/attack.ts";
import { freePort } from "../support/free_port.ts";
import { killHard, largeContent, staged, stagingIn } from "../support/killed.ts";
import { noTerminal, startOnTerminal } from "../support/on_terminal.ts";
import { type Program, run, start } from "../support/program.ts";

const LOOPBACK = Deno.networkInterfaces().find(({ address }) => address === "127.0.0.1")?.name;
const options = { ignore: Deno.build.os !== "linux" || LOOPBACK === undefined };
const onTerminal = { ignore: options.ignore || noTerminal() !== undefined };
const CONTENT = largeContent();
const SLOW = ["--limit", "2M"];
const PART = 1 << 20;

class Folders implements AsyncDisposable {
  readonly root = Deno.makeTempDirSync({ prefix: "sluice-killed-" });
  readonly into = join(this.root, "into");
  readonly file = join(this.root, "letter");

  constructor() {
    Deno.writeFileSync(this.file, CONTENT);
  }

  assertArrived(): void {
    assertEquals(Deno.readFileSync(join(this.into, "letter")), CONTENT);
    assertEquals(stagingIn(this.into), []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}

const codeOf = async (sender: Program) =>
  (await sender.waitFor(/(?:run: sluice receive|Enter this code at \S+) (\S+)/))[1]!;
const portOf = async (program: Program, where: "out" | "err" = "err") =>
  (await program.waitFor(/Listening on tcp:\/\/\S+:(\d+)/, where))[1]!;

/** The first byte that a receiver with --json was sent. */
function offsetOf(out: string): number {
  const events = out.trim().split("\n").map((line) => JSON.parse(line));
  return events.find(({ event }) => event === "file_started").offset;
}

async function assertBothDone(receiver: Program, sender: Program): Promise<void> {
  const both = Promise.all([receiver.ended, sender.ended]);
  const codes = (await within(both, "the transfer")).map(({ code }) => code);
  assertEquals(codes, [0, 0], receiver.said + sender.said);
  assertFalse(/wrong code/.test(receiver.said + sender.said), receiver.said + sender.said);
}

/** How the sender is found: by its address, or on the loopback interface only. */
const WAYS: [string, string[]][] = [
  ["--from", ["--listen", "127.0.0.1:0"]],
  ["a code only", ["--interface", LOOPBACK ?? "lo"]],
];
for (const [way, flags] of WAYS) {
  Deno.test({
    ...options,
    name: `resumes after the receiver was killed, with the same command: ${way}`,
  }, async () => {
    await using dirs = new Folders();
    await using sender = await start(["send", dirs.file, ...SLOW, ...flags]);
    const code = await codeOf(sender);
    const where = way === "--from" ? ["--from", `127.0.0.1:${await portOf(sender)}`] : flags;
    const command = ["receive", code, ...where, "--into", dirs.into, "--yes", "--json"];
    await using first = await start(command);
    const folder = await staged(dirs.into, "letter", PART);
    await killHard(first);
    const record = join(folder, "pairing.json");
    assertEquals(Deno.statSync(record).mode! & 0o777, 0o600);
    const [, ...words] = code.split("-");
    const text = Deno.readTextFileSync(record);
    // Whole words: "add" is part of "address", and of many a number in hexadecimal.
    const values = Object.values(JSON.parse(text)).join(" ");
    for (const word of words) assertNotMatch(values, new RegExp(`\\b${word}\\b`), text);
    await using second = await start(command);
    await staged(dirs.into, "letter", 2 * PART);
    await killHard(second);
    await using third = await start(command);
    await assertBothDone(third, sender);
    assert(offsetOf(third.out) >= 2 * PART, third.out);
    dirs.assertArrived();
  });
}

Deno.test({
  ...options,
  name: "tells a retrying receiver that its sender was restarted, and which command to run",
}, async () => {
  await using dirs = new Folders();
  const address = `127.0.0.1:${freePort()}`;
  await using first = await start(["send", dirs.file, ...SLOW, "--listen", address]);
  const code = await codeOf(first);
  const command = (code: string) => //
  ["receive", code, "--from", address, "--into", dirs.into, "--yes", "--json"];
  await using waiting = await start(command(code));
  await staged(dirs.into, "letter", PART);
  await killHard(first);
  await using second = await start(["send", dirs.file, "--listen", address]);
  const newCode = await codeOf(second);
  const { code: exit, err } = await within(waiting.ended, "the receiver that retries");
  assertEquals(exit, 75, err);
  assertStringIncludes(err, "The sender was restarted, or offers its code again");
  assertStringIncludes(
    err,
    `run: sluice receive NEW-CODE --from ${address} --into ${dirs.into}`,
  );
  assertFalse(/wrong code|intercepting/i.test(err + second.said), err + second.said);
  // No guess is used up: after two wrong ones there is one more.
  const wrong = `${newCode.split("-")[0]}-zoo-zoo`;
  for (let guess = 0; guess < 2; guess++) assertEquals((await run(command(wrong))).code, 1);
  await using receiver = await start(command(newCode));
  const both = Promise.all([receiver.ended, second.ended]);
  const codes = (await within(both, "the transfer")).map(({ code }) => code);
  assertEquals(codes, [0, 0], receiver.said + second.said);
  assertStringIncludes(second.said, "1 try left");
  assert(offsetOf(receiver.out) >= PART, receiver.out);
  dirs.assertArrived();
});

Deno.test({
  ...options,
  name: "falls back to the code if an unfinished transfer's sender is gone",
}, async () => {
  await using dirs = new Folders();
  const found = ["--interface", LOOPBACK!];
  await using first = await start(["send", dirs.file, ...SLOW, ...found]);
  const code = await codeOf(first);
  const command = ["receive", code, ...found, "--into", dirs.into, "--yes"];
  await using killed = await start(command);
  await staged(dirs.into, "letter", PART);
  await Promise.all([killHard(killed), killHard(first)]);
  await using again = await start(command);
  await again.waitFor(/Resuming an unfinished transfer: trying its sender at \S+/);
  await again.waitFor(/No sender with that code yet/, "err", 60_000);
});

Deno.test({
  ...options,
  name:
    "removes what is kept of a pairing with the transfer that is discarded, and lists it nowhere",
}, async () => {
  await using dirs = new Folders();
  await using sender = await start(["send", dirs.file, ...SLOW, "--listen", "127.0.0.1:0"]);
  const code = await codeOf(sender);
  const from = ["--from", `127.0.0.1:${await portOf(sender)}`];
  await using killed = await start(["receive", code, ...from, "--into", dirs.into, "--yes"]);
  const folder = await staged(dirs.into, "letter", PART);
  await killHard(killed);
  assert(Deno.statSync(join(folder, "pairing.json")).isFile);
  const listed = await run(["receive", "--list-partial", dirs.into]);
  assertEquals(listed.out, `${folder}  letter\n`);
  assertEquals((await run(["receive", "--discard-partial", dirs.into])).code, 0);
  assertEquals(stagingIn(dirs.into), []);
});

Deno.test({
  ...options,
  name: "does not use a kept pairing for another code",
}, async () => {
  await using dirs = new Folders();
  await using sender = await start(["send", dirs.file, ...SLOW, "--listen", "127.0.0.1:0"]);
  const code = await codeOf(sender);
  const from = ["--from", `127.0.0.1:${await portOf(sender)}`];
  const command = (code: string) => ["receive", code, ...from, "--into", dirs.into, "--yes"];
  await using killed = await start(command(code));
  await staged(dirs.into, "letter", PART);
  await killHard(killed);
  await using wrong = await start(command(`${code.split("-")[0]}-zoo-zoo`));
  assertEquals((await within(wrong.ended, "the wrong code")).code, 1);
  await using again = await start(command(code));
  await within(again.ended, "the right code");
  assertEquals((await within(sender.ended, "the sender")).code, 0, sender.said + again.said);
  dirs.assertArrived();
});

Deno.test({
  ...options,
  name: "keeps no pairing with --no-resume",
}, async () => {
  await using dirs = new Folders();
  await using sender = await start(["send", dirs.file, ...SLOW, "--listen", "127.0.0.1:0"]);
  const from = ["--from", `127.0.0.1:${await portOf(sender)}`, "--no-resume"];
  const words = ["receive", await codeOf(sender), ...from, "--into", dirs.into, "--yes"];
  await using killed = await start(words);
  const folder = await staged(dirs.into, "letter", PART);
  await killHard(killed);
  assertEquals([...Deno.readDirSync(folder)].filter(({ name }) => /pairing/.test(name)), []);
});

/** A receiver on a terminal that asks for the sender's code, killed during the transfer. */
async function killedListener(
  dirs: Folders,
): Promise<{ sender: Program; code: string; port: string }> {
  const words = ["receive", "--into", dirs.into, "--yes"];
  const port = `${freePort()}`;
  await using waiting = await startOnTerminal([...words, "--listen", `127.0.0.1:${port}`]);
  await portOf(waiting.program, "out");
  const sender = await start(["send", dirs.file, ...SLOW, "--to", `127.0.0.1:${port}`]);
  const code = await codeOf(sender);
  await waiting.program.waitFor(/The code it shows: $/, "out");
  await waiting.type(`${code}\r`);
  await staged(dirs.into, "letter", PART);
  await killHard(waiting.program);
  return { sender, code, port };
}

Deno.test({
  ...onTerminal,
  name: "recognizes a sender after the listening receiver was killed, and asks for no code",
}, async () => {
  await using dirs = new Folders();
  const { sender, port } = await killedListener(dirs);
  await using _sender = sender;
  const words = ["receive", "--into", dirs.into, "--yes", "--listen", `127.0.0.1:${port}`];
  await using second = await startOnTerminal(words);
  await staged(dirs.into, "letter", 2 * PART);
  await killHard(second.program);
  assertFalse(second.program.out.includes("The code it shows"), second.program.out);
  await using again = await startOnTerminal(words);
  assertEquals((await within(sender.ended, "the sender")).code, 0, sender.said + again.program.out);
  await again.program.waitFor(/Received /, "out");
  assertFalse(again.program.out.includes("The code it shows"), again.program.out);
  await killHard(again.program);
  dirs.assertArrived();
});

Deno.test({
  ...onTerminal,
  name:
    "a receiver that listens with the code goes on with its sender, and asks no other for a guess",
}, async () => {
  await using dirs = new Folders();
  const { sender, code, port } = await killedListener(dirs);
  await using _sender = sender;
  const address = `127.0.0.1:${port}`;
  const words = ["receive", code, "--into", dirs.into, "--yes", "--listen", address];
  await using receiver = await start(words);
  await receiver.waitFor(/Listening on/);
  await staged(dirs.into, "letter", 2 * PART);
  await killHard(sender);
  await using other = await start(["send", dirs.file, "--to", address]);
  await receiver.waitFor(/That code has been used; the sender was restarted/);
  await receiver.waitFor(new RegExp(`run: sluice receive NEW-CODE --listen ${address} --into `));
  const { err } = await within(other.ended, "the other sender");
  assertFalse(/wrong code/i.test(err + receiver.err), err + receiver.err);
  await killHard(receiver);
  // Its own code completes the transfer.
  await using waiting = await startOnTerminal(
    ["receive", "--into", dirs.into, "--yes", "--listen", address],
  );
  await portOf(waiting.program, "out");
  await using last = await start(["send", dirs.file, "--to", address]);
  const newCode = await codeOf(last);
  await waiting.program.waitFor(/The code it shows: $/, "out");
  await waiting.type(`${newCode}\r`);
  assertEquals((await within(last.ended, "the sender")).code, 0, last.said);
  await waiting.program.waitFor(/Received /, "out");
  await killHard(waiting.program);
  dirs.assertArrived();
});
