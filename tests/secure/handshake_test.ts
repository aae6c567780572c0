import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { ConnectionError, ProtocolError, RefusedError } from "../../lib/errors.ts";
import { encodePreface } from "../../lib/channel/preface.ts";
import { CodeGuesses } from "../../lib/secure/guesses.ts";
import { Handshake, type HandshakeOptions } from "../../lib/secure/handshake.ts";
import { CODE, makeSide, run } from "./handshake_run.ts";

const wrong = (action: () => unknown) => {
  const error = assertThrows(action, RefusedError);
  assertEquals(error.code, "wrong_code");
  assertEquals(error.message, "agree on a key: wrong code, or somebody in between");
};

Deno.test("two sides with the same code agree on keys, each its own for each direction", () => {
  const a = makeSide("send");
  const b = makeSide("receive");
  run(a, b);
  const [sender, receiver] = [a.takeKeys(), b.takeKeys()];
  assertEquals(sender.write, receiver.read);
  assertEquals(sender.read, receiver.write);
  assertEquals(sender.resume, receiver.resume);
  assertEquals([sender.cipher, receiver.cipher], [1, 1]);
  assertNotEquals(sender.write.key, sender.read.key);
  assertNotEquals(sender.write.iv, sender.read.iv);
  assertNotEquals(sender.write.key, sender.resume);
});

Deno.test("keys are handed out once", () => {
  const [a, b] = [makeSide("send"), makeSide("receive")];
  assertThrows(() => a.takeKeys(), TypeError);
  run(a, b);
  a.takeKeys();
  assertThrows(() => a.takeKeys(), TypeError);
});

Deno.test("every session has its own keys", () => {
  const keys = Array.from({ length: 3 }, () => {
    const [a, b] = [makeSide("send"), makeSide("receive")];
    run(a, b);
    return a.takeKeys().write.key.toHex();
  });
  assertEquals(new Set(keys).size, 3);
});

Deno.test("no two openings have one nonce", () => {
  const first = () => makeSide("send").first.toHex();
  assertNotEquals(first(), first());
});

Deno.test("the sender's instance is known before the secret is used", () => {
  const instance = new Uint8Array(16).fill(9);
  const [a, b] = [makeSide("send", { instance }), makeSide("receive")];
  b.consume(a.first.subarray(0, 12));
  b.consume(a.first.subarray(12));
  assertEquals(b.peerInstance, instance);
});

Deno.test("the cipher is the lowest that both have", () => {
  for (
    const [ours, theirs, expected] of [[[1, 2], [2], 2], [[2], [1, 2], 2], [[1, 2], [1, 8], 1]]
  ) {
    const [a, b] = [
      makeSide("send", { ciphers: ours as number[] }),
      makeSide("receive", { ciphers: theirs as number[] }),
    ];
    run(a, b);
    assertEquals(a.takeKeys().cipher, expected);
    assertEquals(b.takeKeys().cipher, expected);
  }
});

const DIFFER: [string, Partial<HandshakeOptions>][] = [
  ["another word", { code: { ...CODE, secret: new TextEncoder().encode("orbit-lemons") } }],
  ["another channel", { code: { ...CODE, channel: 8 } }],
  ["no secret", { code: { ...CODE, secret: new Uint8Array() } }],
];
for (const [name, options] of DIFFER) {
  Deno.test(`${name}: one error, and the receiver's guess is the only thing said`, () => {
    const guesses = new CodeGuesses();
    const [a, b] = [makeSide("send", { guesses }), makeSide("receive", options)];
    wrong(() => run(a, b));
    assertEquals(guesses.left, 2);
    assertEquals(a.need, 0);
    assertThrows(() => a.takeKeys(), TypeError);
    // The sender leaves without a word; to the receiver that means the same.
    assertEquals(b.ended().message, "agree on a key: wrong code, or somebody in between");
  });
}

Deno.test("two of one role, no cipher in common, and no opening at all are told apart", () => {
  const twice = assertThrows(() => run(makeSide("send"), makeSide("send")), RefusedError);
  assertEquals(twice.message, "greet the peer: both sides want to send");
  const cipher = assertThrows(
    () => run(makeSide("send", { ciphers: [1] }), makeSide("receive", { ciphers: [2] })),
    RefusedError,
  );
  assertEquals(cipher.code, "security");
  const a = makeSide("send");
  a.consume(encodePreface(1));
  assertThrows(() => a.consume(new Uint8Array(36)), ProtocolError);
});

Deno.test("bytes of another number than asked for are the caller's mistake", () => {
  assertThrows(() => makeSide("send").consume(new Uint8Array(11)), RangeError);
});

Deno.test("a peer that leaves before it confirmed has guessed nothing", () => {
  const guesses = new CodeGuesses();
  const a = makeSide("send", { guesses });
  const b = makeSide("receive");
  a.consume(b.first.subarray(0, 12));
  a.consume(b.first.subarray(12));
  const error = a.ended();
  assert(error instanceof ConnectionError);
  assertEquals(error.code, "cut");
  assertEquals(guesses.left, 3);
});

