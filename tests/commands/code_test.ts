// Codes and shared secrets with the real program, on the loopback interface only.

import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { startProxy } from "../chaos/proxy.ts";
import { Random } from "../chaos/random.ts";
import { type Program, start } from "../support/program.ts";

const LOOPBACK = Deno.networkInterfaces().find(({ address }) => address === "127.0.0.1")?.name;
const options = { ignore: LOOPBACK === undefined, sanitizeResources: false, sanitizeOps: false };
const found = ["--interface", LOOPBACK ?? "lo"];
const SECRET = "correct horse battery staple";

const sluice = (args: string[], env: Record<string, string> = {}): Promise<Program> =>
  start(args, { env: { NO_COLOR: "1", ...env } });

class Folders implements AsyncDisposable {
  readonly root = Deno.makeTempDirSync({ prefix: "sluice-code-" });
  readonly into = join(this.root, "into");
  readonly file = join(this.root, "letter.txt");
  readonly secret = join(this.root, "secret");

  constructor() {
    Deno.writeTextFileSync(this.file, "hello\n");
    Deno.writeTextFileSync(this.secret, `${SECRET}\n`, { mode: 0o600 });
  }

  async assertArrived(): Promise<void> {
    assertEquals(await Deno.readTextFile(join(this.into, "letter.txt")), "hello\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}

const exitOf = async (program: Program) => (await program.ended).code;
const codeOf = async (sender: Program) => (await sender.waitFor(/run: sluice receive (\S+)/))[1]!;
const portOf = async (program: Program) =>
  (await program.waitFor(/Listening on tcp:\/\/\S+:(\d+)/))[1]!;

Deno.test({ ...options, name: "a code finds the sender on this machine" }, async () => {
  await using dirs = new Folders();
  const sender = await sluice(["send", dirs.file, ...found]);
  const code = await codeOf(sender);
  const typed = code.toUpperCase().split("-");
  const receiver = await sluice(["receive", ...typed, ...found, "--into", dirs.into, "--yes"]);
  assertEquals([await exitOf(receiver), await exitOf(sender)], [0, 0], receiver.said + sender.said);
  await dirs.assertArrived();
});

Deno.test(
  { ...options, name: "three wrong guesses end the code; a new one is printed and works" },
  async () => {
    await using dirs = new Folders();
    const sender = await sluice(["send", dirs.file, "--listen", "127.0.0.1:0"]);
    const code = await codeOf(sender);
    const [channel, ...words] = code.split("-");
    const from = ["--from", `127.0.0.1:${await portOf(sender)}`, "--into", dirs.into, "--yes"];
    const wrong = words[0] === "zoo" ? "zebra-zebra" : "zoo-zoo";
    const guesses = await Promise.all(
      [1, 2, 3].map(() => sluice(["receive", `${channel}-${wrong}`, ...from])),
    );
    for (const guess of guesses) {
      assertEquals(await exitOf(guess), 1);
      assertStringIncludes(
        guess.said,
        "Wrong code. Check it and try again (if it was right, someone may be intercepting)",
      );
    }
    await sender.waitFor(/it is no longer valid\nOn the other machine, run: sluice receive /);
    const late = await sluice(["receive", code, ...from]);
    assertEquals(await exitOf(late), 1);
    const codes = [...sender.said.matchAll(/run: sluice receive (\S+)/g)].map((match) => match[1]!);
    assertEquals(codes.length, 2);
    const receiver = await sluice(["receive", codes[1]!, ...from]);
    assertEquals(
      [await exitOf(receiver), await exitOf(sender)],
      [0, 0],
      receiver.said + sender.said,
    );
    await dirs.assertArrived();
  },
);

Deno.test({ ...options, name: "reports the code's events with --json" }, async () => {
  await using dirs = new Folders();
  const sender = await sluice(["send", dirs.file, "--listen", "127.0.0.1:0", "--json"]);
  const [, text] = await sender.waitFor(/^(\{.*"event":"code".*\})$/m, "out");
  const { code } = JSON.parse(text!);
  assert(/^\d+-[a-z]+-[a-z]+$/.test(code));
  const port = await portOf(sender);
  const [channel] = code.split("-");
  const guess = await sluice([
    "receive",
    `${channel}-zoo-zoo`,
    "--yes",
    "--from",
    `127.0.0.1:${port}`,
  ]);
  await guess.ended;
  const [event] = await sender.waitFor(/^\{.*"event":"wrong_code".*\}$/m, "out");
  assertEquals(JSON.parse(event).left, 2);
  sender.kill("SIGINT");
  assertEquals(await exitOf(sender), 130);
});

Deno.test({ ...options, name: "--words makes a longer code" }, async () => {
  await using dirs = new Folders();
  const sender = await sluice(["send", dirs.file, "--listen", "127.0.0.1:0", "--words", "5"]);
  assertEquals((await codeOf(sender)).split("-").length, 6);
  sender.kill("SIGINT");
  await sender.ended;
});

for (const how of ["file", "variable"]) {
  Deno.test({ ...options, name: `a shared secret, in a ${how}, asks no question` }, async () => {
    await using dirs = new Folders();
    const flags = how === "file" ? ["--secret-file", dirs.secret] : [];
    const env: Record<string, string> = how === "file" ? {} : { SLUICE_SECRET: SECRET };
    const receiver = await sluice(
      ["receive", "--listen", "127.0.0.1:0", "--once", "--yes", "--into", dirs.into, ...flags],
      env,
    );
    const to = ["--to", `127.0.0.1:${await portOf(receiver)}`];
    const wrong = await sluice(["send", dirs.file, ...to], { SLUICE_SECRET: SECRET + "!" });
    assertEquals(await exitOf(wrong), 1);
    assertStringIncludes(wrong.said, "Wrong code");
    const sender = await sluice(["send", dirs.file, ...to, ...flags], env);
    assertEquals(
      [await exitOf(sender), await exitOf(receiver)],
      [0, 0],
      sender.said + receiver.said,
    );
    await dirs.assertArrived();
    for (const { said } of [receiver, wrong, sender]) assertFalse(said.includes("horse"));
  });
}

Deno.test({
  ...options,
  name: "reconnects after a lost connection, with the secret of the pairing",
}, async () => {
  await using dirs = new Folders();
  const large = new Uint8Array(4 << 20).map((_, i) => i * 7 + (i >> 8));
  await Deno.writeFile(dirs.file, large);
  const sender = await sluice(["send", dirs.file, "--listen", "127.0.0.1:0"]);
  const code = await codeOf(sender);
  const cut = { at: 2 << 20, kind: "cut", wait: 0 } as const;
  const proxy = startProxy(
    Number(await portOf(sender)),
    [{ faults: [cut], piece: 65536 }],
    new Random(1),
  );
  const from = ["--from", proxy.address, "--into", dirs.into, "--yes"];
  const receiver = await sluice(["receive", code, ...from]);
  assertEquals([await exitOf(receiver), await exitOf(sender)], [0, 0], receiver.said + sender.said);
  assertEquals([proxy.connections, proxy.struck], [2, ["cut"]]);
  await proxy.close();
  assertEquals(await Deno.readFile(join(dirs.into, "letter.txt")), large);
  assertFalse(/wrong code/i.test(sender.said), sender.said);
});

Deno.test({
  ...options,
  name: "both sides refuse if only one has --plain, and no guess is used up",
}, async () => {
  await using dirs = new Folders();
  const sender = await sluice(["send", dirs.file, "--listen", "127.0.0.1:0"]);
  const code = await codeOf(sender);
  const from = ["--from", `127.0.0.1:${await portOf(sender)}`, "--into", dirs.into, "--yes"];
  const plain = await sluice(["receive", "--plain", ...from]);
  assertEquals(await exitOf(plain), 1);
  assertStringIncludes(plain.said, "The peer uses encryption");
  const receiver = await sluice(["receive", code, ...from]);
  assertEquals([await exitOf(receiver), await exitOf(sender)], [0, 0], receiver.said);
  assertFalse(/wrong code/i.test(sender.said), sender.said);
});

const REFUSED: [string, string[], string][] = [
  [
    "a secret in the arguments",
    ["send", "x", "--secret", "hush"],
    "other users can see arguments",
  ],
  [
    "a secret with --plain",
    ["send", "x", "--to", "h", "--plain", "--secret-file", "f"],
    "exclude each other",
  ],
  ["--plain without an address", ["send", "x", "--plain"], "--plain needs --listen"],
  ["--keep with a code", ["send", "x", "--listen", "--keep"], "a code is for one"],
  ["one word", ["send", "x", "--listen", "--words", "1"], "--words must be 2 to 12"],
  ["no code and no terminal", ["receive"], "Missing CODE"],
  ["no code at all", ["receive", "hello"], "must begin with a number"],
  [
    "a code with --plain",
    ["receive", "7-orbit-lemon", "--plain", "--listen"],
    "No code is used with --plain",
  ],
  [
    "an interface with an address",
    ["receive", "--from", "h", "--interface", "lo"],
    "--interface is for",
  ],
  [
    "a network interface that does not exist",
    ["send", "x", "--interface", "wlan999"],
    "--interface needs a network interface",
  ],
  [
    "a network interface that does not exist, at the receiver",
    ["receive", "7-orbit-lemon", "--interface", "wlan999"],
    "--interface needs a network interface",
  ],
  [
    "a secret file that does not exist",
    ["send", "x", "--to", "h", "--secret-file", "/nonexistent"],
    "no such file",
  ],
];
for (const [name, args, expected] of REFUSED) {
  Deno.test({ ...options, name: `rejects, with the reason: ${name}` }, async () => {
    await using dirs = new Folders();
    const words = args.map((word) => word === "x" ? dirs.file : word);
    const program = await sluice(words);
    const code = await exitOf(program);
    assert(code === 64 || code === 66, `${code}: ${program.said}`);
    assertStringIncludes(program.said, expected);
    assertFalse(program.said.includes("hush"));
  });
}

Deno.test(
  { ...options, name: "rejects a short secret in the environment without showing it" },
  async () => {
    await using dirs = new Folders();
    const program = await sluice(["send", dirs.file, "--to", "127.0.0.1"], {
      SLUICE_SECRET: "hush",
    });
    assertEquals(await exitOf(program), 64);
    assertStringIncludes(program.said, "SLUICE_SECRET needs at least 16 visible characters");
    assertFalse(program.said.includes("hush"));
  },
);

Deno.test({ ...options, name: "peers and doctor report the given interface only" }, async () => {
  await using dirs = new Folders();
  const sender = await sluice(["send", dirs.file, ...found]);
  const channel = (await codeOf(sender)).split("-")[0]!;
  const peers = await sluice(["peers", ...found]);
  assertEquals(await exitOf(peers), 0);
  assertStringIncludes(peers.said, `${channel}\ttcp://127.0.0.1:`);
  const doctor = await sluice(["doctor", ...found, "--json"]);
  await doctor.ended;
  assertStringIncludes(doctor.said, '"name":"multicast, lo IPv4","ok":true');
  sender.kill("SIGINT");
  await sender.ended;
});

for (
  const [what, words, missing] of [
    ["a receiver", ["receive", "7-orbit-lemon", "--yes"], "no sender found"],
    ["a sender", ["send", import.meta.filename!], "no receiver connected"],
  ] as const
) {
  Deno.test({ ...options, name: `${what} that times out says what was missing` }, async () => {
    const program = await sluice([...words, ...found, "--timeout", "1s"]);
    assertEquals(await exitOf(program), 75);
    assertStringIncludes(program.said, `sluice: Timed out after 1 s: ${missing}\n`);
  });
}
