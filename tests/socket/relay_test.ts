import { assert, assertEquals, assertRejects } from "@std/assert";
import { settlesWithin } from "../../lib/async.ts";
import { ConnectionError } from "../../lib/errors.ts";
import { duplex } from "../../lib/socket/duplex.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { relay, type RelayOptions } from "../../lib/socket/relay.ts";
import { writeAll } from "../../lib/socket/write_all.ts";
import { RateLimit } from "../../lib/transfer/rate_limit.ts";
import { PATIENCE, turn } from "../support/wait.ts";
import { drain, read } from "./transports.ts";

/** A client and a target with a relay in between. */
function relayed(options?: RelayOptions) {
  const [client, front] = memoryPair();
  const [back, target] = memoryPair();
  const ended = relay(front, back, options);
  ended.catch(() => {});
  return { client, target, ended };
}

Deno.test("counts the bytes of both directions", async () => {
  const counted = { sent: 0, received: 0 };
  const { client, target, ended } = relayed({
    onBytes: (direction, count) => counted[direction] += count,
  });
  await writeAll(client, new Uint8Array(300_000).subarray(0, 30_000));
  await client.closeWrite();
  assertEquals(await drain(target), 30_000);
  await writeAll(target, "answer");
  await target.closeWrite();
  assertEquals(await drain(client), 6);
  assertEquals(await ended, { sent: 30_000, received: 6 });
  assertEquals(counted, { sent: 30_000, received: 6 });
});

Deno.test("passes on the last words of a target that takes no more", async () => {
  const rejected = Promise.withResolvers<void>();
  const words = [new TextEncoder().encode("too "), new TextEncoder().encode("large")];
  const target = duplex(
    {
      async read(buffer) {
        await rejected.promise;
        await turn();
        const word = words.shift();
        if (word === undefined) return null;
        buffer.set(word);
        return word.length;
      },
      write: () => {
        rejected.resolve();
        return Promise.reject(new Deno.errors.BrokenPipe("Broken pipe"));
      },
      closeWrite: () => Promise.resolve(),
      close: () => {},
    },
    "memory:a",
    "memory:b",
  );
  const [client, front] = memoryPair();
  const ended = relay(front, target);
  ended.catch(() => {});
  await writeAll(client, "x");
  assertEquals(new TextDecoder().decode(await read(client, 9)), "too large");
  assertEquals((await assertRejects(() => ended, ConnectionError)).code, "cut");
});

Deno.test("the loss of a connection closes the other", async () => {
  for (const lost of ["client", "target"] as const) {
    const ends = relayed();
    const other = ends[lost === "client" ? "target" : "client"];
    // Closed with bytes that were not read: a reset.
    await writeAll(other, "unread");
    await read(ends[lost], 0);
    ends[lost].abort();
    const writing = (async () => {
      for (;;) await writeAll(other, new Uint8Array(100_000));
    })();
    await assertRejects(() => writing, ConnectionError);
    await assertRejects(() => ends.ended, ConnectionError);
  }
});

Deno.test("an abort closes both connections with its reason, also while the limit is waited for", async () => {
  for (const limits of [{}, { sent: new RateLimit(1) }]) {
    const stop = new AbortController();
    const { client, target, ended } = relayed({ signal: stop.signal, limits });
    await writeAll(client, new Uint8Array(5000));
    const reading = drain(target);
    stop.abort(new Error("enough"));
    assert(await settlesWithin(ended.catch(() => {}), PATIENCE));
    await assertRejects(() => ended, Error, "enough");
    await reading.catch(() => {});
    await assertRejects(() => writeAll(client, new Uint8Array(500_000)), ConnectionError);
  }
});

Deno.test("takes the bytes of each direction from its own limit, in its pieces", async () => {
  const taken: Record<string, number[]> = { sent: [], received: [] };
  const limitOf = (direction: string) => ({
    chunk: 1000,
    take: (bytes: number) => Promise.resolve(void taken[direction]!.push(bytes)),
  });
  const { client, target, ended } = relayed({
    limits: { sent: limitOf("sent"), received: limitOf("received") },
  });
  await writeAll(client, new Uint8Array(5000));
  await client.closeWrite();
  assertEquals(await drain(target), 5000);
  await writeAll(target, "x");
  await target.closeWrite();
  await drain(client);
  await ended;
  assertEquals(taken, { sent: [1000, 1000, 1000, 1000, 1000], received: [1] });
});
