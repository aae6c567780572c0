// HOSTILE.md rows 23 to 25: what an attacker in the middle, or a false peer, does to a handshake.
// In each case neither side has keys afterwards, and the error does not reveal the reason.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { concatBytes } from "@noble/hashes/utils.js";
import { RefusedError, SluiceError } from "../../lib/errors.ts";
import { encodePreface } from "../../lib/channel/preface.ts";
import { CodeGuesses } from "../../lib/secure/guesses.ts";
import type { Handshake } from "../../lib/secure/handshake.ts";
import { makeSide, type Passing, run } from "../secure/handshake_run.ts";

/** The parts of the first message: preface, then opening. */
const AT = {
  maxVersion: 9,
  security: 10,
  reserved: 11,
  role: 12,
  side: 13,
  nonce: 16,
  instance: 32,
};

/** A change to one message on its way. */
type Change = (passing: Passing) => Uint8Array;

const changed = (bytes: Uint8Array, at: number, value: number) => {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
};
const inFirst = (at: number, value: number): Change => ({ index, bytes }) =>
  index === 0 ? changed(bytes, at, value) : bytes;
const instead =
  (to: "send" | "receive", index: number, other: (bytes: Uint8Array) => Uint8Array): Change =>
  (passing) => passing.to === to && passing.index === index ? other(passing.bytes) : passing.bytes;
const share = (replacement: Uint8Array) => (bytes: Uint8Array) =>
  concatBytes(replacement, bytes.subarray(32));

const earlier = recorded();

const TAMPERED: [string, Change][] = [
  ["a higher version announced in both prefaces", inFirst(AT.maxVersion, 9)],
  ["the reserved byte set", inFirst(AT.reserved, 1)],
  ["another nonce", inFirst(AT.nonce, 0)],
  ["another instance", inFirst(AT.instance, 1)],
  [
    "an opening of another session",
    ({ index, to, bytes }) => index === 0 ? earlier[to][0]! : bytes,
  ],
  ["a share of another session, to the receiver", instead("receive", 1, () => earlier.receive[1]!)],
  ["share and confirmation of another session", instead("send", 1, () => earlier.send[1]!)],
  ["the last confirmation of another session", instead("receive", 2, () => earlier.receive[2]!)],
  ["the neutral element as the sender's share", instead("receive", 1, share(new Uint8Array(32)))],
  ["the neutral element as the receiver's share", instead("send", 1, share(new Uint8Array(32)))],
  ["no element of the group", instead("receive", 1, share(new Uint8Array(32).fill(0xff)))],
  ["no element of the group, with a tag", instead("send", 1, share(new Uint8Array(32).fill(0xff)))],
  [
    "zeros as a confirmation",
    instead("send", 1, (bytes) => concatBytes(bytes.subarray(0, 32), new Uint8Array(64))),
  ],
  ["zeros as the last confirmation", instead("receive", 2, () => new Uint8Array(64))],
  ["the receiver's confirmation reflected", reflectTag()],
  ["the sender's share reflected", reflectShare()],
];

for (const [name, between] of TAMPERED) {
  Deno.test(`a handshake with ${name} ends as with a wrong code`, () => {
    const [a, b] = [makeSide("send"), makeSide("receive")];
    const error = assertThrows(() => run(a, b, between), RefusedError);
    assertEquals(
      error.message,
      "Wrong code. Check it and try again (if it was right, someone may be intercepting)",
    );
    assertKeyless(a, b);
  });
}

Deno.test("detects a change of any bit of any message", () => {
  const sizes = { send: [48, 96], receive: [48, 32, 64] };
  for (const to of ["send", "receive"] as const) {
    sizes[to].forEach((size, index) => {
      for (let at = 0; at < size; at++) {
        const [a, b] = [makeSide("send"), makeSide("receive")];
        const flip = (bytes: Uint8Array) => changed(bytes, at, bytes[at]! ^ (1 << (at % 8)));
        const error = assertThrows(() => run(a, b, instead(to, index, flip)), SluiceError);
        // Only what precedes the key exchange, and depends on no secret, may have a more precise
        // error.
        const early = index === 0 && at < 16;
        assert(error.code === "wrong_code" || early, `${to} ${index} ${at}: ${error.message}`);
        assertThrows(() => (to === "send" ? a : b).takeKeys(), TypeError);
      }
    });
  }
});

