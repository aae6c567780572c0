/** A peer that is not served is told why. @module */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { Session } from "../../lib/channel/session.ts";
import { ConnectionError, RefusedError } from "../../lib/errors.ts";
import { listenForPeers } from "../../lib/pairing/listening.ts";
import { openPeer } from "../../lib/pairing/open_peer.ts";
import { openPeers } from "../../lib/pairing/open_peers.ts";
import type { PeerProof } from "../../lib/pairing/open_peer_options.ts";
import type { ManyPeers, Peer } from "../../lib/pairing/peer.ts";
import { within } from "../hostile/attack.ts";
import { connectFrom } from "./pairing_context.ts";

/** A receiver for many peers, its first peer, and that sender's side of the connection. */
async function connected(proof: PeerProof) {
  let address = "";
  const peers: ManyPeers = await openPeers({
    role: "receive",
    proof,
    endpoint: { how: "listen", address: "127.0.0.1:0" },
    observe: (event) => void (address = event.type === "listening" ? event.address : address),
  });
  using sender = await openPeer({ role: "send", proof, endpoint: { how: "dial", address } });
  const accepting = peers.listener.accept().then((connection) => peers.accept(connection!));
  const { duplex } = await sender.connect();
  return { peers, accepting, session: new Session(duplex) };
}

/** Closes everything of a test. */
async function closeAll({ peers, session }: { peers: ManyPeers; session: Session }, peer: Peer) {
  await session.fail(new ConnectionError("cut", "the test is over"));
  await peer.session?.fail(new ConnectionError("cut", "the test is over"));
  peers.close();
}

Deno.test("a plain peer that is not served hears that another transfer is running", async () => {
  const all = await connected({ kind: "none" });
  await all.session.greet("send");
  const peer = await all.accepting;
  all.peers.discard(peer);
  const heard = within(all.session.next(), "the reason");
  const { code, message } = await assertRejects(() => heard, RefusedError);
  assertEquals(code, "busy");
  assert(message.includes("Another transfer is running"), message);
  await closeAll(all, peer);
});

Deno.test("a peer with a secret that is not served is cut", async () => {
  const secret = new TextEncoder().encode("a long secret");
  const all = await connected({ kind: "secret", secret });
  const peer = await all.accepting;
  all.peers.discard(peer);
  await assertRejects(() => within(all.session.greet("send"), "the end"), ConnectionError);
  await closeAll(all, peer);
});

Deno.test("what the caller does with a peer that is not served replaces closing it", async () => {
  let port = 0;
  const discarded: Peer[] = [];
  const peers = await listenForPeers({ scheme: "tcp", host: "127.0.0.1", port: 0 }, {
    prove: (duplex) => Promise.resolve({ duplex }),
    onFailure() {},
    discard: (peer) => void discarded.push(peer),
    observe: (event) =>
      void (port = Number(event.type === "listening" && event.address.split(":").at(-1))),
  }, new AbortController().signal);
  const other = await connectFrom("127.0.0.1", port);
  const peer = await peers.accept((await peers.listener.accept())!);
  peers.discard(peer);
  assertEquals(discarded, [peer]);
  // It is still open: its reason can be sent.
  await peer.duplex.writable.getWriter().write(new Uint8Array([42]));
  const { value } = await within(other.readable.getReader().read(), "the reason");
  assertEquals(value, new Uint8Array([42]));
  [other, peer.duplex].forEach((duplex) => duplex.abort());
  peers.close();
});
