// deno-lint-ignore-file camelcase -- A check has the name that Python has.
/** Checks of docs/python.md: socketserver, and errors. @module */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { type AddressInfo, createServer } from "node:net";
import { type ConnectionError, SluiceError } from "../../../lib/errors.ts";
import { readLines } from "../../../lib/line/read_lines.ts";
import { addressesOf } from "../../../lib/socket/host_names.ts";
import { datagramSocket } from "../../../lib/socket/datagram.ts";
import { dial } from "../../../lib/socket/dial.ts";
import type { Duplex } from "../../../lib/socket/duplex.ts";
import { idleTimeout } from "../../../lib/socket/idle_timeout.ts";
import { listen, type Listener } from "../../../lib/socket/listen.ts";
import { memoryPair } from "../../../lib/socket/memory_pair.ts";
import { read } from "../../../lib/socket/read.ts";
import { readText } from "../../../lib/socket/read_text.ts";
import { requestDatagram } from "../../../lib/socket/request_datagram.ts";
import { type ConnectionService, serve } from "../../../lib/socket/serve.ts";
import { serveDatagrams } from "../../../lib/socket/serve_datagrams.ts";
import { writeAll } from "../../../lib/socket/write_all.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { freePort } from "../../support/free_port.ts";
import { until } from "../../support/wait.ts";
import { type Checks, errorOf } from "./check.ts";

/** Echoes a first piece, in upper case. */
const service: ConnectionService = async (conn) => {
  await writeAll(conn, (await readText(conn, 1024) ?? "").toUpperCase());
};

/** What a client of a listener is answered. */
async function answerOf(listener: Listener, text: string): Promise<string | undefined> {
  using conn = await dial(listener.address);
  await writeAll(conn, text);
  return await readText(conn, 1024);
}

