import { assertEquals } from "@std/assert";
import { listen } from "../../lib/socket/listen.ts";
import { type Program, startWithInput } from "../support/program.ts";

const bye = new TextEncoder().encode("bye\n");

/** Starts a client of a peer that has ended; its standard input stays open. */
async function clientOfEnded(command: string, ...flags: string[]): Promise<Program> {
  using listener = listen("127.0.0.1:0");
  const client = await startWithInput(command, listener.address, ...flags);
  const conn = (await listener.accept())!;
  await endAfterBye(conn);
  await client.waitFor(/bye\n/, "out");
  return client;
}

/** Starts a server whose only peer has ended; its standard input stays open. */
async function serverOfEnded(...flags: string[]): Promise<Program> {
  const server = await startWithInput("listen", "127.0.0.1:0", ...flags);
  await peerThatEnded(await server.port());
  await server.waitFor(/bye\n/, "out");
  return server;
}

async function endAfterBye(conn: { writable: WritableStream<Uint8Array> }): Promise<void> {
  const writer = conn.writable.getWriter();
  await writer.write(bye);
  await writer.close();
}

/** Sends a line and closes its sending direction only. */
async function peerThatEnded(port: number, text = bye): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await conn.write(text);
  await conn.closeWrite();
  return conn;
}

for (
  const [name, start] of [
    ["connect", (...flags) => clientOfEnded("connect", ...flags)],
    ["echo", (...flags) => clientOfEnded("echo", ...flags)],
    ["listen", serverOfEnded],
    ["listen --keep", (...flags) => serverOfEnded("--keep", ...flags)],
  ] as [string, (...flags: string[]) => Promise<Program>][]
) {
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    Deno.test(`${name} ends with ${signal} while an open input follows the peer's end`, async () => {
      await using program = await start();
      // Not stop(), which also ends the input.
      program.kill(signal);
      assertEquals((await program.ended).code, code);
    });
  }

  Deno.test(`${name} ends with --timeout while an open input follows the peer's end`, async () => {
    await using program = await start("--timeout=3s");
    const { code } = await program.ended;
    assertEquals(code, 75);
  });
}

// Long enough for a peer on a busy machine to say its word.
for (const [flag, code] of [["--idle=2s", 75], ["--linger=100ms", 82]] as const) {
  for (
    const [name, start] of [
      ["connect", (flag: string) => clientOfEnded("connect", flag)],
      ["listen", serverOfEnded],
    ] as const
  ) {
    Deno.test(`${name} ends with ${flag} while an open input follows the peer's end`, async () => {
      await using program = await start(flag);
      const ended = await program.ended;
      assertEquals(ended.code, code, ended.err);
    });
  }
}

Deno.test("echo over UDP ends with a signal while its input is open", async () => {
  await using server = await startWithInput("serve", "echo", "--listen=udp://127.0.0.1:0");
  await using client = await startWithInput("echo", `udp://127.0.0.1:${await server.port("udp")}`);
  await client.write("one\n");
  await client.waitFor(/ONE\n/, "out");
  client.kill("SIGINT");
  assertEquals((await client.ended).code, 130);
});

Deno.test("listen --keep takes the next peer while its input is open, and gives it what follows", async () => {
  await using server = await startWithInput("listen", "--keep", "127.0.0.1:0");
  const port = await server.port();
  await server.write("early\n");
  const first = await peerThatEnded(port);
  assertEquals(await new Response(first.readable).text(), "early\n");
  const second = await Deno.connect({ hostname: "127.0.0.1", port });
  await second.write(new TextEncoder().encode("two\n"));
  await server.waitFor(/bye\ntwo\n/, "out");
  await server.write("late\n");
  const buffer = new Uint8Array(9);
  assertEquals(await second.read(buffer), 5);
  second.close();
  assertEquals((await server.stop()).code, 143);
});
