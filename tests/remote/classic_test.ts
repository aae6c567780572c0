import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ConnectionError, ProtocolError } from "../../lib/errors.ts";
import { askClassic } from "../../lib/remote/classic_ask.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { installed, run } from "../commands/run_sluice.ts";
import { Started, text } from "../support/started.ts";
import {
  AS_ROOT,
  childrenOf,
  linux,
  runSluice,
  SLUICE_RUN,
  startExecServer,
  until,
} from "./exec_server.ts";

const TINY_SSH = new URL("tiny_ssh.py", import.meta.url).pathname;
const python = await installed("python3");
const missing = !linux ? "needs Linux" : python ? "" : "no Python here";
const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name: missing ? `${name} (ignored: ${missing})` : name, ignore: missing !== "", fn });

const CLASSIC = ["--classic", "--insecure-loopback"];

test("the Python client has its answers from our server, refusals and silence included", async () => {
  await using server = await startExecServer(CLASSIC);
  const client = new Started("python3", [TINY_SSH, "ask", String(server.port)]);
  const lines = ["print a b", "both", "status 3", "uname -a", "print 'a b'", "print é", "yes"];
  await client.feed(`${lines.join("\n")}\n`);
  const { code, out, err } = await client.ended();
  const answers = text(out);
  assertEquals([code, err], [0, ""]);
  const both = /\[18\] (.*\n){4}/.exec(answers)![0].slice(5).split("\n").sort();
  assertEquals(both, ["", "err", "err2", "out", "out2"]);
  const sentences = ["(no output; status 3)\n", "refused: the policy does not allow it\n"];
  const counted = ["a\nb\n", "'a\nb'\n", "é\n", ...sentences].map((answer) =>
    `[${new TextEncoder().encode(answer).length}] ${answer}`
  );
  assertEquals(counted.filter((answer) => !answers.includes(answer)), [], answers.slice(0, 500));
  assertMatch(answers, /y\n\n\(cut off here: too long\)\n$/);
});

test("a client that hangs up in mid-command takes it along", async () => {
  await using server = await startExecServer(CLASSIC);
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await conn.write(new TextEncoder().encode("sleep"));
  await until(() => childrenOf(server.program.pid).length === 2, "it runs");
  conn.close();
  await until(() => childrenOf(server.program.pid).length === 1, "it is gone");
});

test("our client has its answer from the Python server", async () => {
  const server = new Started("python3", [TINY_SSH, "serve"]);
  const [port] = await server.printed(/\d+/);
  const words = ["printf", "'%s.'", "a", "b", "c"];
  const { code, out, err } = await runSluice(["exec", "--classic", `127.0.0.1:${port}`, ...words]);
  assertEquals([code, out, err], [0, "a.b.c.", ""]);
  assertEquals((await server.gone()).code, 0);
});

test("the classic exchange is refused off this machine, and where a secret is expected", async () => {
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

Deno.test("an answer is taken to its length; a length that is none, and a cut one, are errors", async () => {
  assertEquals(await answered("3", "abc"), "abc");
  assertEquals(await answered("3", "abcdef"), "abc");
  assertEquals(await answered("0"), "");
  await assertRejects(() => answered("abc"), ProtocolError, "no number");
  await assertRejects(() => answered("-1"), ProtocolError, "no number");
  await assertRejects(() => answered("9".repeat(20)), ProtocolError, "no number");
  await assertRejects(() => answered("4", "abc"), ConnectionError, "1 bytes before the end");
  await assertRejects(() => answered(), ConnectionError, "before it said");
});