/** Calls with the port of a server that resets each connection once it has received a byte. */
async function withResets(use: (port: number) => Promise<void>): Promise<void> {
  const server = createServer((conn) => void conn.once("data", () => conn.resetAndDestroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await use((server.address() as AddressInfo).port);
  await new Promise((resolve) => server.close(resolve));
}

/** A port where no program listens. */
function closedPort(): number {
  return freePort();
}

/** The checks. */
export const checks: Checks = {
  async TCPServer() {
    using listener = listen("127.0.0.1:0");
    let running = 0;
    let most = 0;
    const service: ConnectionService = async (conn) => {
      most = Math.max(most, ++running);
      await read(conn, 1);
      running--;
    };
    void serve(listener, service, { maxConnections: 1 });
    await Promise.all([1, 2, 3].map(async () => {
      using conn = await dial(listener.address);
      await writeAll(conn, "x");
      await read(conn, 1);
    }));
    assertEquals(most, 1);
  },
  async ThreadingMixIn() {
    using listener = listen("127.0.0.1:0");
    void serve(listener, service);
    using _silent = await dial(listener.address);
    assertEquals(await answerOf(listener, "hello"), "HELLO");
  },
  async UDPServer() {
    const socket = datagramSocket("127.0.0.1:0");
    const service = (bytes: Uint8Array) => bytes;
    const served = serveDatagrams(socket, service);
    assertEquals((await requestDatagram(socket.address, "hello")).length, 5);
    socket.close();
    await served;
  },
  async UnixStreamServer() {
    await using folder = await temporaryFolder();
    using listener = listen("unix:/path".replace("/path", `${folder.path}/s`));
    void serve(listener, service);
    assertEquals(await answerOf(listener, "hello"), "HELLO");
  },
  async UnixDatagramServer() {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/s`;
    const socket = Deno.listenDatagram({ transport: "unixpacket", path });
    const client = Deno.listenDatagram({ transport: "unixpacket", path: `${folder.path}/c` });
    await client.send(Uint8Array.of(7), socket.addr);
    const buffer = new Uint8Array(100);
    const [bytes, from] = await socket.receive(buffer);
    await socket.send(bytes, from);
    assertEquals((await client.receive())[0], Uint8Array.of(7));
    socket.close();
    client.close();
  },
  async BaseRequestHandler() {
    using listener = listen("127.0.0.1:0");
    const names: string[] = [];
    void serve(listener, (conn, context) => {
      names.push(typeof conn.remoteAddr, typeof context.log);
      return Promise.resolve();
    });
    using conn = await dial(listener.address);
    await read(conn, 1);
    assertEquals(names, ["string", "function"]);
    const socket = datagramSocket("127.0.0.1:0");
    let from = "";
    void serveDatagrams(socket, (bytes, sender) => (from = sender, bytes));
    await requestDatagram(socket.address, "x");
    assert(from.startsWith("udp://127.0.0.1:"));
    socket.close();
  },
  async handle() {
    using listener = listen("127.0.0.1:0");
    const steps: string[] = [];
    const ended = Promise.withResolvers<void>();
    void serve(listener, async (conn) => {
      steps.push("setup");
      try {
        await service(conn, { signal: AbortSignal.abort(), log() {} });
      } finally {
        steps.push("finish");
        ended.resolve();
      }
    });
    assertEquals(await answerOf(listener, "hello"), "HELLO");
    await ended.promise;
    assertEquals(steps, ["setup", "finish"]);
  },
  async request() {
    using listener = listen("127.0.0.1:0");
    void serve(listener, (conn) => writeAll(conn, "hello"));
    assertEquals(await answerOf(listener, ""), "hello");
  },
  async client_address() {
    using listener = listen("127.0.0.1:0");
    void serve(listener, (conn) => writeAll(conn, conn.remoteAddr));
    using conn = await dial(listener.address);
    assertEquals(await readText(conn, 100), conn.localAddr);
  },
  async StreamRequestHandler() {
    using listener = listen("127.0.0.1:0");
    const service = async (conn: Duplex) => {
      for await (const text of readLines(conn)) await writeAll(conn, text);
    };
    void serve(listener, service);
    assertEquals(await answerOf(listener, "hello\n"), "hello");
  },
  async handle_request() {
    using listener = listen("127.0.0.1:0");
    const answered = answerOf(listener, "hello");
    using conn = (await listener.accept())!;
    await service(conn, { signal: AbortSignal.abort(), log() {} });
    assertEquals(await answered, "HELLO");
  },
  async serve_forever() {
    const listener = listen("127.0.0.1:0");
    const serving = (async () => await serve(listener, service))();
    assertEquals(await answerOf(listener, "hello"), "HELLO");
    listener.close();
    await serving;
  },
  server_bind() {
    const address = "127.0.0.1:0";
    using listener = listen(address);
    assert(listener.port > 0);
  },
  async handle_error() {
    using listener = listen("127.0.0.1:0");
    const { promise, resolve: onError } = Promise.withResolvers<unknown>();
    const service = () => Promise.reject(new Error("own"));
    void serve(listener, service, { onError });
    using _conn = await dial(listener.address);
    assertEquals((await promise as Error).message, "own");
  },
  async "shutdown()"() {
    const listener = listen("127.0.0.1:0");
    const served = serve(listener, service);
    listener.close();
    await served;
    const { signal } = { signal: AbortSignal.abort() };
    await serve(listen("127.0.0.1:0"), service, { signal });
  },
  async request_queue_size() {
    const address = `127.0.0.1:${freePort()}`;
    const listener = listen(address, { backlog: 5 });
    using _conn = await dial(listener.address);
    (await listener.accept())!.abort();
    listener.close();
    // Connections of the port are in TIME_WAIT, which SO_REUSEADDR ignores. The runtime closes a listener in
    // the background.
    await until(() => {
      try {
        listen(listener.address).close();
        return true;
      } catch {
        return false;
      }
    }, "the port is free again");
  },
  async "socket.error"() {
    assert(await errorOf(() => dial(`127.0.0.1:${closedPort()}`)) instanceof SluiceError);
    await assertRejects(
      () => Deno.connect({ hostname: "127.0.0.1", port: closedPort() }),
      Deno.errors.ConnectionRefused,
    );
  },
  async gaierror() {
    for (const call of [() => dial("nowhere.invalid:1"), () => addressesOf("nowhere.invalid")]) {
      const { reason } = await errorOf(call) as ConnectionError;
      assertEquals(reason, "name_unknown");
    }
  },
  async ConnectionRefusedError() {
    const { reason } = await errorOf(() => dial(`127.0.0.1:${closedPort()}`)) as ConnectionError;
    assertEquals(reason, "refused");
    const error = await assertRejects(
      () => Deno.connect({ hostname: "127.0.0.1", port: closedPort() }),
      Deno.errors.ConnectionRefused,
    );
    assertEquals((error as { code?: string }).code, "ECONNREFUSED");
  },
  async ConnectionResetError() {
    await withResets(async (port) => {
      using raw = await Deno.connect({ hostname: "127.0.0.1", port });
      await raw.write(new Uint8Array(1));
      await assertRejects(() => raw.read(new Uint8Array(1)), Deno.errors.ConnectionReset);
      using conn = await dial(`127.0.0.1:${port}`);
      await writeAll(conn, "x");
      const { code, reason } = await errorOf(() => read(conn, 1)) as ConnectionError;
      assertEquals([code, reason], ["cut", "reset"]);
    });
  },
  async BrokenPipeError() {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const raw = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
    await raw.closeWrite();
    await assertRejects(() => raw.write(new Uint8Array(1)), Deno.errors.BrokenPipe);
    raw.close();
    (await listener.accept()).close();
    const [conn] = memoryPair();
    await conn.closeWrite();
    assertEquals((await errorOf(() => writeAll(conn, "x"))).code, "cut");
  },
  async TimeoutError() {
    const lookup = () => new Promise<string[]>(() => {});
    const error = await errorOf(() => dial("silent.test:1", { timeout: 1, lookup }));
    const { code, reason } = error as ConnectionError;
    assertEquals([code, reason], ["unavailable", "no_answer"]);
    const [conn] = memoryPair();
    const stop = idleTimeout(conn, { timeout: 1 });
    assertEquals((await errorOf(() => read(conn, 1))).code, "timeout");
    stop();
  },
  async "os.strerror(errno)"() {
    const { message } = await errorOf(() => dial(`127.0.0.1:${closedPort()}`));
    assert(message.includes("connection refused"));
  },
};
