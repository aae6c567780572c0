// Guesses at a shared secret, and silent connections, where a command listens with --secret-file.

import { assertEquals, assertRejects } from "@std/assert";
import { GuessLine } from "../../lib/secure/guess_line.ts";
import type { Role } from "../../lib/secure/key_schedule.ts";
import { openPeer } from "../../lib/pairing/open_peer.ts";
import { openPeers } from "../../lib/pairing/open_peers.ts";
import type { Proof } from "../../lib/pairing/options.ts";
import type { Peer } from "../../lib/pairing/peer.ts";
import { servePeers } from "../../lib/pairing/serve_peers.ts";
import { hasSources, pairingContext, silentFrom, tryFrom, wrong } from "./pairing_context.ts";

const ATTACKER = "127.0.0.2";
const OWNER = "127.0.0.1";
const CODE = { channel: 0, secret: new TextEncoder().encode("correct horse battery staple") };
const options = { ignore: !hasSources };
/** Each listening side, and the role of its peers. */
const LISTENERS: [Role, Role][] = [["receive", "send"], ["send", "receive"]];

for (const [role, peer] of LISTENERS) {
  const proof = (line?: GuessLine): Proof => ({
    kind: "secret",
    secret: CODE.secret,
    ...line && { line },
  });

  Deno.test({
    ...options,
    name:
      `${role}: accepts the right secret while wrong ones of another host wait in its own queue`,
  }, async () => {
    using context = pairingContext();
    const line = new GuessLine({ now: () => 0 });
    const peers = await openPeer(context.options(role, proof(line)));
    const connecting = peers.connect(context.signal);
    connecting.catch(() => {});
    const wrongs = await tryFrom(ATTACKER, context.port, 16, { role: peer, code: wrong(CODE) });
    assertEquals(wrongs, Array(16).fill("wrong_code"));
    // Four at once, as several users of one source.
    const owners = await tryFrom(OWNER, context.port, 4, { role: peer, code: CODE });
    // The first is accepted, and pairing is over for the others.
    assertEquals(owners.filter((how) => how === "in").length > 0, true, owners.join());
    (await connecting).duplex.abort();
    peers.close();
    assertEquals([line.enter(OWNER), line.enter(ATTACKER)], [0, 500 / 16]);
  });

  Deno.test(`${role}: checks a guess at the secret in the queue of its source, right or wrong`, async () => {
    using context = pairingContext();
    const line = new GuessLine();
    const entered: string[] = [];
    line.enter = (source) => {
      entered.push(source);
      return undefined;
    };
    const peers = await openPeer(context.options(role, proof(line)));
    peers.connect(context.signal).catch(() => {});
    const [how] = await tryFrom(OWNER, context.port, 1, { role: peer, code: CODE });
    assertEquals([how === "in", entered], [false, [OWNER]]);
    peers.close();
  });

  Deno.test(`${role}: the right secret takes no place in the queue`, async () => {
    using context = pairingContext();
    // A second guess would wait for longer than its peer does.
    const line = new GuessLine({ burst: 1, interval: 3_600_000 });
    const peers = await openPeer(context.options(role, proof(line)));
    for (let owner = 0; owner < 3; owner++) {
      const connecting = peers.connect(context.signal);
      connecting.catch(() => {});
      assertEquals(await tryFrom(OWNER, context.port, 1, { role: peer, code: CODE }), ["in"]);
      (await connecting).duplex.abort();
    }
    peers.close();
  });

  Deno.test({
    ...options,
    name: `${role}: four hundred silent connections do not keep a client with the secret out`,
  }, async () => {
    using context = pairingContext();
    const peers = await openPeer(context.options(role, proof()));
    const connecting = peers.connect(context.signal);
    connecting.catch(() => {});
    using _silent = await silentFrom(ATTACKER, context.port, 400);
    assertEquals(await tryFrom(OWNER, context.port, 1, { role: peer, code: CODE }), ["in"]);
    (await connecting).duplex.abort();
    peers.close();
  });

  Deno.test({
    ...options,
    name: `${role}: four hundred silent connections take no session from authenticated clients`,
  }, async () => {
    using context = pairingContext();
    const peers = await openPeers(context.options(role, proof()));
    const served = Promise.withResolvers<Peer>();
    const serve = (one: Peer) => Promise.resolve(served.resolve(one));
    const { signal } = context;
    const [onError, onFull] = [() => {}, () => {}];
    const serving = assertRejects(() => servePeers(peers, { serve, onError, onFull, signal }));
    using _silent = await silentFrom(ATTACKER, context.port, 400);
    assertEquals(await tryFrom(OWNER, context.port, 1, { role: peer, code: CODE }), ["in"]);
    (await served.promise).duplex.abort();
    peers.close();
    context[Symbol.dispose]();
    await serving;
  });
}
