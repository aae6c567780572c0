// deno-lint-ignore-file no-control-regex
/** Peers' texts on a real terminal and in a pipe. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { noTerminal, startOnTerminal } from "../support/on_terminal.ts";
import { run, start } from "../support/program.ts";
import { concat, entry, file, fin, frame, greeting } from "../support/scripted_peer.ts";
import { hello, preface, ScriptedPeer, utf8, Wire } from "../support/scripted_peer.ts";
import { Box } from "./box.ts";

const reason = Deno.build.os === "windows" ? "Windows has no such names" : noTerminal();
const options = { ignore: reason !== undefined };
const about = reason === undefined ? "" : ` (ignored: ${reason})`;

/** Sets the title of a window, and ends in a character that reorders text. */
const NASTY = "\x1b]0;owned\x07\u202egpj.exe";
const SHOWN = "\\x1b]0;owned\\x07\\u{202e}gpj.exe";

/** Fails if a terminal received control sequences, or nothing at all. */
function assertHarmless(shown: string): void {
  assert(!/\x1b\]|\x07|\u202e/.test(shown), JSON.stringify(shown));
  assertStringIncludes(shown, SHOWN);
}

/** A listener that sends bytes to the first client, and the address to dial. */
function speaking(bytes: Uint8Array): Disposable & { address: string } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  void (async () => {
    using conn = await listener.accept();
    for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
    await conn.closeWrite();
    while (await conn.read(new Uint8Array(1024)) !== null) { /* until the client ends */ }
  })().catch(() => {/* the test ended first */});
  return {
    address: `127.0.0.1:${listener.addr.port}`,
    [Symbol.dispose]: () => listener.close(),
  };
}

const port = async (
  program: { waitFor: (what: RegExp, where: "out" | "err") => Promise<RegExpExecArray> },
  where: "out" | "err",
) => Number((await program.waitFor(/Listening on tcp:\/\/\S+:(\d+)/, where))[1]);

const RECEIVE = ["receive", "--listen", "127.0.0.1:0", "--plain", "--once", "--yes", "--no-resume"];

Deno.test(
  { ...options, name: `receive: escapes the digest list on a terminal${about}` },
  async () => {
    using box = new Box();
    const words = [...RECEIVE, "--digests", "--into", box.into];
    await using receiver = await startOnTerminal(words);
    const { program } = receiver;
    const peer = await ScriptedPeer.dial(await port(program, "out"));
    await peer.write(greeting({ names: [NASTY] }), file(0, NASTY), fin());
    const [{ out }] = await Promise.all([program.ended, peer.rest()]);
    peer.close();
    assertHarmless(out.split("\r\n").filter((line) => /[0-9a-f]{64} {2}/.test(line)).join("\n"));
  },
);

Deno.test(
  { ...options, name: `receive: escapes names and messages of a sender on a terminal${about}` },
  async () => {
    using box = new Box();
    await using receiver = await startOnTerminal([...RECEIVE, "--into", box.into]);
    const { program } = receiver;
    const peer = await ScriptedPeer.dial(await port(program, "out"));
    const skip = frame(Wire.skip, { id: 0, code: "io", message: NASTY });
    const quit = frame(Wire.error, { code: "io", message: NASTY });
    await peer.write(greeting({ names: [NASTY] }), entry({ path: NASTY }), skip, quit);
    const [{ code, out }] = await Promise.all([program.ended, peer.rest()]);
    peer.close();
    assertEquals(code, 1, out);
    assertHarmless(out);
    // The offer, the failed file with its reason, and the final error.
    assert(out.split(SHOWN).length - 1 >= 4, out);
  },
);

Deno.test(
  { ...options, name: `send: escapes messages of a receiver on a terminal${about}` },
  async () => {
    using box = new Box();
    const quit = frame(Wire.error, { code: "io", message: NASTY });
    using peer = speaking(concat(preface(), hello("receive"), quit));
    const path = join(box.outside, "mine.txt");
    const words = ["send", "--to", peer.address, "--plain", "--retry", "0", path];
    await using sender = await startOnTerminal(words);
    const { code, out } = await sender.program.ended;
    assertEquals(code, 1, out);
    assertHarmless(out);
  },
);

