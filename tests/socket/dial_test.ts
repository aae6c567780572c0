import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConnectionError } from "../../lib/errors.ts";
import { dial } from "../../lib/socket/dial.ts";
import { listen } from "../../lib/socket/listen.ts";
import { installed } from "../commands/run_sluice.ts";
import { drain, write } from "./transports.ts";

const unix = Deno.build.os !== "windows";
const loopback = { scheme: "tcp", host: "127.0.0.1", port: 0 } as const;

Deno.test("nothing listens there: unavailable, in plain words", async () => {
  const listener = listen(loopback);
  const { port } = listener;
  listener.close();
  const error = await assertRejects(() => dial({ ...loopback, port }), ConnectionError);
  assertEquals(error.code, "unavailable");
  assertEquals(
    error.message,
    `connect to tcp://127.0.0.1:${port}: connection refused; nothing listens there`,
  );
});

Deno.test({
  name: "no such Unix socket: unavailable",
  ignore: !unix,
  async fn() {
    const address = { scheme: "unix", path: "/nonexistent/s" } as const;
    const error = await assertRejects(() => dial(address), ConnectionError, "no such socket");
    assertEquals(error.code, "unavailable");
  },
});

Deno.test("a name that nobody has: unavailable", async () => {
  const address = { scheme: "tcp", host: "no.such.host.invalid", port: 1 } as const;
  const error = await assertRejects(() => dial(address), ConnectionError);
  assertEquals(error.code, "unavailable");
});

Deno.test("whoever gives up first gets his own reason", async () => {
  const controller = new AbortController();
  const reason = new ConnectionError("interrupted", "enough");
  controller.abort(reason);
  // TEST-NET-1 (RFC 5737): nobody is there.
  const address = { scheme: "tcp", host: "192.0.2.1", port: 9 } as const;
  const error = await assertRejects(() => dial(address, { signal: controller.signal }));
  assertEquals(error, reason);
});

Deno.test("an address that does not answer is given up in time", async () => {
  const address = { scheme: "tcp", host: "192.0.2.1", port: 9 } as const;
  const error = await assertRejects(() => dial(address, { timeout: 100 }), ConnectionError);
  assertEquals(error.code, "unavailable");
});

Deno.test("a name and both families reach their listeners", async () => {
  for (const [host, name] of [["127.0.0.1", "localhost"], ["::1", "::1"]] as const) {
    let listener;
    try {
      listener = listen({ scheme: "tcp", host, port: 0 });
    } catch {
      continue; // No IPv6 on this machine.
    }
    const [a, b] = await Promise.all([
      dial({ scheme: "tcp", host: name, port: listener.port }),
      listener.accept(),
    ]);
    await write(a, new Uint8Array(3));
    await a.closeWrite();
    assertEquals(await drain(b!), 3);
    a.abort();
    b!.abort();
    listener.close();
  }
});

const RESETTER = `
import socket, struct, sys
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
for _ in range(2):
    conn, _ = server.accept()
    conn.recv(1)
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    conn.close()
`;
const python = await installed("python3");
Deno.test({
  name: "a connection that is reset is cut, for who reads and for who writes" +
    (python ? "" : " (ignored: no Python here to reset one)"),
  ignore: !python,
  async fn() {
    const child = new Deno.Command("python3", { args: ["-c", RESETTER], stdout: "piped" }).spawn();
    const reader = child.stdout.getReader();
    const { value } = await reader.read();
    const port = Number(new TextDecoder().decode(value));
    for (const what of ["read", "write"]) {
      const connection = await dial({ ...loopback, port });
      const use = async () => {
        await write(connection, new Uint8Array(1));
        if (what === "read") return await drain(connection);
        for (;;) await write(connection, new Uint8Array(100_000));
      };
      const error = await assertRejects(use, ConnectionError);
      assertEquals(error.code, "cut", what);
      assert(error.cause instanceof Error);
      connection.abort();
    }
    await reader.cancel();
    await child.status;
  },
});
