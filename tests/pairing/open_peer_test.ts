import { assert, assertEquals, assertRejects } from "@std/assert";
import { CallerError } from "../../lib/errors.ts";
import type { PairingEvent } from "../../lib/pairing/event.ts";
import { type OpenedPeer, openPeer } from "../../lib/pairing/open_peer.ts";
import type { OpenPeerOptions } from "../../lib/pairing/open_peer_options.ts";

const HERE = "127.0.0.1:0";
const SECRET = { kind: "secret", secret: new TextEncoder().encode("a long secret") } as const;

/** Opens a listening side, with the events that it reports. */
async function listening(options: Omit<OpenPeerOptions, "endpoint" | "observe">) {
  const events: PairingEvent[] = [];
  const peer = await openPeer({
    ...options,
    endpoint: { how: "listen", address: HERE },
    observe: (event) => void events.push(event),
  });
  const find = <T extends PairingEvent["type"]>(type: T) =>
    events.find((event): event is PairingEvent & { type: T } => event.type === type)!;
  return { peer, address: find("listening").address, code: find("code")?.code };
}

/** Connects both sides, and closes the connection. */
async function assertConnects(one: OpenedPeer, other: OpenedPeer): Promise<void> {
  const [here, there] = await Promise.all([one.connect(), other.connect()]);
  assertEquals(here.duplex.remoteAddr, there.duplex.localAddr);
  await Promise.all([here.duplex.close(), there.duplex.close()]);
}

for (const given of ["as text", "when it is asked for"]) {
  Deno.test(`accepts a code ${given}, with every other option at its default`, async () => {
    const { peer, address, code } = await listening({ role: "send", proof: { kind: "new_code" } });
    using sender = peer;
    assertEquals(code!.split("-").length, 3);
    using receiver = await openPeer({
      role: "receive",
      endpoint: { how: "dial", address },
      proof: {
        kind: "code",
        ...given === "as text" ? { code } : { ask: () => Promise.resolve(code!) },
      },
    });
    await assertConnects(sender, receiver);
    assert(sender.offerAgain !== undefined && receiver.offerAgain === undefined);
  });
}

Deno.test("rejects what is no code, no address, and a peer that nothing finds", async () => {
  const role = "receive";
  for (
    const options of [
      { role, proof: { kind: "code", code: "orbit-lemon" } },
      { role, proof: { kind: "code", ask: () => Promise.resolve("7-notaword-lemon") } },
      { role, proof: { kind: "code" } },
      { role, proof: SECRET, endpoint: { how: "dial", address: "127.0.0.1:port" } },
    ] as const
  ) {
    assertEquals((await assertRejects(() => openPeer(options), CallerError)).code, "usage");
  }
  for (const proof of [SECRET, { kind: "none" }] as const) {
    await assertRejects(() => openPeer({ role, proof }), TypeError, "name an endpoint");
  }
});

Deno.test("ends a pending connection by the signal of the options, or of the attempt", async () => {
  const stop = new AbortController();
  const options = { role: "receive", proof: SECRET, signal: stop.signal } as const;
  const { peer } = await listening(options);
  using receiver = peer;
  const early = AbortSignal.abort(new Error("not now"));
  await assertRejects(() => receiver.connect(early), Error, "not now");
  const ended = assertRejects(() => receiver.connect(), Error, "enough");
  stop.abort(new Error("enough"));
  await ended;
});
