import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ConnectionError, ProtocolError } from "../../../lib/errors.ts";
import { askClassic } from "../../../lib/remote/request/classic_ask.ts";
import { memoryPair } from "../../../lib/socket/memory_pair.ts";
import { installed, run } from "../../commands/run_sluice.ts";
import { type Program, startCommand, text } from "../../support/program.ts";
import {
  AS_ROOT,
  childrenOf,
  linux,
  runSluice,
  SLUICE_RUN,
  startExecServer,
} from "../exec_server.ts";
import { pause, until } from "../../support/wait.ts";

const TINY_SSH = new URL("tiny_ssh.py", import.meta.url).pathname;
const python = await installed("python3");
const missing = !linux ? "needs Linux" : python ? "" : "no Python here";
const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name: missing ? `${name} (ignored: ${missing})` : name, ignore: missing !== "", fn });

const CLASSIC = ["--classic", "--insecure-loopback"];

test("answers the exercise's Python client, also with a refusal and without output", async () => {
  await using server = await startExecServer(CLASSIC);
  const asked = async (...lines: string[]) => {
    const client = startCommand(["python3", TINY_SSH, "ask", String(server.port)], {
      interactive: true,
    });
    await client.write(`${lines.join("\n")}\n`);
    const { code, out, err } = await client.end();
    assertEquals([code, err], [0, ""]);
    return out;
  };
  // A refusal ends the connection.
  const answers = await asked("print a b", "both", "status 3", "uname -a") +
    await asked("print 'a b'", "print é", "yes");
  const both = /\[18\] (.*\n){4}/.exec(answers)![0].slice(5).split("\n").sort();
  assertEquals(both, ["", "err", "err2", "out", "out2"]);
  const sentences = ["(no output; status 3)\n", "refused: The policy does not allow the command\n"];
  const counted = ["a\nb\n", "'a\nb'\n", "é\n", ...sentences].map((answer) =>
    `[${new TextEncoder().encode(answer).length}] ${answer}`
  );
  assertEquals(counted.filter((answer) => !answers.includes(answer)), [], answers.slice(0, 500));
  assertMatch(answers, /y\n\n\(truncated: too long\)\n$/);
});

test("ends a command when its classic client disconnects", async () => {
  await using server = await startExecServer(CLASSIC);
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await conn.write(new TextEncoder().encode("sleep"));
  await until(() => childrenOf(server.program.pid).length === 2, "it runs");
  conn.close();
  await until(() => childrenOf(server.program.pid).length === 1, "it is gone");
});

/** Sends pieces, each after the server has sent something; resolves to all that the server sent. */
async function speak(port: number, ...pieces: string[]): Promise<string[]> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  const said: string[] = [];
  const buffer = new Uint8Array(4096);
  for (const piece of pieces) {
    await conn.write(new TextEncoder().encode(piece)).catch(() => 0);
    const count = await conn.read(buffer).catch(() => null);
    if (count === null) break;
    said.push(new TextDecoder().decode(buffer.subarray(0, count)));
  }
  conn.close();
  return said;
}

test("a command line that arrives in pieces is run whole, or not at all if it is too long", async () => {
  await using server = await startExecServer(CLASSIC);
  const buffer = new Uint8Array(4096);
  // A machine under load may pause between the pieces for as long as ends a line; hardly five times.
  const isWhole = async () => {
    using conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    const write = (piece: string) => conn.write(new TextEncoder().encode(piece));
    const read = async () => text(buffer.subarray(0, await conn.read(buffer) ?? 0));
    await write("print ab");
    await pause(20);
    await write(" c\r\n");
    if (await read() !== "5") return false;
    await write("ok\n");
    assertEquals(await read(), "ab\nc\n");
    return true;
  };
  let attempts = 0;
  while (!await isWhole()) assert(++attempts < 5, "a piece was run");
  const isRefused = async () => {
    using conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    await conn.write(new TextEncoder().encode(`print ${"x".repeat(1000)}`));
    await conn.write(new TextEncoder().encode("x".repeat(100))).catch(() => 0);
    return await conn.read(buffer).catch(() => null) === null;
  };
  attempts = 0;
  while (!await isRefused()) assert(++attempts < 5, "a line over the limit was run");
});

/** The end of a program whose first piece no server may take for a command line. */
const FOREIGN: Record<string, string> = {
  "a form of a web page": "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9999\r\n\r\n",
  "a request line alone": "POST /",
  "a request line with a line end": "GET / HTTP/1.1\r\n",
  "a method in lower case": "post /",
  "two lines": "status 5\nstatus 6",
  "an empty line before a command": "\r\nstatus 5",
  "a command after NUL bytes": "\0\x01status 5",
  "a line of 1025 bytes": `print ${"x".repeat(1019)}`,
  "a line that is cut behind a word": `status 5${" ".repeat(1016)} 7`,
};

