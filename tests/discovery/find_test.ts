// On the loopback interface only: other interfaces belong to tests/lan, in namespaces of its own.

import { assert, assertEquals } from "@std/assert";
import { announce } from "../../lib/discovery/announce.ts";
import { encodeDatagram } from "../../lib/discovery/datagram.ts";
import { type Candidate, find } from "../../lib/discovery/find.ts";
import { usableNetworks } from "../../lib/discovery/networks.ts";
import { DISCOVERY_PORT } from "../../lib/discovery/sockets.ts";
import { nothingMore } from "../support/wait.ts";

const networks = usableNetworks({ name: "lo" });
const ignore = networks.length === 0;
const instance = new Uint8Array(8).fill(7);

/** The first candidate of a channel, and the milliseconds it took. */
async function firstFound(
  channel: number,
  during: () => Promise<unknown>,
): Promise<[Candidate, number]> {
  const start = performance.now();
  const { promise, resolve } = Promise.withResolvers<Candidate>();
  const finder = await find({ channel, networks, onFound: resolve });
  try {
    await during();
    return [await promise, performance.now() - start];
  } finally {
    finder.close();
  }
}

Deno.test({ name: "finds a sender that was started before", ignore }, async () => {
  const announcer = await announce({ channel: 901, port: 4711, instance }, networks);
  try {
    assertEquals(announcer.problems, []);
    const [candidate, elapsed] = await firstFound(901, () => Promise.resolve());
    assertEquals(candidate, {
      host: "127.0.0.1",
      port: 4711,
      channel: 901,
      instance: "07".repeat(8),
    });
    assert(elapsed < 500, `${elapsed} ms`);
  } finally {
    announcer.close();
  }
});

Deno.test({ name: "finds a sender that is started later", ignore }, async () => {
  let announcer: Awaited<ReturnType<typeof announce>> | undefined;
  const [candidate] = await firstFound(902, async () => {
    // The first queries are over by then, and the next comes a second later: the announcement is
    // found.
    await nothingMore();
    announcer = await announce({ channel: 902, port: 4712, instance }, networks);
  });
  announcer?.close();
  assertEquals(candidate.port, 4712);
});

Deno.test(
  { name: "finds both senders of one channel, and no others", ignore },
  async () => {
    const announcers = await Promise.all([
      announce({ channel: 903, port: 1, instance }, networks),
      announce({ channel: 903, port: 2, instance }, networks),
      announce({ channel: 904, port: 3, instance }, networks),
    ]);
    const ports = new Set<number>();
    const both = Promise.withResolvers<void>();
    const finder = await find({
      channel: 903,
      networks,
      onFound: ({ port }) => {
        ports.add(port);
        if (ports.size === 2) both.resolve();
      },
    });
    await both.promise;
    finder.close();
    announcers.forEach((announcer) => announcer.close());
    assertEquals([...ports].sort(), [1, 2]);
  },
);

Deno.test(
  { name: "ignores answers without a query and random bytes", ignore },
  async () => {
    const { createSocket } = await import("node:dgram");
    const found: Candidate[] = [];
    const finder = await find({ channel: 905, networks, onFound: (one) => found.push(one) });
    const liar = createSocket("udp4");
    await new Promise<void>((resolve) => liar.bind(0, "127.0.0.1", () => resolve()));
    const lie = encodeDatagram({
      type: 2,
      channel: 905,
      port: 6,
      nonce: new Uint8Array(8),
      instance,
    });
    for (const bytes of [lie, new Uint8Array(65000), new Uint8Array(28), new Uint8Array()]) {
      liar.send(bytes, DISCOVERY_PORT, "127.0.0.1");
    }
    await nothingMore();
    liar.close();
    finder.close();
    assertEquals(found, []);
  },
);

Deno.test({
  name: "limits the answers to a flood of queries, none longer than its query",
  ignore,
}, async () => {
  const { createSocket } = await import("node:dgram");
  const announcer = await announce({ channel: 906, port: 1, instance }, networks);
  const storm = createSocket("udp4");
  await new Promise<void>((resolve) => storm.bind(0, "127.0.0.1", () => resolve()));
  storm.setMulticastInterface("127.0.0.1");
  const answers: number[] = [];
  storm.on("message", (bytes) => answers.push(bytes.length));
  const nonce = new Uint8Array(8).fill(1);
  for (let i = 0; i < 500; i++) {
    storm.send(encodeDatagram({ type: 1, channel: 906, nonce }), DISCOVERY_PORT, "239.255.75.84");
  }
  await nothingMore();
  storm.close();
  announcer.close();
  assert(answers.length <= 40, `${answers.length} answers`);
  assert(answers.every((length) => length === 28));
});
