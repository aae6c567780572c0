/**
 * Peers that are slow, silent or half closed: row 21. Timeouts are short here; none is measured.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { digestNamed } from "../../lib/digest/all.ts";
import { rootsOf } from "../../lib/file/source/roots.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { prepareOffer } from "../../lib/transfer/offer.ts";
import { receiveSession } from "../../lib/transfer/receive/receive_session.ts";
import { sendSession } from "../../lib/transfer/send/send_session.ts";
import { concat, data, end, entry, fin, frame, greeting } from "../support/scripted_peer.ts";
import { hello, preface, type ScriptedPeer, Wire } from "../support/scripted_peer.ts";
import { assertCode, attackReceiver, attackSender, within } from "./attack.ts";
import { Box } from "./box.ts";
import { pause } from "../support/wait.ts";

const HANDSHAKE = { handshakeTimeout: 150 };
const IDLE = { idleTimeout: 300 };

/** Sends byte by byte until the other side has closed. */
function trickle(bytes: Uint8Array, ms: number): (peer: ScriptedPeer) => Promise<void> {
  return async (peer) => {
    let gone = false;
    const reading = peer.readPreface().then(() => peer.rest()).then(() => gone = true);
    for (let at = 0; at < bytes.length && !gone; at++) {
      await peer.write(bytes.subarray(at, at + 1));
      await pause(ms);
    }
    await reading;
  };
}

/** Sends something, then only holds the connection open. */
function hold(...parts: Uint8Array[]): (peer: ScriptedPeer) => Promise<void> {
  return async (peer) => {
    await peer.write(...parts);
    await peer.readPreface();
    await peer.rest();
  };
}

const GREETERS: [what: string, script: (peer: ScriptedPeer) => Promise<void>][] = [
  ["sends nothing", hold()],
  ["sends half a preface", hold(preface().slice(0, 6))],
  ["sends no hello", hold(preface())],
  ["sends half a hello", hold(preface(), hello("send").slice(0, 20))],
  ["trickles its preface", trickle(preface(), 100)],
  ["trickles its hello", trickle(concat(preface(), hello("send")), 20)],
  ["sends pings for a hello", async (peer) => {
    await peer.write(preface());
    await trickle(concat(...Array(1000).fill(frame(Wire.ping, new Uint8Array(0)))), 1)(peer);
  }],
];
for (const [what, script] of GREETERS) {
  Deno.test(`row 21: a peer that ${what} times out in the handshake`, async () => {
    using box = new Box();
    assertCode(await attackReceiver(box, script, HANDSHAKE), "timeout");
    box.assertUntouched();
    const source = `${box.outside}/mine.txt`;
    assertCode(await attackSender([source], script, HANDSHAKE), "timeout");
  });
}

const STALLED: [what: string, parts: Uint8Array[]][] = [
  ["makes no offer", [preface(), hello("send")]],
  ["sends nothing it offered", [greeting()]],
  ["stops inside a header", [greeting(), entry().slice(0, 3)]],
  ["stops inside an entry", [greeting(), entry().slice(0, 30)]],
  ["stops inside a file", [greeting(), entry(), data("ab")]],
  ["never finishes", [greeting(), entry(), data("abc"), end()]],
];
for (const [what, parts] of STALLED) {
  Deno.test(`row 21: a sender that ${what} exceeds the idle timeout`, async () => {
    using box = new Box();
    assertCode(await attackReceiver(box, hold(...parts), IDLE), "timeout");
    box.assertUntouched();
  });
}

Deno.test("row 21: a receiver that never answers exceeds the idle timeout", async () => {
  using box = new Box();
  const script = hold(preface(), hello("receive"));
  assertCode(await attackSender([`${box.outside}/mine.txt`], script, IDLE), "timeout");
});

Deno.test("row 21: a receiver that never sends done exceeds the idle timeout", async () => {
  using box = new Box();
  const answer = frame(Wire.answer, { accept: true, ask: false });
  const script = hold(preface(), hello("receive"), answer);
  assertCode(await attackSender([`${box.outside}/mine.txt`], script, IDLE), "timeout");
});

Deno.test("row 21: a receiver that never reads exceeds the idle timeout", async () => {
  using box = new Box();
  const source = `${box.outside}/large`;
  using large = Deno.openSync(source, { write: true, createNew: true });
  large.truncateSync(50_000_000);
  const answer = frame(Wire.answer, { accept: true, ask: false });
  const found = await attackSender([source], async (peer, ended) => {
    await peer.write(preface(), hello("receive"), answer);
    await ended;
  }, IDLE);
  assertCode(found, "timeout");
});

Deno.test("row 21: a slow sender that keeps sending does not time out", async () => {
  using box = new Box();
  const bytes = concat(greeting(), entry(), data("abc"), end(), fin());
  const found = await attackReceiver(box, trickle(bytes, 4), { idleTimeout: 1000 });
  assertEquals(found.error, undefined);
  assertEquals(box.changes(), ["+ file 644 in/a: abc"]);
});

Deno.test("row 21: a user may take longer than the idle timeout to answer", async () => {
  using box = new Box();
  const [here, there] = memoryPair();
  const digest = digestNamed("sha256")!;
  const offer = prepareOffer(rootsOf([`${box.outside}/mine.txt`]), digest, {});
  Deno.removeSync(`${box.into}/mine.txt`);
  const [sent, received] = await within(
    Promise.all([
      sendSession(here, offer, { digest, idleTimeout: 1500 }),
      receiveSession(there, { into: box.into, idleTimeout: 1500, accept: () => pause(2000) }),
    ]),
    "a thoughtful session",
  );
  assertEquals([sent.files, received.files], [1, 1]);
});