Deno.test("guesses at the same time count the same, and a dead code opens to nobody", () => {
  const guesses = new CodeGuesses();
  // All of them stand just before their confirmation is looked at.
  const waiting = Array.from({ length: 5 }, (_, i) => {
    const a = makeSide("send", { guesses });
    const b = makeSide(
      "receive",
      i < 3 ? { code: { channel: 7, secret: new Uint8Array([i]) } } : {},
    );
    a.consume(b.first.subarray(0, 12));
    const share = a.consume(b.first.subarray(12));
    b.consume(a.first.subarray(0, 12));
    b.consume(a.first.subarray(12));
    return { a, answer: b.consume(share) };
  });
  // Also the last two, which know the code.
  for (const { a, answer } of waiting) wrong(() => a.consume(answer));
  assertEquals(guesses.left, 0);
});

Deno.test("a code that was used opens to nobody else", () => {
  const guesses = new CodeGuesses();
  run(makeSide("send", { guesses }), makeSide("receive"));
  wrong(() => run(makeSide("send", { guesses }), makeSide("receive")));
});

Deno.test("a receiver that is guarded counts before it says anything a guess could be held against", () => {
  const guesses = new CodeGuesses();
  for (let i = 0; i < 3; i++) {
    const [a, b] = [makeSide("send"), makeSide("receive", { guesses })];
    b.consume(a.first.subarray(0, 12));
    b.consume(a.first.subarray(12));
    a.consume(b.first.subarray(0, 12));
    b.consume(a.consume(b.first.subarray(12)));
  }
  wrong(() => run(makeSide("send"), makeSide("receive", { guesses })));
});

Deno.test("what was used of a handshake cannot be used again", () => {
  const a = makeSide("send");
  const b = makeSide("receive");
  run(a, b);
  assertThrows(() => a.consume(new Uint8Array(96)), RangeError);
  assertThrows(
    () => new Handshake({ ...sideOptions(), role: "send" }).consume(new Uint8Array(0)),
    RangeError,
  );
});

Deno.test("a receiver may learn the code when the sender has greeted, and not later", () => {
  const [a, b] = [makeSide("send"), makeSide("receive", { code: undefined })];
  assertEquals(b.wantsCode, false);
  b.consume(a.first.subarray(0, 12));
  b.consume(a.first.subarray(12));
  assertEquals(b.wantsCode, true);
  b.know(CODE);
  assertEquals(b.wantsCode, false);
  a.consume(b.first.subarray(0, 12));
  b.consume(a.consume(a.need === 36 ? b.first.subarray(12) : new Uint8Array()));
  assertEquals(b.need, 64);
  const c = makeSide("receive", { code: undefined });
  c.consume(a.first.subarray(0, 12));
  c.consume(a.first.subarray(12));
  assertThrows(() => c.consume(new Uint8Array(32)), TypeError, "without a code");
});

function sideOptions(): HandshakeOptions {
  return {
    role: "receive",
    code: CODE,
    preface: encodePreface(1),
    agree: () => {},
    prefaceBytes: 12,
    ciphers: [1],
  };
}

Deno.test("both sides know a guess by the same mark, and only if they saw the same bytes", () => {
  const other = { code: { ...CODE, secret: new TextEncoder().encode("zebra-zebra") } };
  const marks = (change?: Parameters<typeof run>[2]) => {
    const seen: Uint8Array[] = [];
    const guesses = {
      spend: () => true,
      see: (mark: Uint8Array) => void seen.push(mark),
      succeed() {},
    };
    const [a, b] = [makeSide("send", { guesses }), makeSide("receive", other)];
    assertThrows(() => run(a, b, change), RefusedError);
    assertEquals([seen.length, b.mark.length], [1, 16]);
    return [seen[0]!, b.mark] as const;
  };
  const [ours, theirs] = marks();
  assertEquals(ours, theirs);
  // The receiver's nonce, its share's neighbour the tag, and the sender's instance.
  for (const [to, index, at] of [["send", 0, 20], ["send", 1, 40], ["receive", 0, 40]] as const) {
    const [ours, theirs] = marks(({ to: there, index: which, bytes }) => {
      if (there !== to || which !== index) return bytes;
      const copy = bytes.slice();
      copy[at]! ^= 1;
      return copy;
    });
    assertNotEquals(ours, theirs);
  }
});

Deno.test("a guess that is not to be compared yields no keys, right or wrong", () => {
  const guesses = {
    spend: () => true,
    see() {
      throw new RefusedError("refused", "seen before");
    },
    succeed: () => {
      throw new Error("it was compared");
    },
  };
  const [a, b] = [makeSide("send", { guesses }), makeSide("receive")];
  assertThrows(() => run(a, b), RefusedError, "seen before");
  assertThrows(() => a.takeKeys(), TypeError);
  // To the receiver it is a wrong code.
  assertEquals(b.ended().message, "agree on a key: wrong code, or somebody in between");
});
