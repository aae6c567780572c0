import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ConnectionError } from "../../lib/errors.ts";
import { dial } from "../../lib/socket/dial.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { listen, type Listener } from "../../lib/socket/listen.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { readChunks } from "../../lib/socket/read_chunks.ts";
import { type ConnectionService, serve, type ServeOptions } from "../../lib/socket/serve.ts";
import { cert, key } from "../support/certificate.ts";
import { freePort } from "../support/free_port.ts";
import { pause, turn } from "../support/wait.ts";

const loopback = { scheme: "tcp", host: "127.0.0.1", port: 0 } as const;

async function withServer(
  service: ConnectionService,
  options: ServeOptions,
  use: (connect: () => Promise<Duplex>, stop: AbortController) => Promise<void>,
): Promise<void> {
  // A port that no other program gets when it is closed.
  const listener = listen({ ...loopback, port: freePort() });
  const stop = new AbortController();
  const ended = serve(listener, service, { signal: stop.signal, ...options });
  try {
    await use(() => dial({ ...loopback, port: listener.port }), stop);
  } finally {
    stop.abort();
    await ended;
  }
}

async function readAll(conn: Duplex): Promise<string> {
  let text = "";
  for await (const chunk of readChunks(conn)) text += new TextDecoder().decode(chunk);
  return text;
}

async function say(conn: Duplex, text: string): Promise<void> {
  const writer = conn.writable.getWriter();
  await writer.write(new TextEncoder().encode(text));
  writer.releaseLock();
}

const upper: ConnectionService = (conn) => conn.readable.pipeTo(conn.writable);

Deno.test("serves connections concurrently", async () => {
  await withServer(upper, {}, async (connect) => {
    const idle = await connect();
    const busy = await connect();
    await say(busy, "now");
    await busy.closeWrite();
    assertEquals(await readAll(busy), "now");
    idle.abort();
  });
});

Deno.test("reports a failing service, and serves the next client", async () => {
  const failures: string[] = [];
  let count = 0;
  const service: ConnectionService = async (conn, context) => {
    if (count++ === 0) throw new Error("broken");
    await upper(conn, context);
  };
  await withServer(service, { log: (line) => failures.push(line) }, async (connect) => {
    await readAll(await connect()).catch(() => {});
    const second = await connect();
    await say(second, "still there");
    await second.closeWrite();
    assertEquals(await readAll(second), "still there");
  });
  assertEquals(failures.length, 1);
  assert(failures[0]!.endsWith("broken"), failures[0]);
});

Deno.test("delays connections over the limit until another has ended", async () => {
  await withServer(upper, { maxConnections: 1 }, async (connect) => {
    const first = await connect();
    await say(first, "x");
    const second = await connect();
    await say(second, "waited");
    await second.closeWrite();
    const answer = readAll(second);
    await first.closeWrite();
    assertEquals(await readAll(first), "x");
    assertEquals(await answer, "waited");
  });
});

/** A listener that yields the given connections and then ends. */
function listenerOf(connections: Duplex[], onAccept = () => {}): Listener {
  return {
    address: "memory:",
    addr: { transport: "unix", path: "memory" },
    port: 0,
    accept() {
      onAccept();
      return Promise.resolve(connections.shift());
    },
    close() {},
    [Symbol.dispose]() {},
    async *[Symbol.asyncIterator]() {
      yield* connections;
    },
  };
}

Deno.test("accepts no connection while the limit is reached", async () => {
  const pairs = [memoryPair(), memoryPair()];
  let accepted = 0;
  const listener = listenerOf(pairs.map(([server]) => server), () => accepted++);
  const ended = serve(listener, upper, { maxConnections: 1 });
  for (const [at, [, client]] of pairs.entries()) {
    await turn();
    assertEquals(accepted, at + 1);
    await client.closeWrite();
    assertEquals(await readAll(client), "");
  }
  await ended;
});

Deno.test("closes idle connections only", async () => {
  const failures: unknown[] = [];
  await withServer(
    upper,
    { idle: 200, onError: (error) => failures.push(error) },
    async (connect) => {
      const quiet = await connect();
      const lively = await connect();
      const ended = readAll(quiet);
      let isOver = false;
      void ended.then(() => isOver = true, () => isOver = true);
      while (!isOver) {
        await say(lively, ".");
        // Well within the idle time, which the quiet one exceeds meanwhile.
        await pause(20);
      }
      await lively.closeWrite();
      assert((await readAll(lively)).length > 0);
    },
  );
  assert(failures.length >= 1 && failures[0] instanceof ConnectionError);
});

Deno.test("lets a running answer finish when the loop ends", async () => {
  const started = Promise.withResolvers<void>();
  const service: ConnectionService = async (conn, { signal }) => {
    started.resolve();
    if (!signal.aborted) {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
    }
    await say(conn, "last line");
  };
  await withServer(service, {}, async (connect, stop) => {
    const conn = await connect();
    await started.promise;
    stop.abort();
    assertEquals(await readAll(conn), "last line");
    await assertRejects(connect, ConnectionError, "refused");
  });
});

Deno.test("aborts a connection that does not end in the grace period", async () => {
  const started = Promise.withResolvers<void>();
  const service: ConnectionService = async (conn) => {
    started.resolve();
    await readAll(conn);
  };
  await withServer(service, { grace: 20 }, async (connect, stop) => {
    const conn = await connect();
    await started.promise;
    stop.abort();
    assertEquals(await readAll(conn), "");
  });
});

Deno.test("delivers the last bytes although the peer's bytes were never read", async () => {
  await withServer((conn) => say(conn, "goodbye"), {}, async (connect) => {
    for (let n = 0; n < 50; n++) {
      const conn = await connect();
      await say(conn, "x".repeat(10_000));
      assertEquals(await readAll(conn), "goodbye");
      conn.abort();
    }
  });
});

Deno.test("does not lose the last bytes to a reset because of unread ones", async () => {
  const [server, client] = memoryPair();
  await say(client, "unread");
  const ended = serve(listenerOf([server]), (conn) => say(conn, "goodbye"));
  await turn();
  assertEquals(await readAll(client), "goodbye");
  await client.closeWrite();
  await ended;
});

Deno.test("serves others while a TLS client never begins its handshake", async () => {
  const address = { scheme: "tls", host: "127.0.0.1", port: 0 } as const;
  // In which a busy machine completes the other handshake.
  const listener = listen(address, { tls: { cert, key }, handshakeTimeout: 2000 });
  const gaveUp = Promise.withResolvers<unknown>();
  const ended = serve(listener, upper, { onError: (error) => gaveUp.resolve(error) });
  const silent = await dial({ ...address, scheme: "tcp", port: listener.port });
  const conn = await dial({ ...address, port: listener.port }, { tls: { ca: [cert] } });
  await say(conn, "served");
  await conn.closeWrite();
  assertEquals(await readAll(conn), "served");
  assertMatch(String(await gaveUp.promise), /no TLS handshake in time/);
  silent.abort();
  listener.close();
  await ended;
});

Deno.test("answers a burst of a thousand connections", async () => {
  await withServer(upper, {}, async (connect) => {
    const answers = await Promise.all(Array.from({ length: 1000 }, async (_, n) => {
      const conn = await connect();
      await say(conn, String(n));
      await conn.closeWrite();
      return await readAll(conn);
    }));
    assertEquals(answers, answers.map((_, n) => String(n)));
  });
});
