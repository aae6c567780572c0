// The messages about an interrupted and resumed transfer: the part that was kept, and the bytes and
// the rate of one connection.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { within } from "../hostile/attack.ts";
import { killHard, largeContent, staged, stagingIn } from "../support/killed.ts";
import { type Program, start } from "../support/program.ts";
import { temporaryFolder } from "../support/folder.ts";

const CONTENT = largeContent();
const MIB = 1 << 20;
const onUnix = { ignore: Deno.build.os === "windows" };

type Event = { event: string } & Record<string, number | string>;

const eventsOf = (out: string): Event[] =>
  out.trim().split("\n").map((line) => JSON.parse(line) as Event);
const eventOf = (out: string, name: string): Event => {
  const found = eventsOf(out).find(({ event }) => event === name);
  assert(found, `${name} in ${out}`);
  return found;
};

/** A slow transfer of one file from `DIR/letter` into `DIR/into`, until a part of it is stored. */
async function begin(cwd: string): Promise<{ receiver: Program; sender: Program }> {
  await Deno.writeFile(join(cwd, "letter"), CONTENT);
  return await connect(cwd, ["--limit", "2M"], ["--retry", "0"], async () => {
    await staged(join(cwd, "into"), "letter", MIB);
  });
}

async function connect(
  cwd: string,
  sending: string[],
  receiving: string[],
  until: () => Promise<void> = () => Promise.resolve(),
): Promise<{ receiver: Program; sender: Program }> {
  const listen = ["--plain", "--once", "--listen", "127.0.0.1:0", "--into", "into", "--yes"];
  const receiver = await start(["receive", ...listen, ...receiving], { cwd });
  const [, port] = await receiver.waitFor(/Listening on tcp:\/\/127\.0\.0\.1:(\d+)/);
  const to = ["--plain", "--to", `127.0.0.1:${port}`, "--retry", "0"];
  const sender = await start(["send", "letter", ...to, ...sending], { cwd });
  await until();
  return { receiver, sender };
}

/** The same transfer again, with --json on the sides that `json` names. */
async function again(cwd: string, json: { sender?: boolean; receiver?: boolean } = {}) {
  const words = (is?: boolean) => is ? ["--json"] : [];
  const { receiver, sender } = await connect(cwd, words(json.sender), words(json.receiver));
  await using _receiver = receiver;
  await using _sender = sender;
  const both = Promise.all([receiver.ended, sender.ended]);
  const [received, sent] = await within(both, "the resumed transfer");
  assertEquals([received.code, sent.code], [0, 0], received.err + sent.err);
  assertEquals(await Deno.readFile(join(cwd, "into", "letter")), CONTENT);
  return { received, sent };
}

Deno.test({
  ...onUnix,
  name: "an interrupted sender says how to resume, the receiver what it kept and how to discard it",
}, async () => {
  await using folder = await temporaryFolder();
  const cwd = folder.path;
  const { receiver, sender } = await begin(cwd);
  await using _receiver = receiver;
  await using _sender = sender;
  sender.kill("SIGINT");
  const both = Promise.all([receiver.ended, sender.ended]);
  const [received, sent] = await within(both, "the interrupted transfer");
  assertEquals(sent.code, 130, sent.err);
  assertEquals(received.code, 75, received.err);
  assertStringIncludes(
    sent.err,
    "Send again to resume: what the receiver has kept is not sent twice",
  );
  const into = await Deno.realPath(join(cwd, "into"));
  assertMatch(received.err, /^Kept \d\S* MiB; sending the same again resumes there$/m);
  assertStringIncludes(received.err, `To discard it: sluice receive --discard-partial ${into}\n`);
});

Deno.test({
  ...onUnix,
  name: "an interrupted receiver says what it kept, and that command discards it",
}, async () => {
  await using folder = await temporaryFolder();
  const cwd = folder.path;
  const { receiver, sender } = await begin(cwd);
  await using _receiver = receiver;
  await using _sender = sender;
  receiver.kill("SIGINT");
  const { code, err } = await within(receiver.ended, "the interrupted receiver");
  assertEquals(code, 130, err);
  const command = /To discard it: sluice (.*)$/m.exec(err)?.[1];
  assert(command, err);
  await using discard = await start(command.split(" "), { cwd });
  assertEquals((await discard.ended).code, 0);
  assertEquals(stagingIn(join(cwd, "into")), []);
});

Deno.test({
  ...onUnix,
  name: "a resumed transfer says what was there, and counts the bytes of its own connection",
}, async () => {
  await using folder = await temporaryFolder();
  const cwd = folder.path;
  {
    const { receiver, sender } = await begin(cwd);
    await using _receiver = receiver;
    await using _sender = sender;
    await killHard(receiver);
    assertEquals((await within(sender.ended, "the sender")).code, 75);
  }
  const { received, sent } = await again(cwd, { receiver: true });
  const into = await Deno.realPath(join(cwd, "into"));
  assertStringIncludes(
    received.err,
    `Unfinished here: "letter"; the same transfer resumes\nTo discard it: sluice receive --discard-partial ${into}\n`,
  );
  const resuming = eventOf(received.out, "resuming");
  const done = eventOf(received.out, "done");
  assert(resuming.held as number >= MIB, received.out);
  assertEquals(resuming.total, CONTENT.length);
  assertEquals(done.bytes, CONTENT.length);
  assertEquals(done.transferred, CONTENT.length - (resuming.held as number));
  const amount = String.raw`\d\S* MiB`;
  assertMatch(sent.err, new RegExp(`^Resuming: ${amount} of ${amount} already there$`, "m"));
  assertMatch(
    sent.err,
    new RegExp(`^Sent 1 file \\(${amount}\\) in .*; transferred ${amount}$`, "m"),
  );
});

Deno.test({
  ...onUnix,
  name: "a transfer that needs one connection only says nothing about resuming",
}, async () => {
  await using folder = await temporaryFolder();
  const cwd = folder.path;
  await Deno.writeFile(join(cwd, "letter"), CONTENT);
  const { received, sent } = await again(cwd, { sender: true });
  for (const text of [received.err, sent.err]) {
    assertEquals(/resum|kept|unfinished|transferred/i.exec(text), null, text);
  }
  assertEquals(eventOf(sent.out, "done").transferred, CONTENT.length);
  assertEquals(eventsOf(sent.out).some(({ event }) => event === "resuming"), false);
});
