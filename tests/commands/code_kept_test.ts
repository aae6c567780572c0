// A code is not used up by problems that the receiver can detect before it accepts.

import { assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { whyNotAccepted } from "../../commands/send/not_accepted.ts";
import { RefusedError } from "../../lib/errors.ts";
import { within } from "../hostile/attack.ts";
import { killHard, largeContent, staged, stagingIn } from "../support/killed.ts";
import { noTerminal, startOnTerminal } from "../support/on_terminal.ts";
import { type Ended, type Program, start } from "../support/program.ts";

const LOOPBACK = Deno.networkInterfaces().find(({ address }) => address === "127.0.0.1")?.name;
const options = { ignore: LOOPBACK === undefined };
const onTerminal = { ignore: noTerminal() !== undefined };
const ALIVE = (why: string) => `The receiver cannot accept: ${why}. The code still works\n`;

class Folders implements AsyncDisposable {
  readonly root = Deno.makeTempDirSync({ prefix: "sluice-kept-" });
  readonly into = join(this.root, "into");
  readonly file = join(this.root, "letter");

  constructor(content: string | Uint8Array = "hello\n") {
    Deno.mkdirSync(this.into);
    if (typeof content === "string") Deno.writeTextFileSync(this.file, content);
    else Deno.writeFileSync(this.file, content);
  }

  read(name: string): string {
    return Deno.readTextFileSync(join(this.into, name));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}

/** A sender that waits with a code, and the receiver's command for it. */
async function waiting(
  words: string[],
  into: string,
  flags = ["--listen", "127.0.0.1:0"],
  stdin?: string,
): Promise<{ sender: Program; code: string; command: (...more: string[]) => string[] }> {
  const sender = await start(["send", ...words, ...flags], stdin === undefined ? {} : { stdin });
  const [, code] = await sender.waitFor(/run: sluice receive (\S+)/);
  let where = flags;
  if (flags[0] === "--listen") {
    const [, port] = await sender.waitFor(/Listening on tcp:\/\/\S+:(\d+)/);
    where = ["--from", `127.0.0.1:${port}`];
  }
  const command = (...more: string[]) => ["receive", code!, ...where, "--into", into, ...more];
  return { sender, code: code!, command };
}

/** Runs the program to its end. */
async function run(args: string[]): Promise<Ended> {
  await using program = await start(args);
  return await within(program.ended, args.join(" "));
}

async function assertDone(receiver: Ended, sender: Program): Promise<void> {
  assertEquals(receiver.code, 0, receiver.err + sender.said);
  assertEquals((await within(sender.ended, "the sender")).code, 0, sender.said);
}

for (const flags of [["--listen", "127.0.0.1:0"], ["--interface", LOOPBACK ?? "lo"]]) {
  Deno.test({
    ...options,
    name: `without a terminal and --yes nothing is dialled, and the code is kept: ${flags[0]}`,
  }, async () => {
    await using dirs = new Folders();
    const { sender, command } = await waiting([dirs.file], dirs.into, flags);
    await using _sender = sender;
    const { code, err } = await run(command());
    const text = "There is no terminal to ask on; add --yes to accept without asking";
    assertEquals([code, err], [77, `sluice: ${text}\n`]);
    await assertDone(await run(command("--yes")), sender);
    assertFalse(/disconnected|Wrong code|cannot accept/.test(sender.said), sender.said);
    assertEquals(dirs.read("letter"), "hello\n");
  });

  Deno.test({
    ...options,
    name: `a code works again after a name existed at the receiver: ${flags[0]}`,
  }, async () => {
    await using dirs = new Folders();
    Deno.writeTextFileSync(join(dirs.into, "letter"), "mine\n");
    const { sender, command } = await waiting([dirs.file], dirs.into, flags);
    await using _sender = sender;
    for (let attempt = 0; attempt < 4; attempt++) {
      assertEquals((await run(command("--yes"))).code, 73);
      await sender.waitFor(new RegExp(`(The receiver cannot accept[^]*){${attempt + 1}}`));
    }
    assertStringIncludes(sender.err, ALIVE('"letter" already exists there'));
    await assertDone(await run(command("--yes", "--if-exists", "rename")), sender);
    assertEquals([dirs.read("letter"), dirs.read("letter (1)")], ["mine\n", "hello\n"]);
  });
}

Deno.test({
  ...options,
  name: "wrong guesses are still counted while a code is kept",
}, async () => {
  await using dirs = new Folders();
  const { sender, code, command } = await waiting([dirs.file], dirs.into);
  await using _sender = sender;
  const guess = async (left: number) => {
    const wrong = command("--yes").with(1, `${code.split("-")[0]}-zoo-zoo`);
    assertEquals((await run(wrong)).code, 1);
    await sender.waitFor(new RegExp(`Wrong code entered at .*; ${left} (try|tries) left`));
  };
  await guess(2);
  assertEquals((await run(command("--yes", "--refuse-digest", "sha256"))).code, 1);
  await sender.waitFor(/The receiver cannot accept: it refuses this digest/);
  await guess(1);
  await assertDone(await run(command("--yes")), sender);
});

Deno.test({
  ...options,
  name: "sends standard input after the receiver could not accept it at first",
}, async () => {
  await using dirs = new Folders();
  Deno.writeTextFileSync(join(dirs.into, "x"), "mine\n");
  const flags = ["--listen", "127.0.0.1:0"];
  const { sender, command } = await waiting(["-", "--name", "x"], dirs.into, flags, "piped\n");
  await using _sender = sender;
  assertEquals((await run(command("--yes"))).code, 73);
  await sender.waitFor(/The receiver cannot accept: "x" already exists there/);
  await assertDone(await run(command("--yes", "--if-exists", "overwrite")), sender);
  assertEquals(dirs.read("x"), "piped\n");
});

Deno.test({
  ...options,
  name: "reports with --json that the receiver could not accept",
}, async () => {
  await using dirs = new Folders();
  Deno.writeTextFileSync(join(dirs.into, "letter"), "mine\n");
  const { sender, command } = await waiting([dirs.file, "--json"], dirs.into);
  await using _sender = sender;
  await run(command("--yes"));
  const [line] = await sender.waitFor(/^.*"event":"not_accepted".*$/m, "out");
  const { code, message, peer } = JSON.parse(line);
  assertEquals([code, message], ["exists", '"letter" already exists there']);
  assertMatch(peer, /^tcp:\/\/127\.0\.0\.1:\d+$/);
});

Deno.test({
  ...options,
  ignore: options.ignore || Deno.build.os !== "linux",
  name: "a pairing of the last connection is not usable once the code is open again",
}, async () => {
  await using dirs = new Folders(largeContent());
  const { sender, command } = await waiting([dirs.file, "--limit", "2M"], dirs.into);
  await using _sender = sender;
  await using killed = await start(command("--yes"));
  await staged(dirs.into, "letter", 1 << 20);
  await killHard(killed);
  Deno.writeTextFileSync(join(dirs.into, "letter"), "mine\n");
  assertEquals((await run(command("--yes"))).code, 73);
  await sender.waitFor(/The receiver cannot accept/);
  await assertDone(await run(command("--yes", "--if-exists", "overwrite")), sender);
  assertFalse(/Wrong code/.test(sender.said), sender.said);
  assertEquals(Deno.readFileSync(join(dirs.into, "letter")), largeContent());
});

Deno.test({
  ...onTerminal,
  name: "a code works again after the receiver was killed while its user was asked",
}, async () => {
  await using dirs = new Folders();
  const { sender, command } = await waiting([dirs.file], dirs.into);
  await using _sender = sender;
  {
    await using receiver = await asking(command());
    await receiver.program.waitFor(/Receive into \S+\? \[y\/N\] $/, "out");
    await killHard(receiver.program);
  }
  await sender.waitFor(/cannot accept: the connection was lost before it answered\. The code/);
  await assertDone(await run(command("--yes")), sender);
  assertEquals(dirs.read("letter"), "hello\n");
});

Deno.test("keeps the code only for problems that the receiver can solve", () => {
  const why = (code: ConstructorParameters<typeof RefusedError>[0], message = "", remote = true) =>
    whyNotAccepted(new RefusedError(code, message, { remote }), ["a", "b\x1b"])?.message;
  const mended = [
    "no_space",
    "cannot_create",
    "permission",
    "digest_refused",
    "unattended",
  ] as const;
  for (const code of mended) {
    assertEquals(typeof why(code), "string", code);
  }
  for (const code of ["declined", "refused", "version", "security", "busy", "io"] as const) {
    assertEquals(why(code), undefined, code);
  }
  assertEquals(why("digest_refused", "", false), undefined);
  assertEquals(whyNotAccepted(new Error("exists"), ["a"]), undefined);
  assertEquals(why("exists", 'store "b\\u001b": there'), '"b\\x1b" already exists there');
  // The receiver's text is not shown, except for names that were offered.
  assertEquals(why("exists", 'store "evil": there'), "a name already exists there");
});

/** A program with questions on a terminal. */
async function asking(words: string[], env: Record<string, string> = {}) {
  const terminal = await startOnTerminal(words, { env });
  const { program, type } = terminal;
  return {
    program,
    type,
    async answer(question: RegExp, keys: string): Promise<void> {
      await program.waitFor(question, "out");
      await type(`${keys}\r`);
    },
    [Symbol.asyncDispose]: () => terminal[Symbol.asyncDispose](),
  };
}
const WHICH =
  /"letter" already exists in \S+\r\n\[s\]kip, \[r\]ename, \[o\]verwrite, \[u\]pdate or \[n\]o\? $/;

const ANSWERS: [keys: string, letter: string, renamed: string | undefined][] = [
  ["s", "mine\n", undefined],
  ["R", "mine\n", "hello\n"],
  ["o", "hello\n", undefined],
  ["update", "hello\n", undefined],
];
for (const [keys, letter, renamed] of ANSWERS) {
  Deno.test({
    ...onTerminal,
    name: `asks on a terminal what to do about names that exist: ${keys}`,
  }, async () => {
    await using dirs = new Folders();
    Deno.writeTextFileSync(join(dirs.into, "letter"), "mine\n");
    const { sender, command } = await waiting([dirs.file], dirs.into);
    await using _sender = sender;
    await using receiver = await asking(command());
    await receiver.answer(new RegExp(`offers letter \\(6 B\\)[^]*${WHICH.source}`), "what");
    await receiver.answer(
      /Please answer skip, rename, overwrite, update or no\r\n\[s\]kip, .* or \[n\]o\? $/,
      keys,
    );
    await assertDone(await within(receiver.program.ended, "the receiver"), sender);
    assertFalse(receiver.program.out.includes("[y/N]"), receiver.program.out);
    assertEquals(dirs.read("letter"), letter);
    if (renamed) assertEquals(dirs.read("letter (1)"), renamed);
    else assertEquals([...Deno.readDirSync(dirs.into)].length, 1);
  });
}

Deno.test({
  ...onTerminal,
  name: "declining the question about existing names, or the offer, ends both sides",
}, async () => {
  for (const exists of [true, false]) {
    await using dirs = new Folders();
    if (exists) Deno.writeTextFileSync(join(dirs.into, "letter"), "mine\n");
    const { sender, command } = await waiting([dirs.file], dirs.into);
    await using _sender = sender;
    await using receiver = await asking(command());
    await receiver.answer(exists ? WHICH : /Receive into \S+\? \[y\/N\] $/, "n");
    assertEquals((await within(receiver.program.ended, "the receiver")).code, 77);
    assertEquals((await within(sender.ended, "the sender")).code, 1, sender.said);
    assertStringIncludes(sender.said, "sluice: The receiver declined\n");
    assertFalse(sender.said.includes("still works"), sender.said);
  }
});

for (const TERM of ["xterm", "dumb"]) {
  Deno.test({
    ...onTerminal,
    name: `a yes without Enter that was typed before its question is discarded: ${TERM}`,
  }, async () => {
    await using dirs = new Folders();
    const { sender, command } = await waiting([dirs.file], dirs.into);
    await using _sender = sender;
    await using receiver = await asking(command(), { TERM });
    await receiver.type("y");
    await receiver.program.waitFor(/Receive into \S+\? \[y\/N\] $/, "out");
    await receiver.type("\r");
    const { code, out } = await within(receiver.program.ended, "the receiver");
    assertEquals(code, 77, out);
  });
}

Deno.test({ ...onTerminal, name: "Ctrl-D at a question is a no, said as such" }, async () => {
  await using dirs = new Folders();
  const { sender, command } = await waiting([dirs.file], dirs.into);
  await using _sender = sender;
  await using receiver = await asking(command());
  await receiver.program.waitFor(/Receive into \S+\? \[y\/N\] $/, "out");
  await receiver.type("\x04");
  const { code, out } = await within(receiver.program.ended, "the receiver");
  assertEquals(code, 77, out);
  assertStringIncludes(out, "No answer, because the input ended; nothing was received");
});

Deno.test({
  ...onTerminal,
  name: "with --if-exists refuse and with --yes, does not ask about names that exist",
}, async () => {
  await using dirs = new Folders();
  Deno.writeTextFileSync(join(dirs.into, "letter"), "mine\n");
  const { sender, command } = await waiting([dirs.file], dirs.into);
  await using _sender = sender;
  for (const flags of [["--if-exists", "refuse"], ["--yes"]]) {
    await using receiver = await asking(command(...flags));
    assertEquals((await within(receiver.program.ended, "the receiver")).code, 73);
  }
});

Deno.test({
  ...onTerminal,
  ignore: onTerminal.ignore || Deno.build.os === "windows",
  name: "the answer about existing names holds after a lost connection, and for links",
}, async () => {
  await using dirs = new Folders();
  const folder = join(dirs.root, "holiday");
  for (const place of [folder, join(dirs.into, "holiday")]) {
    Deno.mkdirSync(place);
    Deno.writeFileSync(join(place, "a"), place === folder ? largeContent() : new Uint8Array(1));
    Deno.symlinkSync(place === folder ? "a" : "b", join(place, "link"));
  }
  const words = [folder, "--symlinks", "keep"];
  const { sender, command } = await waiting(words, dirs.into);
  await using _sender = sender;
  const { startProxy } = await import("../chaos/proxy.ts");
  const { Random } = await import("../chaos/random.ts");
  const [, port] = /:(\d+)$/.exec(command()[3]!)!;
  const cut = { at: 2 << 20, kind: "cut" as const, wait: 0 };
  const plans = [[cut], []].map((faults) => ({ faults, piece: 64 * 1024 }));
  const proxy = startProxy(Number(port), plans, new Random(1));
  try {
    await using receiver = await asking(command().with(3, proxy.address));
    await receiver.answer(/"holiday" already exists[^]*\? $/, "o");
    const { code, out } = await within(receiver.program.ended, "the receiver");
    assertEquals(code, 0, out + sender.said);
    assertStringIncludes(out, "Connection lost; retrying");
    assertEquals(out.match(/already exists/g)?.length, 1, out);
  } finally {
    await proxy.close();
  }
  assertEquals(Deno.readFileSync(join(dirs.into, "holiday", "a")), largeContent());
  assertEquals(Deno.readLinkSync(join(dirs.into, "holiday", "link")), "a");
});

/** Runs a program; returns whether it succeeded. */
function runs(program: string, ...args: string[]): boolean {
  try {
    return new Deno.Command(program, { args, stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

/** A small file system in memory. */
function disk(path: string, size: string): Disposable | undefined {
  Deno.mkdirSync(path);
  if (!runs("mount", "-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path)) return undefined;
  return { [Symbol.dispose]: () => void runs("umount", "-l", path) };
}
const canMount = await (async () => {
  await using dirs = new Folders();
  using mounted = Deno.build.os === "linux" ? disk(join(dirs.root, "disk"), "1m") : undefined;
  return mounted !== undefined;
})();
const onDisk = (name: string) => ({
  name: canMount ? name : `${name} (ignored: this user may not mount a file system)`,
  ignore: !canMount,
});

Deno.test({
  ...onDisk("with --yes, refuses what does not fit before the first byte, and the code is kept"),
}, async () => {
  await using dirs = new Folders(largeContent());
  const small = join(dirs.root, "small");
  using _disk = disk(small, "1m");
  const { sender, command } = await waiting([dirs.file], dirs.into);
  await using _sender = sender;
  const { code, err } = await run(command("--yes").with(5, small));
  assertEquals(code, 74, err);
  assertStringIncludes(err, "4 MiB needed, 1 MiB free");
  assertEquals(stagingIn(small), []);
  await sender.waitFor(/The receiver cannot accept: there is not enough space there\. The code/);
  await assertDone(await run(command("--yes")), sender);
});

Deno.test({
  ...onDisk("what an earlier session has left counts, where the rest fits"),
}, async () => {
  await using dirs = new Folders(largeContent());
  const small = join(dirs.root, "small");
  using _disk = disk(small, "5m");
  const { sender, command } = await waiting([dirs.file, "--limit", "2M"], small);
  await using _sender = sender;
  await using killed = await start(command("--yes"));
  await staged(small, "letter", 2 << 20);
  await killHard(killed);
  await assertDone(await run(command("--yes")), sender);
  assertEquals(Deno.readFileSync(join(small, "letter")), largeContent());
});

Deno.test({
  ...onDisk("on a terminal, asks whether to receive what does not fit"),
  ignore: !canMount || onTerminal.ignore,
}, async () => {
  await using dirs = new Folders(largeContent());
  const small = join(dirs.root, "small");
  using _disk = disk(small, "1m");
  const { sender, command } = await waiting([dirs.file], small);
  await using _sender = sender;
  await using receiver = await asking(command());
  await receiver.answer(
    /offers letter[^]*Not enough space in .*: 4 MiB needed, 1 MiB free\r\nReceive anyway\? \[y\/N\] $/,
    "y",
  );
  // Then the disk's space decides.
  assertEquals((await within(receiver.program.ended, "the receiver")).code, 74);
  assertFalse(/Receive into/.test(receiver.program.out), receiver.program.out);
});
