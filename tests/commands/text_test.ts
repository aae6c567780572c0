/** `send --text` and `receive`, between processes. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { noTerminal, startOnTerminal } from "../support/on_terminal.ts";
import { type Program, run, start } from "../support/program.ts";

const HERE = ["--listen", "127.0.0.1:0"];
const ODD = "one\r\ntwo\t\x1b[2J\x1b]0;x\x07 ü 🙂\n\nend";

/** A folder that must stay empty. */
class Empty implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "sluice-text-" });

  [Symbol.dispose](): void {
    const found = Array.from(Deno.readDirSync(this.path), ({ name }) => name);
    Deno.removeSync(this.path, { recursive: true });
    assertEquals(found, [], "something was stored");
  }
}

const toPort = async (program: Program) => `127.0.0.1:${await program.port()}`;

/** Sends to a receiver without a terminal; both in an empty folder. */
async function transfer(sent: string[], received: string[], stdin?: string | Uint8Array) {
  using folder = new Empty();
  const cwd = folder.path;
  await using receiver = await start(["receive", ...HERE, "--plain", "--once", ...received], {
    cwd,
  });
  const words = ["send", "--to", await toPort(receiver), "--plain", ...sent];
  await using sender = await start(words, { cwd, ...stdin !== undefined && { stdin } });
  const [sending, receiving] = await Promise.all([sender.ended, receiver.ended]);
  return { sending, receiving };
}

Deno.test("writes a text unchanged to a pipe, and stores nothing", async () => {
  for (const text of [ODD, "x", "-", "https://example.org/?a=1&b=2", "ü".repeat(400_000)]) {
    const { sending, receiving } = await transfer(["--text", "-"], ["--yes"], text);
    assertEquals([sending.code, receiving.code], [0, 0], sending.err + receiving.err);
    assert(receiving.out === text, receiving.out.slice(0, 200));
    assertMatch(receiving.err, /^Received a text \(.*B\)$/m);
    assertMatch(sending.err, /^Sent a text \(.*B\)$/m);
    assertEquals(sending.out, "");
  }
});

Deno.test("sends the text of an argument", async () => {
  const { sending, receiving } = await transfer(["--text", "a  b"], ["--yes", "--quiet"]);
  assertEquals([sending.code, receiving.out], [0, "a  b"], sending.err);
  assertMatch(receiving.err, /^Listening on \S+\n$/);
});

Deno.test("with --stdout a text is written as well, and lists no digest", async () => {
  const { receiving } = await transfer(["--text", "a"], ["--yes", "--stdout"]);
  assertEquals([receiving.code, receiving.out], [0, "a"], receiving.err);
});

Deno.test("takes a text of 1 MiB, and refuses a longer one before it connects", async () => {
  const most = "x".repeat(2 ** 20);
  const { sending, receiving } = await transfer(["--text", "-"], ["--yes"], most);
  assertEquals([sending.code, receiving.out.length], [0, 2 ** 20], sending.err);
  const cases: [string | Uint8Array, RegExp][] = [
    [`${most}x`, /The text is longer than 1 MiB; send it as a file/],
    ["", /The text is empty/],
    [new Uint8Array([97, 255]), /not a text in UTF-8; send it as a file/],
  ];
  for (const [stdin, message] of cases) {
    const { code, err } = await run(["send", "--text", "-", ...HERE, "--plain"], { stdin });
    assertEquals(code, 64, err);
    assertMatch(err, message);
    assert(!err.includes("Listening"), err);
  }
});

Deno.test("refuses flags that conflict with a text", async () => {
  const cases: [string[], string][] = [
    [["--text", "a", "b"], "A text is sent alone; omit --text or the paths"],
    [["--text", "a", "--name", "b"], "--name is for standard input"],
    [
      ["--text", "-", "--secret-file", "-"],
      "--secret-file - and --text - both read standard input",
    ],
    [[], "Missing PATH"],
  ];
  for (const [words, message] of cases) {
    const { code, err } = await run(["send", ...words, "--to", "127.0.0.1:1"]);
    assertEquals(code, 64, err);
    assertStringIncludes(err, message);
  }
});

Deno.test("without encryption and without a terminal a text needs --yes", async () => {
  const { sending, receiving } = await transfer(["--text", "a"], []);
  assertEquals([sending.code, receiving.code, receiving.out], [1, 77, ""]);
  assertStringIncludes(sending.err, "it needs --yes, or a terminal to ask on");
  assertStringIncludes(receiving.err, "add --yes to accept without asking");
});