Deno.test("detects its own messages reflected", () => {
  const a = makeSide("send");
  const error = assertThrows(() => {
    a.consume(a.first.subarray(0, 12));
    a.consume(a.first.subarray(12));
  }, RefusedError);
  assertEquals(error.message, "Both sides want to send; one of them has to receive");
});

Deno.test("detects its own messages reflected with role and side changed", () => {
  const a = makeSide("send");
  const mirrored = changed(changed(a.first, AT.role, 2), AT.side, 1);
  a.consume(mirrored.subarray(0, 12));
  const ya = a.consume(mirrored.subarray(12));
  const error = assertThrows(() => a.consume(concatBytes(ya, new Uint8Array(64))), RefusedError);
  assertEquals(error.code, "wrong_code");
});

Deno.test("an attacker in the middle with a guess: two wrong codes, two guesses", () => {
  const guesses = new CodeGuesses();
  const victims = [makeSide("send", { guesses }), makeSide("receive")] as const;
  const code = { channel: 7, secret: new TextEncoder().encode("apple-apple") };
  assertThrows(() => run(victims[0], makeSide("receive", { code })), RefusedError);
  assertThrows(() => run(makeSide("send", { code }), victims[1]), RefusedError);
  assertEquals(guesses.left, 2);
});

Deno.test("two sessions with crossed messages fail", () => {
  const [a1, b1] = [makeSide("send"), makeSide("receive")];
  const [a2, b2] = [makeSide("send"), makeSide("receive")];
  const opening = (side: Handshake, peer: Handshake) => {
    side.consume(peer.first.subarray(0, 12));
    return side.consume(peer.first.subarray(12));
  };
  const ya1 = opening(a1, b1);
  opening(b1, a1);
  opening(a2, b2);
  opening(b2, a2);
  const answer = b2.consume(ya1);
  assertThrows(() => a1.consume(answer), RefusedError);
  assertThrows(() => a2.consume(answer), RefusedError);
});

const DOWNGRADES: [string, Uint8Array, string][] = [
  ["plain", encodePreface(0), "security"],
  ["a future security", encodePreface(2 as 1), "security"],
  ["a later version", encodePreface(1, 3, 4), "version"],
  ["an earlier version", encodePreface(1, 1, 1), "version"],
];
for (const [name, preface, code] of DOWNGRADES) {
  Deno.test(`rejects a peer that requests ${name} before the code is used`, () => {
    const guesses = new CodeGuesses();
    const a = makeSide("send", { guesses });
    const error = assertThrows(() => a.consume(preface), RefusedError);
    assertEquals(error.code, code);
    assertEquals(guesses.left, 3);
    assertEquals(a.need, 0);
  });
}

Deno.test("security removed from both prefaces does not make the session plain", () => {
  const [a, b] = [makeSide("send"), makeSide("receive")];
  const error = assertThrows(() => run(a, b, inFirst(AT.security, 0)), RefusedError);
  assertEquals(error.code, "security");
  assertKeyless(a, b);
});

/** Never both: a side that failed has no keys, and the other has no peer. */
function assertKeyless(...sides: Handshake[]): void {
  const keyed = sides.filter((side) => {
    try {
      return side.takeKeys();
    } catch {
      return false;
    }
  });
  // The sender has keys if only its own last message was changed: the receiver did authenticate.
  assert(keyed.length < 2);
}

/** Every message of a successful session. */
function recorded(): Record<"send" | "receive", Uint8Array[]> {
  const messages = { send: [] as Uint8Array[], receive: [] as Uint8Array[] };
  run(makeSide("send"), makeSide("receive"), ({ to, bytes }) => {
    messages[to].push(bytes.slice());
    return bytes;
  });
  return messages;
}

function reflectTag(): Change {
  let tag = new Uint8Array();
  return ({ to, index, bytes }) => {
    if (to === "send" && index === 1) tag = bytes.slice(32);
    return to === "receive" && index === 2 ? tag : bytes;
  };
}

function reflectShare(): Change {
  let ya = new Uint8Array();
  return ({ to, index, bytes }) => {
    if (to === "receive" && index === 1) ya = bytes.slice();
    return to === "send" && index === 1 ? concatBytes(ya, bytes.subarray(32)) : bytes;
  };
}
