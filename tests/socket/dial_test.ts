import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ConnectionError } from "../../lib/errors.ts";
import { dial, type DialOptions } from "../../lib/socket/dial.ts";
import { listen } from "../../lib/socket/listen.ts";
import { readChunks } from "../../lib/socket/read_chunks.ts";
import { installed } from "../commands/run_sluice.ts";
import { cert, key, sha256Of } from "../support/certificate.ts";
import { freePort } from "../support/free_port.ts";
import { pause } from "../support/wait.ts";
import type { TlsClientOptions } from "../../lib/socket/tls_client_options.ts";
import { drain, write } from "./transports.ts";

const tcp = { scheme: "tcp", host: "127.0.0.1", port: 0 } as const;
const tls = { ...tcp, scheme: "tls" } as const;

async function failure(address: Parameters<typeof dial>[0], options?: DialOptions) {
  return await assertRejects(() => dial(address, options), ConnectionError);
}

/** A port without a listener. */
function closedPort(): number {
  return freePort();
}

Deno.test("connects to a name with three unreachable addresses and one reachable one", async () => {
  const listener = listen(tcp);
  const lookup = () => Promise.resolve(["127.0.0.2", "127.0.0.3", "::1", "127.0.0.1"]);
  const conn = await dial({ ...tcp, host: "many.test", port: listener.port }, { lookup });
  assertEquals(conn.remoteAddr, `tcp://127.0.0.1:${listener.port}`);
  conn.abort();
  listener.close();
});

Deno.test("connects without a time limit", async () => {
  const listener = listen(tcp);
  // Later than a timer of 1 ms, to which the runtime cuts an infinite one.
  const lookup = async () => {
    await pause(2);
    return ["127.0.0.1"];
  };
  (await dial(listener.address, { timeout: Infinity, lookup })).abort();
  listener.close();
});

Deno.test("names every address with its reason if none answers", async () => {
  const lookup = () => Promise.resolve(["127.0.0.2", "127.0.0.3"]);
  const error = await failure({ ...tcp, host: "many.test", port: closedPort() }, { lookup });
  assertMatch(error.message, /127\.0\.0\.2: connection refused.*127\.0\.0\.3: connection refused/);
  assertEquals([error.code, error.reason], ["unavailable", "refused"]);
});

Deno.test("distinguishes an unknown name from a refused port", async () => {
  const unknown = await failure({ ...tcp, host: "nowhere.invalid", port: 1 });
  assertEquals([unknown.code, unknown.reason], ["unavailable", "name_unknown"]);
  const refused = await failure({ ...tcp, port: closedPort() });
  assertEquals([refused.code, refused.reason], ["unavailable", "refused"]);
});

for (
  const [name, options] of Object.entries<DialOptions>({
    "one address": {},
    "several addresses": { lookup: () => Promise.resolve(["127.0.0.2", "127.0.0.3"]) },
    "a source address": { source: { host: "127.0.0.9", port: 0 } },
  })
) {
  const permissions = { net: false } as const;
  Deno.test(`throws NotCapable without the permission: ${name}`, { permissions }, async () => {
    for (const scheme of ["tcp", "tls"] as const) {
      await assertRejects(
        () => dial({ scheme, host: "127.0.0.1", port: 1 }, options),
        Deno.errors.NotCapable,
        "Requires net access",
      );
    }
  });
}

Deno.test("throws NotCapable without the permission for the source address", {
  permissions: { net: ["127.0.0.1"] },
}, async () => {
  const source = { host: "127.0.0.9", port: 0 };
  await assertRejects(
    () => dial({ ...tcp, port: 1 }, { source }),
    Deno.errors.NotCapable,
    'Requires net access to "127.0.0.9:0"',
  );
});

Deno.test(
  "reports a permission that lacks for one of several addresses beside the others' failures",
  {
    permissions: { net: ["127.0.0.2"] },
  },
  async () => {
    const lookup = () => Promise.resolve(["127.0.0.2", "127.0.0.3"]);
    const error = await failure({ ...tcp, host: "many.test", port: 1 }, { lookup });
    assertMatch(
      error.message,
      /127\.0\.0\.2: connection refused.*127\.0\.0\.3: Requires net access/,
    );
  },
);

Deno.test("counts the look-up against the time limit", async () => {
  const lookup = () => new Promise<string[]>(() => {});
  const error = await failure({ ...tcp, host: "slow.test", port: 1 }, { lookup, timeout: 30 });
  assertEquals(error.reason, "no_answer");
});

Deno.test("rejects with the reason of an aborted signal", async () => {
  const lookup = () => new Promise<string[]>(() => {});
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(
    () => dial({ ...tcp, host: "x", port: 1 }, { lookup, signal }),
    Error,
    "enough",
  );
});

Deno.test("connects from a given source address", async () => {
  const listener = listen(tcp);
  const accepted = listener.accept();
  const conn = await dial({ ...tcp, port: listener.port }, {
    source: { host: "127.0.0.9", port: 0 },
  });
  const peer = (await accepted)!;
  assertMatch(peer.remoteAddr, /^tcp:\/\/127\.0\.0\.9:/);
  assertEquals(conn.localAddr, peer.remoteAddr);
  await conn.writable.getWriter().write(new Uint8Array(3));
  await conn.closeWrite();
  let count = 0;
  for await (const chunk of readChunks(peer)) count += chunk.length;
  assertEquals(count, 3);
  conn.abort();
  peer.abort();
  listener.close();
});

/** Echoes over TLS. */
function tlsServer() {
  const listener = listen(tls, { tls: { cert, key } });
  const serving = (async () => {
    for (let conn; (conn = await listener.accept()) !== undefined;) {
      const { readable, writable } = conn;
      void readable.pipeTo(writable).catch(() => {});
    }
  })();
  return {
    port: listener.port,
    async close() {
      listener.close();
      await serving;
    },
  };
}

