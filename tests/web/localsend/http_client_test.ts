import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConnectionError, ProtocolError } from "../../../lib/errors.ts";
import { MAX_ANSWER_BYTES } from "../../../lib/limits.ts";
import { LocalSendClient } from "../../../lib/web/localsend/http_client.ts";
import { newIdentity } from "../../../lib/web/localsend/identity.ts";
import { until } from "../../support/wait.ts";
import { type DeviceOptions, ScriptedDevice } from "./scripted_device.ts";

const identity = await newIdentity();
const NEVER = new AbortController().signal;
const bare = { sanitizeOps: false, sanitizeResources: false };

/** Runs with a client of a device; the device's certificate is compared. */
async function withDevice(
  options: DeviceOptions,
  act: (client: LocalSendClient, device: ScriptedDevice) => Promise<void>,
): Promise<void> {
  await using device = await ScriptedDevice.start(options);
  const client = new LocalSendClient({
    place: { host: "127.0.0.1", port: device.port, protocol: options.plain ? "http" : "https" },
    identity,
    fingerprint: device.fingerprint,
  });
  try {
    await act(client, device);
  } finally {
    client.close();
  }
}

/** A client of a raw TCP server, which writes what a test wants. */
async function withServer(
  serve: (conn: Deno.Conn) => Promise<void>,
  act: (client: LocalSendClient) => Promise<void>,
): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open: Deno.Conn[] = [];
  const serving = (async () => {
    for await (const conn of listener) {
      open.push(conn);
      void serve(conn).catch(() => {});
    }
  })();
  const { port } = listener.addr;
  const place = { host: "127.0.0.1", port, protocol: "http" as const };
  const client = new LocalSendClient({ place, identity });
  try {
    await act(client);
  } finally {
    client.close();
    listener.close();
    await serving.catch(() => {});
    for (const conn of open) {
      try {
        conn.close();
      } catch { /* It is closed. */ }
    }
  }
}

/** Writes an answer once the request has come. */
const answering = (text: string) => async (conn: Deno.Conn) => {
  await conn.read(new Uint8Array(65536));
  await conn.write(new TextEncoder().encode(text));
};

/** Pieces in one buffer, each of another value; the buffer is overwritten in between. */
async function* pieces(count: number, size: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const buffer = new Uint8Array(size);
  for (let n = 1; n <= count; n++) {
    buffer.fill(n);
    yield buffer;
    buffer.fill(0);
  }
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => promise, ConnectionError)).code;
}

Deno.test({ ...bare, name: "sends JSON, and reads the answer" }, async () => {
  await withDevice({}, async (client, device) => {
    const { status, bytes } = await client.post("/x/register?a=%26", {
      json: { alias: "é" },
      signal: NEVER,
    });
    assertEquals(status, 200);
    assertEquals(JSON.parse(new TextDecoder().decode(bytes)).alias, "Device");
    const [request] = device.requests;
    assertEquals(new TextDecoder().decode(request!.body), '{"alias":"é"}');
    assertEquals([request!.query.get("a"), request!.host], ["&", `127.0.0.1:${device.port}`]);
    assertEquals(client.fingerprint, device.fingerprint);
  });
});

for (const plain of [false, true]) {
  Deno.test({
    ...bare,
    name: `sends pieces of one buffer unchanged ${plain ? "without" : "by"} TLS`,
  }, async () => {
    await withDevice({ plain }, async (client, device) => {
      const [count, size] = [40, 300_000];
      const body = { bytes: pieces(count, size), length: count * size };
      assertEquals((await client.post("/upload", { body, signal: NEVER })).status, 200);
      const stored = device.requests[0]!.body!;
      assertEquals(stored.length, count * size);
      for (let n = 0; n < count; n++) {
        assert(stored.subarray(n * size, (n + 1) * size).every((byte) => byte === n + 1));
      }
    });
  });
}

Deno.test({ ...bare, name: "sends nothing to a device with another certificate" }, async () => {
  await using device = await ScriptedDevice.start();
  const place = { host: "127.0.0.1", port: device.port, protocol: "https" as const };
  const client = new LocalSendClient({ place, identity, fingerprint: "AB".repeat(32) });
  assertEquals(await codeOf(client.post("/register", { json: {}, signal: NEVER })), "untrusted");
  let asked = 0;
  const bytes = (async function* () {
    yield new Uint8Array(++asked);
  })();
  await assertRejects(
    () => client.post("/upload", { body: { bytes, length: 1 }, signal: NEVER }),
    ConnectionError,
    "another certificate",
  );
  client.close();
  // A request that the device had got would have been recorded before it could answer this one.
  await withOwn(device);
  assertEquals(device.requests.map(({ route }) => route), ["last"]);
});