Deno.test({
  ...options,
  name: `connect: a text service is readable, and control sequences are escaped${about}`,
}, async () => {
  using peer = speaking(utf8(`220 größe ready\r\nlogin:\t${NASTY}\r`));
  await using client = await startOnTerminal(["connect", peer.address]);
  const { out } = await client.program.ended;
  assertHarmless(out);
  assertStringIncludes(out, `220 größe ready\r\nlogin:\t${SHOWN}\\x0d`);
});

Deno.test("connect: writes every byte unchanged to a pipe", async () => {
  using peer = speaking(utf8(`a\r\n${NASTY}\r`));
  assertEquals((await run(["connect", peer.address])).out, `a\r\n${NASTY}\r`);
});

for (const flags of [[], ["--broker"]]) {
  const name = ["listen", ...flags].join(" ");
  Deno.test(
    { ...options, name: `${name}: escapes what comes to a terminal${about}` },
    async () => {
      await using server = await startOnTerminal(["listen", "127.0.0.1:0", ...flags]);
      const { program } = server;
      using conn = await Deno.connect({ hostname: "127.0.0.1", port: await port(program, "out") });
      await conn.write(utf8(NASTY));
      await program.waitFor(/gpj\.exe/, "out");
      assertHarmless(program.out);
    },
  );
}

Deno.test(
  { ...options, name: `get: escapes the names of stored files on a terminal${about}` },
  async () => {
    using box = new Box();
    Deno.writeTextFileSync(join(box.outside, NASTY), "abc");
    await using server = await start(["serve", "files", box.outside, "--listen", "127.0.0.1:0"]);
    const address = `127.0.0.1:${await port(server, "err")}`;
    for (const digest of [[], ["--digest", "sha256"]]) {
      const words = [
        "get",
        address,
        NASTY,
        "--if-exists",
        "overwrite",
        ...digest,
        "--into",
        box.into,
      ];
      await using client = await startOnTerminal(words);
      const { code, out } = await client.program.ended;
      assertEquals(code, 0, out);
      assertHarmless(out);
    }
  },
);

Deno.test(
  { ...options, name: `drop: escapes the names of stored files on a terminal${about}` },
  async () => {
    using box = new Box();
    const words = ["drop", box.into, "--listen", "127.0.0.1:0", "--no-token", "--once"];
    await using server = await startOnTerminal(words);
    const { program } = server;
    const [url] = await program.waitFor(/http:\/\/127\.0\.0\.1:\d+\//, "out");
    const answer = await fetch(url + encodeURIComponent(NASTY), { method: "PUT", body: "abc" });
    assertEquals(answer.status, 201, await answer.text());
    assertHarmless((await program.ended).out);
  },
);

Deno.test("share: the page escapes characters that reorder or hide a name", async () => {
  using box = new Box();
  Deno.writeTextFileSync(join(box.outside, "rtl\u202etxt.exe"), "abc");
  const words = ["share", box.outside, "--listen", "127.0.0.1:0", "--no-token"];
  await using server = await start(words);
  const [, url] = await server.waitFor(/^ {2}(http:\S+)$/m);
  const page = await (await fetch(url!, { headers: { accept: "text/html" } })).text();
  assert(!page.includes("\u202e"));
  assertStringIncludes(page, "<bdi>rtl\\u{202e}txt.exe</bdi>");
  // The address of the file is unchanged.
  assertStringIncludes(page, `href="./rtl%E2%80%AEtxt.exe"`);
});

Deno.test("serve: escapes a client's request in the log", async () => {
  using box = new Box();
  await using server = await start(["serve", "files", box.outside, "--listen", "127.0.0.1:0"]);
  using conn = await Deno.connect({ hostname: "127.0.0.1", port: await port(server, "err") });
  await conn.write(utf8(`get ${NASTY}\n`));
  await server.waitFor(/gpj\.exe/);
  assertHarmless(server.err);
});

Deno.test("chat: escapes a server's text, also in a pipe", async () => {
  using peer = speaking(utf8(`* welcome\n[ada] ${NASTY}\nexit\n`));
  const { code, out } = await run(["chat", peer.address]);
  assertEquals([code, out], [0, `* welcome\n[ada] ${SHOWN}\nexit\n`]);
});
