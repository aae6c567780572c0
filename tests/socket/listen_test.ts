import { assert, assertEquals, assertThrows } from "@std/assert";
import { CallerError, ConnectionError, LocalError } from "../../lib/errors.ts";
import type { Address } from "../../lib/socket/address.ts";
import { dial } from "../../lib/socket/dial.ts";
import { listen } from "../../lib/socket/listen.ts";
import { drain, write } from "./transports.ts";

const loopback = { scheme: "tcp", host: "127.0.0.1", port: 0 } as const;

Deno.test("reports the address of a listener with the port that the system chose", () => {
  const listener = listen(loopback);
  assert(listener.port > 0);
  assertEquals(listener.address, `tcp://127.0.0.1:${listener.port}`);
  listener.close();
  listener.close();
});

Deno.test("resolves a pending accept with undefined when the listener closes", async () => {
  const listener = listen(loopback);
  const waiting = listener.accept();
  listener.close();
  assertEquals(await waiting, undefined);
  assertEquals(await listener.accept(), undefined);
});

Deno.test("rejects a port in use, and names the remedy", () => {
  const listener = listen(loopback);
  const { port } = listener;
  const error = assertThrows(() => listen({ ...loopback, port }), LocalError, "another port");
  assertEquals(error.code, "cannot_create");
  listener.close();
});

Deno.test("rejects an address of another machine", () => {
  // TEST-NET-1 (RFC 5737).
  const error = assertThrows(
    () => listen({ ...loopback, host: "192.0.2.1" }),
    ConnectionError,
    "not an address of this machine",
  );
  assertEquals(error.code, "unavailable");
});

Deno.test("rejects an unknown name", () => {
  const host = "no.such.host.invalid";
  const error = assertThrows(() => listen({ ...loopback, host }), CallerError);
  assertEquals(error.code, "usage");
});

/** Makes many connections at once, each of which sends its number. */
async function burst(address: Address, count: number): Promise<void> {
  const listener = listen(address);
  const target = address.scheme === "unix" ? address : { ...address, port: listener.port };
  const dialling = Array.from({ length: count }, async (_, i) => {
    const connection = await dial(target);
    await write(connection, new Uint8Array(i + 1));
    await connection.closeWrite();
    assertEquals(await drain(connection), i + 1);
  });
  const answering: Promise<void>[] = [];
  for (let i = 0; i < count; i++) {
    const connection = (await listener.accept())!;
    answering.push((async () => {
      await drain(connection, (bytes) => write(connection, bytes));
      await connection.closeWrite();
    })());
  }
  await Promise.all([...dialling, ...answering]);
  listener.close();
}

Deno.test("serves 200 simultaneous connections over TCP", () => burst(loopback, 200));

Deno.test({
  name: "serves 200 simultaneous connections over a Unix socket",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = Deno.makeTempDirSync({ prefix: "sluice-socket-" });
    try {
      await burst({ scheme: "unix", path: `${folder}/s` }, 200);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

Deno.test("closes a connection when both directions have ended", async () => {
  const listener = listen(loopback);
  const [a, b] = await Promise.all([
    dial({ ...loopback, port: listener.port }),
    listener.accept(),
  ]);
  await Promise.all([a.closeWrite(), b!.closeWrite()]);
  assertEquals(await Promise.all([drain(a), drain(b!)]), [0, 0]);
  // Not aborted here: the leak check of the test fails at open connections.
  listener.close();
});