async function withOwn(device: ScriptedDevice): Promise<void> {
  const place = { host: "127.0.0.1", port: device.port, protocol: "https" as const };
  const client = new LocalSendClient({ place, identity });
  await client.post("/last", { signal: NEVER });
  client.close();
}

Deno.test(
  { ...bare, name: "holds a device to the certificate that it has shown first" },
  async () => {
    const first = await ScriptedDevice.start();
    const { port } = first;
    const place = { host: "127.0.0.1", port, protocol: "https" as const };
    const client = new LocalSendClient({ place, identity });
    await client.post("/register", { json: {}, signal: NEVER });
    await first[Symbol.asyncDispose]();
    await using _second = await ScriptedDevice.start({ port });
    assertEquals(await codeOf(client.post("/register", { json: {}, signal: NEVER })), "untrusted");
    client.close();
  },
);

Deno.test(
  { ...bare, name: "keeps connections for further requests" },
  async () => {
    const peers = new Set<string>();
    await withDevice({
      onPeer: (peer) => void peers.add(peer),
    }, async (client, device) => {
      const work = async () => {
        for (let n = 0; n < 9; n++) await client.post("/x", { signal: NEVER });
      };
      await Promise.all([work(), work(), work(), work()]);
      assertEquals(device.requests.length, 36);
      assert(peers.size <= 4, `${peers.size} connections`);
    });
  },
);