Deno.test("a receiver of many keeps texts apart from the list of digests", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "sluice-text-" });
  try {
    Deno.writeTextFileSync(`${folder}/file`, "abc");
    const words = ["receive", ...HERE, "--plain", "--yes", "--into", `${folder}/inbox`];
    await using receiver = await start(words);
    const to = ["--to", await toPort(receiver), "--plain"];
    const digest = "00".repeat(32);
    assertEquals((await run(["send", "--text", `${digest}  file\n\x1b[2J`, ...to])).code, 0);
    assertEquals((await run(["send", `${folder}/file`, ...to])).code, 0);
    await receiver.waitFor(/ {2}file\n/, "out");
    const { out, err } = await receiver.stop();
    assertMatch(out, /^ba7816bf[0-9a-f]{56} {2}file\n$/);
    assertMatch(err, /^A text from 127\.0\.0\.1.*:\n0{64} {2}file\n\\x1b\[2J$/m);
    assertMatch(err, /^Received a text \(75 B\) from 127\.0\.0\.1$/m);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("one text goes to every receiver with --keep", async () => {
  const words = ["send", "--text", "-", ...HERE, "--keep", "--plain"];
  await using sender = await start(words, { stdin: "for all\n" });
  const from = ["receive", "--from", await toPort(sender), "--plain", "--yes"];
  for (let i = 0; i < 2; i++) assertEquals((await run(from)).out, "for all\n");
  await sender.stop("SIGINT");
});

Deno.test("a sender that is interrupted leaves nothing of its text", async () => {
  using folder = new Empty();
  const text = "x".repeat(100_000);
  const words = ["receive", ...HERE, "--plain", "--once", "--yes", "--retry", "0", "--json"];
  await using receiver = await start(words, { cwd: folder.path });
  const sent = ["send", "--to", await toPort(receiver), "--plain", "--text", text];
  await using sender = await start([...sent, "--limit", "10K"]);
  await receiver.waitFor(/"accepted"/, "out");
  assertEquals((await sender.stop("SIGINT")).code, 130);
  const { code, out } = await receiver.ended;
  assertEquals(code, 75, out);
  assert(!out.includes('"event":"text"') && !out.includes("xxx"), out);
});

const SECRET = { env: { SLUICE_SECRET: "correct horse battery staple" } };

const reason = noTerminal();
/** Receives on a terminal; `wait` sees its screen and types. */
async function onTerminal(
  { plain, text = ODD }: { plain: boolean; text?: string },
  wait: (screen: Program, type: (keys: string) => Promise<void>) => Promise<void>,
) {
  using folder = new Empty();
  const security = plain ? ["--plain"] : [];
  const options = { cwd: folder.path, ...!plain && SECRET };
  await using receiver = await startOnTerminal(
    ["receive", ...HERE, ...security, "--once"],
    options,
  );
  const { program, type } = receiver;
  const [, port] = await program.waitFor(/Listening on tcp:\/\/\S+:(\d+)/, "out");
  const words = ["send", "--to", `127.0.0.1:${port}`, ...security, "--text", "-"];
  await using sender = await start(words, { ...options, stdin: text });
  await wait(program, type);
  const [screen, sending] = await Promise.all([program.ended, sender.ended]);
  return { screen, sending };
}

for (const plain of [false, true]) {
  const how = plain ? "asks without encryption" : "with a secret asks nothing";
  Deno.test({
    name: `on a terminal a text is escaped, and the receiver ${how}`,
    ignore: reason !== undefined,
    async fn() {
      const { screen, sending } = await onTerminal({ plain }, async (screen, type) => {
        if (!plain) return;
        await screen.waitFor(/offers a text \(\d+ B\)\r\nShow it\? \[y\/N\] $/, "out");
        assert(!screen.out.includes("one"), screen.out);
        await type("y\r");
      });
      assertEquals([screen.code, sending.code], [0, 0], screen.out + sending.err);
      assertMatch(
        screen.out,
        /A text from 127\.0\.0\.1.*:\r\none\r\ntwo\t\\x1b\[2J\\x1b\]0;x\\x07 ü 🙂\r\n\r\nend\r\n/,
      );
      assertEquals(screen.out.includes("[y/N]"), plain);
    },
  });
}

Deno.test({
  name: "a receiver that declines is not shown the text",
  ignore: reason !== undefined,
  async fn() {
    const { screen, sending } = await onTerminal(
      { plain: true, text: "hidden" },
      async (screen, type) => {
        await screen.waitFor(/Show it\? \[y\/N\] $/, "out");
        await type("n\r");
      },
    );
    assertEquals([screen.code, sending.code], [77, 1], screen.out);
    assert(!screen.out.includes("hidden"), screen.out);
    assertStringIncludes(sending.err, "The receiver declined");
  },
});
