import { assert, assertEquals, assertMatch } from "@std/assert";
import { childEnvironment, configInForce } from "../../scripts/closed_network.ts";
import { CallerError, ConnectionError } from "../../lib/errors.ts";
import { dial } from "../../lib/socket/dial.ts";
import { listen } from "../../lib/socket/listen.ts";
import { serve, type ServeOptions } from "../../lib/socket/serve.ts";
import { read } from "../../lib/socket/read.ts";
import { datagramSocket } from "../../lib/socket/datagram.ts";
import { serveDatagrams } from "../../lib/socket/serve_datagrams.ts";
import { failureLine } from "../../lib/socket/service_failure.ts";
import { runCommand } from "../support/start_command.ts";
import { temporaryFolder } from "../support/folder.ts";

/** What a program with this service writes to standard error, once a client has been served. */
async function stderrOf(server: string): Promise<string> {
  await using folder = await temporaryFolder();
  const library = new URL("../../lib/mod.ts", import.meta.url);
  await Deno.writeTextFile(
    `${folder.path}/server.ts`,
    `import * as sluice from ${JSON.stringify(library.href)};\n${server}`,
  );
  const { code, err } = await runCommand([
    Deno.execPath(),
    "run",
    "--quiet",
    "--no-check",
    "--allow-net=127.0.0.1,0.0.0.0",
    `--config=${await configInForce()}`,
    `${folder.path}/server.ts`,
  ], { env: { ...childEnvironment(), NO_COLOR: "1" } });
  assertEquals(code, 0, err);
  return err;
}

/** A server with this service, whose client waits for the end. */
const served = (service: string) => `
using listener = sluice.listen("127.0.0.1:0");
const ended = sluice.serve(listener, ${service});
using conn = await sluice.dial(listener.address);
await sluice.read(conn, 1).catch(() => {});
listener.close();
await ended;`;

Deno.test("prints a mistake in a service with the peer's address and the stack", async () => {
  const err = await stderrOf(served(`function handle(conn) { return conn.nosuch.method(); }`));
  assertMatch(err, /^tcp:\/\/127\.0\.0\.1:\d+: TypeError: Cannot read properties of undefined/);
  assertMatch(err, /\n +at handle \(file:.*server\.ts:4:\d+\)/);
});

Deno.test("prints a failure of the network in one line", async () => {
  const service =
    `async () => { throw new sluice.ConnectionError("cut", "Connection lost: reset"); }`;
  assertMatch(await stderrOf(served(service)), /^tcp:\S+: Connection lost: reset\n$/);
});

Deno.test("escapes what a peer may have put into an error", async () => {
  const service = `async () => { throw new Error("\\x1b[2J\\rgone"); }`;
  assertMatch(await stderrOf(served(service)), /^tcp:\S+: Error: \\x1b\[2J\\x0dgone\n +at /);
});

Deno.test("prints a mistake in a service of datagrams with its stack", async () => {
  const err = await stderrOf(`
using socket = sluice.datagramSocket("127.0.0.1:0");
const ended = sluice.serveDatagrams(socket, function answer(bytes) {
  if (bytes.length === 1) throw new RangeError("broken");
  return bytes;
});
using client = sluice.datagramSocket("127.0.0.1:0");
await client.send(new Uint8Array(1), socket.address);
await sluice.requestDatagram(socket.address, new Uint8Array(2));
socket.close();
await ended;`);
  assertMatch(err, /^udp:\/\/127\.0\.0\.1:\d+: RangeError: broken\n +at .*server\.ts/);
});

/** Serves one client whose service fails; resolves once the failure was reported. */
async function failOnce(error: unknown, options: ServeOptions): Promise<void> {
  using listener = listen("127.0.0.1:0");
  const ended = serve(listener, () => Promise.reject(error), options);
  using conn = await dial(listener.address);
  await read(conn, 1).catch(() => {});
  listener.close();
  await ended;
}

Deno.test("gives failures to onError, or else a line of each to log", async () => {
  const seen: unknown[] = [];
  const error = new TypeError("broken");
  const log = (line: string) => void seen.push(line);
  await failOnce(error, { log, onError: (error) => void seen.push(error) });
  await failOnce(error, { log });
  assertEquals(seen.length, 2);
  assert(seen[0] === error);
  assertMatch(String(seen[1]), /^tcp:\S+: TypeError: broken$/);
});

Deno.test("gives failures of datagrams to onError", async () => {
  const failure = Promise.withResolvers<[unknown, string]>();
  using socket = datagramSocket("127.0.0.1:0");
  const error = new TypeError("broken");
  const ended = serveDatagrams(socket, () => {
    throw error;
  }, { onError: (...args) => failure.resolve(args) });
  using client = datagramSocket("127.0.0.1:0");
  await client.send(new Uint8Array(1), socket.address);
  assertEquals(await failure.promise, [error, client.address]);
  socket.close();
  await ended;
});

Deno.test("names the class of a mistake only", () => {
  assertEquals(failureLine(new ConnectionError("cut", "Lost"), "tcp:"), "tcp:: Lost");
  assertEquals(failureLine(new CallerError("usage", "No"), "tcp:"), "tcp:: CallerError: No");
  assertEquals(failureLine("text", "tcp:"), "tcp:: text");
});
