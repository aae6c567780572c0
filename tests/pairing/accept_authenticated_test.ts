import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { listen } from "../../lib/socket/listen.ts";
import { AuthenticatedAccept } from "../../lib/pairing/accept_authenticated.ts";
import type { Peer } from "../../lib/pairing/peer.ts";
import { within } from "../hostile/attack.ts";
import { until } from "../support/wait.ts";
import { connectFrom } from "./pairing_context.ts";

const HERE = "127.0.0.1";
const never = new AbortController().signal;

/** Resolves once the other side has closed a connection. */
async function closed({ readable }: Duplex): Promise<void> {
  let isClosed = false;
  readable.getReader().read().catch(() => {}).finally(() => isClosed = true);
  await until(() => isClosed, "it is closed");
}

Deno.test("of two connections that authenticate at the same moment one is closed", async () => {
  using listener = listen(`${HERE}:0`);
  const both = Promise.withResolvers<void>();
  let count = 0;
  const arrivals = new AuthenticatedAccept(listener, {
    async prove(connection) {
      if (++count === 2) both.resolve();
      await both.promise;
      return { duplex: connection };
    },
    onFailure() {},
  });
  const connecting = arrivals.connect(never);
  const peers = [await connectFrom(HERE, listener.port), await connectFrom(HERE, listener.port)];
  const { duplex: first } = await connecting;
  const other = peers.find(({ localAddr }) => localAddr !== first.remoteAddr)!;
  await closed(other);
  first.abort();
  peers.forEach((peer) => peer.abort());
});

Deno.test("of two connections that authenticate at the same moment one is discarded", async () => {
  using listener = listen(`${HERE}:0`);
  const both = Promise.withResolvers<void>();
  const discarded = Promise.withResolvers<Peer>();
  let count = 0;
  const arrivals = new AuthenticatedAccept(listener, {
    async prove(connection) {
      if (++count === 2) both.resolve();
      await both.promise;
      return { duplex: connection };
    },
    onFailure() {},
    discard: discarded.resolve,
  });
  const connecting = arrivals.connect(never);
  const peers = [await connectFrom(HERE, listener.port), await connectFrom(HERE, listener.port)];
  const taken = [await connecting, await within(discarded.promise, "the other is discarded")];
  const ends = taken.map(({ duplex }) => duplex);
  assert(ends[0] !== ends[1]);
  [...ends, ...peers].forEach((connection) => connection.abort());
});

Deno.test("aborts pending connections when another was first", async () => {
  using listener = listen(`${HERE}:0`);
  const late = Promise.withResolvers<void>();
  let count = 0;
  const arrivals = new AuthenticatedAccept(listener, {
    async prove(connection, signal) {
      if (count++ > 0) return { duplex: connection };
      signal.addEventListener("abort", () => late.resolve());
      await late.promise;
      connection.abort();
      throw signal.reason;
    },
    onFailure: () => {
      throw new Error("its end is no failure");
    },
  });
  const connecting = arrivals.connect(never);
  const silent = await connectFrom(HERE, listener.port);
  const owner = await connectFrom(HERE, listener.port);
  (await connecting).duplex.abort();
  await late.promise;
  await closed(silent);
  silent.abort();
  owner.abort();
});

Deno.test("an error thrown by onFailure ends the wait, and nothing else does", async () => {
  using listener = listen(`${HERE}:0`);
  let failures = 0;
  const arrivals = new AuthenticatedAccept(listener, {
    prove: (connection) => {
      connection.abort();
      return Promise.reject(new Error("wrong"));
    },
    onFailure() {
      if (++failures === 3) throw new Error("enough");
    },
  });
  const over = assertRejects(() => arrivals.connect(never), Error, "enough");
  for (let n = 0; n < 3; n++) (await connectFrom(HERE, listener.port)).abort();
  await over;
  assertEquals(failures, 3);
});

Deno.test("a connection that came between two waits is used by the next one", async () => {
  using listener = listen(`${HERE}:0`);
  const arrivals = new AuthenticatedAccept(listener, {
    prove: (connection) => Promise.resolve({ duplex: connection }),
    onFailure() {},
  });
  for (const signal of [AbortSignal.timeout(1), AbortSignal.timeout(1)]) {
    await assertRejects(() => arrivals.connect(signal), DOMException);
  }
  const peer = await connectFrom(HERE, listener.port);
  const { duplex: connection } = await arrivals.connect(never);
  assert(connection.remoteAddr === peer.localAddr);
  connection.abort();
  peer.abort();
  // A connection that was never awaited is closed with the listener as well.
  const late = await connectFrom(HERE, listener.port);
  arrivals.close();
  await closed(late);
  late.abort();
});
