// Unrelated connections to a listening side: they do not end it and do not delay a peer.

import { assertEquals, assertFalse } from "@std/assert";
import { join } from "node:path";
import { within } from "../hostile/attack.ts";
import { type Program, start } from "../support/program.ts";
import { concat, hello, preface, ScriptedPeer, Wire } from "../support/scripted_peer.ts";
import { until } from "../support/wait.ts";

const SECRET = "correct horse battery staple";
/** Silent connections: more than the share of one source. */
const MANY = 200;

/** Connects, sends a text, and closes; resolves once the program has closed as well. */
async function say(port: number, text: string): Promise<void> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  if (text === "") return;
  const half = connection.write(new TextEncoder().encode(text));
  await half.catch(() => {/* The program has closed already. */});
  const bytes = new Uint8Array(1024);
  try {
    while (await connection.read(bytes) !== null);
  } catch { /* A reset counts as an end. */ }
}

const STRAYS: [what: string, text: string][] = [
  ["a connection that is closed at once", ""],
  ["an HTTP request", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["a preface and no hello", "SLUICE\r\n\x02\x02\x00\x00GET / HTTP/1.1\r\n\r\n"],
];

/** A listening side, and the command of its peer. */
interface Way {
  name: string;
  listening: (file: string, into: string) => string[];
  /** @param code The code of a sender that shows one. */
  dialling: (file: string, into: string, at: string, code: string) => string[];
  env: Record<string, string>;
  /** Whether the listening side continues after the transfer. */
  goesOn?: boolean;
}

const LISTEN = ["--listen", "127.0.0.1:0"];
const WAYS: Way[] = [
  {
    name: "receive --listen --plain --once",
    listening: (_, into) => ["receive", ...LISTEN, "--plain", "--once", "--yes", "--into", into],
    dialling: (file, _, at) => ["send", file, "--to", at, "--plain"],
    env: {},
  },
  {
    name: "receive --listen --plain",
    listening: (_, into) => ["receive", ...LISTEN, "--plain", "--yes", "--into", into],
    dialling: (file, _, at) => ["send", file, "--to", at, "--plain"],
    env: {},
    goesOn: true,
  },
  {
    name: "send --listen --plain",
    listening: (file) => ["send", file, ...LISTEN, "--plain"],
    dialling: (_, into, at) => ["receive", "--from", at, "--plain", "--yes", "--into", into],
    env: {},
  },
  {
    name: "send --listen --plain --keep",
    listening: (file) => ["send", file, ...LISTEN, "--plain", "--keep"],
    dialling: (_, into, at) => ["receive", "--from", at, "--plain", "--yes", "--into", into],
    env: {},
    goesOn: true,
  },
  {
    name: "receive --listen --once with a secret",
    listening: (_, into) => ["receive", ...LISTEN, "--once", "--yes", "--into", into],
    dialling: (file, _, at) => ["send", file, "--to", at],
    env: { SLUICE_SECRET: SECRET },
  },
  {
    name: "send --listen with a secret",
    listening: (file) => ["send", file, ...LISTEN],
    dialling: (_, into, at) => ["receive", "--from", at, "--yes", "--into", into],
    env: { SLUICE_SECRET: SECRET },
  },
  {
    name: "send --listen with a code",
    listening: (file) => ["send", file, ...LISTEN],
    dialling: (_, into, at, code) => ["receive", code, "--from", at, "--yes", "--into", into],
    env: {},
  },
];

/** Makes unrelated connections to a listening side, and then the transfer. */
async function withStrays(
  way: Way,
  strays: (port: number, listening: Program) => Promise<unknown>,
): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "sluice-stray-" });
  const [file, into] = [join(root, "letter"), join(root, "into")];
  try {
    await Deno.writeTextFile(file, "hello\n");
    await using listening = await start(way.listening(file, into), { env: way.env });
    const [, port] = await listening.waitFor(/Listening on tcp:\/\/\S+:(\d+)/);
    const code = /code/.test(way.name)
      ? (await listening.waitFor(/run: sluice receive (\S+)/))[1]!
      : "";
    await strays(Number(port), listening);
    const words = way.dialling(file, into, `127.0.0.1:${port}`, code);
    await using peer = await start(words, { env: way.env });
    const ended = await within(peer.ended, "the peer");
    assertEquals(ended.code, 0, ended.err + listening.said);
    if (way.goesOn) listening.kill("SIGINT");
    assertEquals((await within(listening.ended, "it")).code, way.goesOn ? 130 : 0, listening.said);
    assertEquals(await Deno.readTextFile(join(into, "letter")), "hello\n");
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

for (const way of WAYS) {
  Deno.test(`unrelated connections do not end it: ${way.name}`, async () => {
    await withStrays(way, async (port, listening) => {
      for (const [, text] of STRAYS) await say(port, text);
      if (!way.name.includes("--plain")) return;
      await listening.waitFor(
        /^127\.0\.0\.1 connected without speaking sluice's protocol; still waiting$/m,
      );
      assertEquals(listening.err.match(/without speaking/g)?.length, 1, listening.err);
    });
  });

  Deno.test(`silent connections do not delay a peer: ${way.name}`, async () => {
    const silent: Deno.TcpConn[] = [];
    try {
      await withStrays(way, async (port) => {
        const one = () => Deno.connect({ hostname: "127.0.0.1", port });
        silent.push(...await Promise.all(Array.from({ length: MANY }, one)));
      });
    } finally {
      for (const connection of silent) connection.close();
    }
  });
}

Deno.test("a source has a share of the connections that have not greeted", async () => {
  const way = WAYS[0]!;
  let closed = 0;
  const silent: Deno.TcpConn[] = [];
  const watch = async (connection: Deno.TcpConn) => {
    silent.push(connection);
    const bytes = new Uint8Array(64);
    try {
      while (await connection.read(bytes) !== null);
    } catch { /* Reset. */ }
    closed++;
  };
  const watching: Promise<void>[] = [];
  await withStrays(way, async (port, listening) => {
    for (let n = 0; n < MANY; n++) {
      watching.push(watch(await Deno.connect({ hostname: "127.0.0.1", port })));
    }
    // Those beyond the share are closed at once, not at the greeting's timeout.
    await until(() => closed >= MANY - 128, "the oldest have made room");
    await listening.waitFor(/^Too many silent connections from 127\.0\.0\.1; closing the oldest$/m);
  });
  await Promise.all(watching);
  for (const connection of silent) connection.close();
});

Deno.test("reports why a peer that speaks the protocol was rejected, and keeps waiting", async () => {
  await withStrays(WAYS[0]!, async (port, listening) => {
    await using other = await start(["send", Deno.execPath(), "--to", `127.0.0.1:${port}`]);
    assertFalse((await within(other.ended, "a sender with a code")).code === 0);
    await listening.waitFor(/^Rejected 127\.0\.0\.1: .*; still waiting$/m);
    // A peer with a later version is told so in this one, and a second receiver that it is one.
    for (const bytes of [preface(3, 3), concat(preface(), hello("receive"))]) {
      const peer = await ScriptedPeer.dial(port);
      await peer.write(bytes);
      await peer.readPreface();
      const told = await peer.until(Wire.error);
      assertEquals(told.json!.code, bytes.length === 12 ? "version" : "refused");
      peer.close();
    }
    await listening.waitFor(/(^Rejected [^\n]*; still waiting\n[^]*){3}/m);
  });
});