const SOURCES: [where: string, options: DialOptions][] = [
  ["from any address", {}],
  ["from a chosen address", { source: { host: "127.0.0.9", port: 0 } }],
];
for (const [where, options] of SOURCES) {
  Deno.test(`verifies issuer and name of a certificate ${where}`, async () => {
    const server = tlsServer();
    const address = { ...tls, port: server.port };
    const stranger = await failure(address, options);
    assertEquals(stranger.code, "untrusted");
    assertMatch(stranger.message, /certificate not trusted: /);
    const trusted = { ca: [cert] };
    const otherName = { ...trusted, serverName: "other.test" };
    const wrongName = await failure(address, { ...options, tls: otherName });
    assertEquals(wrongName.code, "untrusted");
    (await dial(address, { ...options, tls: trusted })).abort();
    const localhost = { ...trusted, serverName: "localhost" };
    (await dial(address, { ...options, tls: localhost })).abort();
    await server.close();
  });
}

Deno.test("reports an untrusted certificate before other failures", async () => {
  const server = tlsServer();
  const lookup = () => Promise.resolve(["127.0.0.2", "127.0.0.1"]);
  const address = { ...tls, host: "many.test", port: server.port };
  const error = await failure(address, { lookup, source: { host: "127.0.0.9", port: 0 } });
  assertEquals([error.code, error.reason], ["untrusted", undefined]);
  assertMatch(error.message, /127\.0\.0\.2: connection refused/);
  assertMatch(error.message, /127\.0\.0\.1: certificate not trusted/);
  await server.close();
});

Deno.test("accepts any certificate without verification", async () => {
  const server = tlsServer();
  const conn = await dial({ ...tls, port: server.port }, { tls: { verify: false } });
  await conn.writable.getWriter().write(new TextEncoder().encode("hello"));
  await conn.closeWrite();
  let text = "";
  for await (const chunk of readChunks(conn)) text += new TextDecoder().decode(chunk);
  assertEquals(text, "hello");
  assertMatch(conn.remoteAddr, /^tls:\/\//);
  await server.close();
});

Deno.test("times out if a server never completes the handshake", async () => {
  const listener = listen(tcp);
  const accepted = listener.accept();
  const address = { ...tls, port: listener.port };
  for (const options of [{ ca: [cert] }, { cert, key }, { verify: false }]) {
    const error = await failure(address, { tls: options, timeout: 50 });
    assertEquals([error.code, error.reason], ["unavailable", "no_answer"]);
  }
  (await accepted)!.abort();
  listener.close();
});

Deno.test("reports a peer that does not speak TLS", async () => {
  const listener = listen(tcp);
  const answered = listener.accept().then(async (conn) => {
    await conn!.writable.getWriter().write(new TextEncoder().encode("SSH-2.0-x\r\n"));
    await conn!.closeWrite();
    return conn!;
  });
  const error = await failure({ ...tls, port: listener.port }, { tls: { ca: [cert] } });
  assertMatch(error.message, /does not speak TLS/);
  (await answered).abort();
  listener.close();
});

/** Ways to trust the certificate of {@linkcode tlsServer}, which the runtime connects in two ways. */
const TRUSTED: [how: string, tls: () => Promise<TlsClientOptions> | TlsClientOptions][] = [
  ["from a known issuer", () => ({ ca: [cert] })],
  ["to a pinned certificate", async () => ({ pins: [await sha256Of(cert)] })],
  ["without verification", () => ({ verify: false })],
];
for (const [how, trust] of TRUSTED) {
  Deno.test(`rejects a TLS stream without close_notify ${how}`, async () => {
    const server = tlsServer();
    // A relay that closes the connection on request without close_notify.
    const middle = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const hangUp = Promise.withResolvers<void>();
    const passing = (async () => {
      const near = await middle.accept();
      const far = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
      const pass = async (from: Deno.Conn, to: Deno.Conn) => {
        const buffer = new Uint8Array(16_384);
        for (let count; (count = await from.read(buffer)) !== null;) {
          await to.write(buffer.subarray(0, count));
        }
      };
      const both = Promise.allSettled([pass(near, far), pass(far, near)]);
      await hangUp.promise;
      near.close();
      far.close();
      await both;
    })();
    const port = (middle.addr as Deno.NetAddr).port;
    const conn = await dial({ ...tls, port }, { tls: await trust() });
    await conn.writable.getWriter().write(new TextEncoder().encode("part"));
    let text = "";
    const error = await assertRejects(async () => {
      for await (const chunk of readChunks(conn)) {
        text += new TextDecoder().decode(chunk);
        hangUp.resolve();
      }
    }, ConnectionError);
    assertEquals([text, error.code], ["part", "cut"]);
    await passing;
    middle.close();
    await server.close();
  });
}

Deno.test("reports a missing Unix socket", async () => {
  const error = await failure({ scheme: "unix", path: "/nowhere/socket" });
  assertEquals([error.code, error.reason], ["unavailable", "refused"]);
});

Deno.test("connects by name and by both families", async () => {
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
  name: "a reset connection is cut for both reading and writing" +
    (python ? "" : " (ignored: no Python here to reset one)"),
  ignore: !python,
  async fn() {
    const child = new Deno.Command("python3", { args: ["-c", RESETTER], stdout: "piped" }).spawn();
    const reader = child.stdout.getReader();
    const { value } = await reader.read();
    const port = Number(new TextDecoder().decode(value));
    for (const what of ["read", "write"]) {
      const connection = await dial({ ...tcp, port });
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