Deno.test({ ...bare, name: "asks for no more of a body than the device takes" }, async () => {
  const opened = Promise.withResolvers<Response>();
  let asked = 0;
  const bytes = (async function* () {
    const piece = new Uint8Array(1024 * 1024);
    for (; asked < 256; asked++) yield piece;
  })();
  await withDevice({ early: () => opened.promise }, async (client) => {
    const body = { bytes, length: 256 * 1024 * 1024 };
    const sent = client.post("/upload", { body, signal: NEVER });
    await until(() => asked > 0, "the body is asked for");
    let last = -1;
    while (last !== asked) {
      last = asked;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    assert(asked < 64, `${asked} MiB were taken`);
    opened.resolve(new Response(null, { status: 403 }));
    const error = await sent.then(({ status }) => status, (error) => error);
    assert(error === 403 || error instanceof ConnectionError, String(error));
  });
});

Deno.test({ ...bare, name: "stops a body that was answered before its end" }, async () => {
  let ended = false;
  const bytes = (async function* () {
    try {
      for (;;) yield new Uint8Array(65536);
    } finally {
      ended = true;
    }
  })();
  // The server of the runtime does not close the connection, so that the answer can be read.
  await withServer(
    answering("HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\n{}"),
    async (client) => {
      const body = { bytes, length: 1e12 };
      const { status } = await client.post("/upload", { body, signal: NEVER });
      assertEquals([status, ended], [403, true]);
    },
  );
});

Deno.test({ ...bare, name: "passes the error of a body on, and ends its connection" }, async () => {
  const closed = Promise.withResolvers<void>();
  await withServer(async (conn) => {
    const buffer = new Uint8Array(65536);
    while (await conn.read(buffer).catch(() => null) !== null);
    closed.resolve();
  }, async (client) => {
    const bytes = (async function* () {
      yield new Uint8Array(10);
      throw new TypeError("the disk is on fire");
    })();
    const body = { bytes, length: 20 };
    await assertRejects(() => client.post("/x", { body, signal: NEVER }), TypeError, "on fire");
    await closed.promise;
  });
});

for (const [name, given] of [["short", 19], ["long", 21]] as const) {
  Deno.test({ ...bare, name: `does not end a request whose body is too ${name}` }, async () => {
    await withDevice({}, async (client, device) => {
      const bytes = (async function* () {
        yield new Uint8Array(given);
      })();
      const body = { bytes, length: 20 };
      await assertRejects(() => client.post("/x", { body, signal: NEVER }), RangeError);
      assertEquals(device.requests.filter(({ body }) => body?.length === 20), []);
    });
  });
}

Deno.test(
  { ...bare, name: "ends a request when its signal is aborted, and a body with it" },
  async () => {
    for (const withBody of [false, true]) {
      const stop = new AbortController();
      const reached = Promise.withResolvers<void>();
      const closed = Promise.withResolvers<void>();
      await withServer(async (conn) => {
        const buffer = new Uint8Array(65536);
        while (await conn.read(buffer).catch(() => null) !== null) reached.resolve();
        closed.resolve();
      }, async (client) => {
        const bytes = (async function* () {
          for (;;) yield new Uint8Array(1024 * 1024);
        })();
        const sent = client.post("/x", {
          signal: stop.signal,
          ...withBody ? { body: { bytes, length: 1e12 } } : { json: {} },
        });
        await reached.promise;
        stop.abort(new Error("Ctrl-C"));
        await assertRejects(() => sent, Error, "Ctrl-C");
        await closed.promise;
      });
    }
  },
);

Deno.test({ ...bare, name: "reports a response that does not begin in time" }, async () => {
  await withServer(async (conn) => {
    await conn.read(new Uint8Array(65536));
  }, async (client) => {
    assertEquals(await codeOf(client.post("/x", { timeout: 50, signal: NEVER })), "timeout");
    assertEquals(await codeOf(client.post("/x", { silence: 50, signal: NEVER })), "timeout");
  });
});

const ANSWERS: Readonly<Record<string, { text: string; expected: string }>> = {
  "is garbage": { text: "\x00\x01 what?\r\n\r\n", expected: "protocol" },
  "has no end": { text: "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc", expected: "cut" },
  "never comes": { text: "", expected: "cut" },
  "has endless headers": {
    text: "HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(100_000),
    expected: "protocol",
  },
  "changes the protocol": {
    text: "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n",
    expected: "cut",
  },
};
for (const [name, { text, expected }] of Object.entries(ANSWERS)) {
  Deno.test({ ...bare, name: `reports an answer that ${name}` }, async () => {
    await withServer(async (conn) => {
      await answering(text)(conn);
      conn.close();
    }, async (client) => {
      const error = await client.post("/x", { json: {}, signal: NEVER }).catch((error) => error);
      assertEquals(error.code, expected, String(error));
    });
  });
}

Deno.test(
  { ...bare, name: "reports an answer that is too long, and reads no more of it" },
  async () => {
    let written = 0;
    const closed = Promise.withResolvers<void>();
    await withServer(async (conn) => {
      await answering("HTTP/1.1 200 OK\r\ncontent-length: 100000000000\r\n\r\n")(conn);
      const piece = new Uint8Array(1024 * 1024);
      try {
        for (;;) written += await conn.write(piece);
      } catch {
        closed.resolve();
      }
    }, async (client) => {
      const error = await assertRejects(() => client.post("/x", { signal: NEVER }), ProtocolError);
      assertEquals(error.code, "limit");
      await closed.promise;
      assert(written < 8 * MAX_ANSWER_BYTES, `${written} bytes were taken`);
    });
  },
);

Deno.test({ ...bare, name: "does not follow a redirection" }, async () => {
  const elsewhere = { location: "http://127.0.0.1:1/other" };
  await withDevice({
    script: () => new Response(null, { status: 307, headers: elsewhere }),
  }, async (client, device) => {
    assertEquals((await client.post("/x", { json: {}, signal: NEVER })).status, 307);
    assertEquals(device.requests.length, 1);
  });
});

Deno.test({ ...bare, name: "reports a port where no server listens" }, async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  for (const protocol of ["http", "https"] as const) {
    const client = new LocalSendClient({ place: { host: "127.0.0.1", port, protocol }, identity });
    assertEquals(await codeOf(client.post("/x", { signal: NEVER })), "unavailable");
    client.close();
  }
});

Deno.test({ ...bare, name: "reports a server that speaks no TLS" }, async () => {
  await using device = await ScriptedDevice.start({ plain: true });
  const place = { host: "127.0.0.1", port: device.port, protocol: "https" as const };
  const client = new LocalSendClient({ place, identity });
  assertEquals(await codeOf(client.post("/x", { signal: NEVER })), "cut");
  client.close();
});

Deno.test("leaves no connection behind when it is closed", async () => {
  await withDevice({}, async (client) => {
    await client.post("/x", { signal: NEVER });
  });
});