for (const [what, first] of Object.entries(FOREIGN)) {
  test(`the classic server closes the connection on ${what}, and runs nothing that follows`, async () => {
    await using server = await startExecServer(CLASSIC);
    assertEquals(await speak(server.port, first, "x", "status 5", "x"), []);
    assertEquals(server.audit(), []);
    assertMatch(await errorOf(server), /the command line (is|contains)|at once$/);
  });
}

test("the classic server closes the connection after a refused command", async () => {
  await using server = await startExecServer(CLASSIC);
  const refused = "refused: The policy does not allow the command\n";
  assertEquals(await speak(server.port, "uname", "x", "status 5", "x"), ["47", refused]);
  assertEquals(await speak(server.port, " \n", "x", "status 5", "x"), [
    "29",
    "refused: no command is named\n",
  ]);
  assertEquals(server.audit().map(({ decision }) => decision), ["refused"]);
});

test("the classic server closes the connection on an acknowledgement that is too long or too early", async () => {
  await using server = await startExecServer(CLASSIC);
  assertEquals(await speak(server.port, "print a", "x".repeat(1024) + "status 5", "x"), ["2"]);
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await conn.write(new TextEncoder().encode("sleep"));
  await until(() => childrenOf(server.program.pid).length === 2, "it runs");
  await conn.write(new TextEncoder().encode("status 5"));
  assertEquals(await conn.read(new Uint8Array(9)).catch(() => null), null);
  conn.close();
  await until(() => childrenOf(server.program.pid).length === 1, "it is gone");
});

test("runs nothing for a web page's request with a body of command lines", async () => {
  await using server = await startExecServer(CLASSIC);
  const body = `print x${" ".repeat(1017)}`.repeat(64);
  const sent = fetch(`http://127.0.0.1:${server.port}/`, { method: "POST", body });
  await assertRejects(() => sent, TypeError);
  await errorOf(server);
  assertEquals(server.audit(), []);
});

/** What the server has written to its terminal about a connection. */
async function errorOf({ program }: { program: Program }): Promise<string> {
  return (await program.waitFor(/tcp:\S+: ((?:Protocol error|The client).*)\n/))[1]!;
}

test("rejects a classic command line that servers would truncate", async () => {
  const args = ["exec", "--classic", "127.0.0.1:9", "--", "x".repeat(1025)];
  const { code, err } = await runSluice(args);
  assertEquals(code, 64);
  assertMatch(err, /the command has 1025/);
});

test("gets an answer from the exercise's Python server", async () => {
  const server = startCommand(["python3", TINY_SSH, "serve"], { interactive: true });
  const [port] = await server.waitFor(/\d+/, "out");
  const words = ["printf", "'%s.'", "a", "b", "c"];
  const { code, out, err } = await runSluice(["exec", "--classic", `127.0.0.1:${port}`, ...words]);
  assertEquals([code, out, err], [0, "a.b.c.", ""]);
  assertEquals((await server.ended).code, 0);
});

test("rejects --classic beyond this machine, and together with a secret", async () => {
  const refused = async (...flags: string[]) => {
    const args = ["serve", "exec", "--classic", "--allow", "uname", ...AS_ROOT, ...flags];
    const { code, err } = await run(SLUICE_RUN, { args });
    assertEquals(code, 64, err);
    return err;
  };
  assertMatch(await refused("--insecure-loopback", "--listen", "0.0.0.0:0"), /127\.0\.0\.0\/8/);
  assertMatch(await refused(), /--insecure-loopback/);
});

async function answered(...pieces: string[]): Promise<string> {
  const [here, there] = memoryPair();
  let out = "";
  const asked = askClassic(here, "x", {
    signal: new AbortController().signal,
    output: (bytes) => Promise.resolve(void (out += text(bytes))),
  });
  const reader = there.readable.getReader();
  const writer = there.writable.getWriter();
  const serve = async () => {
    for (const piece of pieces) {
      await reader.read();
      await writer.write(new TextEncoder().encode(piece));
    }
    await there.closeWrite();
  };
  await Promise.all([asked, serve()]);
  return out;
}

Deno.test("reads an answer to its length, and rejects an invalid length and a truncated answer", async () => {
  assertEquals(await answered("3", "abc"), "abc");
  assertEquals(await answered("3", "abcdef"), "abc");
  assertEquals(await answered("0"), "");
  await assertRejects(() => answered("abc"), ProtocolError, "where a length was expected");
  await assertRejects(() => answered("-1"), ProtocolError, "where a length was expected");
  await assertRejects(() => answered("9".repeat(20)), ProtocolError, "where a length was expected");
  await assertRejects(() => answered("4", "abc"), ConnectionError, "1 bytes before the end");
  await assertRejects(() => answered(), ConnectionError, "before the length");
});
