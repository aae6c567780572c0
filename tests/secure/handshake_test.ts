import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { ConnectionError, ProtocolError, RefusedError } from "../../lib/errors.ts";
import { encodePreface } from "../../lib/channel/preface.ts";
import { CodeGuesses } from "../../lib/secure/guesses.ts";
import { Handshake, type HandshakeOptions } from "../../lib/secure/handshake.ts";
import { CODE, makeSide, run } from "./handshake_run.ts";

const wrong = (action: () => unknown) => {
  const error = assertThrows(action, RefusedError);
  assertEquals(error.code, "wrong_code");
  assertEquals(
    error.message,
    "Wrong code. Check it and try again (if it was right, someone may be intercepting)",
  );
};

Deno.test("agrees on the same keys with the same code", () => {
  const a = makeSide("send");
  const b = makeSide("receive");
  run(a, b);
  const [sender, receiver] = [a.takeKeys(), b.takeKeys()];
  assertEquals(sender, receiver);
  assertEquals([sender.ticket.length, sender.resume.length], [32, 32]);
  assertNotEquals(sender.ticket, sender.resume);
});

Deno.test("returns the keys once", () => {
  const [a, b] = [makeSide("send"), makeSide("receive")];
  assertThrows(() => a.takeKeys(), TypeError);
  run(a, b);
  a.takeKeys();
  assertThrows(() => a.takeKeys(), TypeError);
});

Deno.test("derives other keys for every session", () => {
  const keys = Array.from({ length: 3 }, () => {
    const [a, b] = [makeSide("send"), makeSide("receive")];
    run(a, b);
    return a.takeKeys().ticket.toHex();
  });
  assertEquals(new Set(keys).size, 3);
});

Deno.test("generates a new nonce for every opening", () => {
  const first = () => makeSide("send").first.toHex();
  assertNotEquals(first(), first());
});

Deno.test("reveals the sender's instance before the secret is used", () => {
  const instance = new Uint8Array(16).fill(9);
  const [a, b] = [makeSide("send", { instance }), makeSide("receive")];
  b.consume(a.first.subarray(0, 12));
  b.consume(a.first.subarray(12));
  assertEquals(b.peerInstance, instance);
});

Deno.test("agrees whichever role has dialled", () => {
  const [a, b] = [makeSide("send", { side: "dialler" }), makeSide("receive", { side: "listener" })];
  run(a, b);
  assertEquals(a.takeKeys(), b.takeKeys());
});

const DIFFER: [string, Partial<HandshakeOptions>][] = [
  ["another word", { code: { ...CODE, secret: new TextEncoder().encode("orbit-lemons") } }],
  ["another channel", { code: { ...CODE, channel: 8 } }],
  ["no secret", { code: { ...CODE, secret: new Uint8Array() } }],
];
for (const [name, options] of DIFFER) {
  Deno.test(`${name}: fails with one error, and reveals the receiver's guess only`, () => {
    const guesses = new CodeGuesses();
    const [a, b] = [makeSide("send", { guesses }), makeSide("receive", options)];
    wrong(() => run(a, b));
    assertEquals(guesses.left, 2);
    assertEquals(a.need, 0);
    assertThrows(() => a.takeKeys(), TypeError);
    // The sender leaves without a message, which has the same meaning for the receiver.
    assertEquals(
      b.ended().message,
      "Wrong code. Check it and try again (if it was right, someone may be intercepting)",
    );
  });
}

Deno.test("distinguishes equal roles, equal sides, and an invalid opening", () => {
  const twice = assertThrows(() => run(makeSide("send"), makeSide("send")), RefusedError);
  assertEquals(twice.message, "Both sides want to send; one of them has to receive");
  assertThrows(
    () => run(makeSide("send"), makeSide("receive", { side: "listener" })),
    ProtocolError,
    "the opening is malformed",
  );
  const a = makeSide("send");
  a.consume(encodePreface(1));
  assertThrows(() => a.consume(new Uint8Array(36)), ProtocolError);
});

Deno.test("rejects a wrong number of bytes as a misuse", () => {
  assertThrows(() => makeSide("send").consume(new Uint8Array(11)), RangeError);
});

Deno.test("counts no guess if a peer leaves before its confirmation", () => {
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

Deno.test("counts concurrent guesses, and rejects all guesses at an invalid code", () => {
  const guesses = new CodeGuesses();
  // All of them have reached the check of the confirmation.
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
  // The last two, which know the code, as well.
  for (const { a, answer } of waiting) wrong(() => a.consume(answer));
  assertEquals(guesses.left, 0);
});

Deno.test("rejects further guesses at a used code", () => {
  const guesses = new CodeGuesses();
  guesses.succeed();
  wrong(() => run(makeSide("send", { guesses }), makeSide("receive")));
});

Deno.test("counts a guess of a guarded receiver before it reveals anything", () => {
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

Deno.test("rejects the reuse of a handshake", () => {
  const a = makeSide("send");
  const b = makeSide("receive");
  run(a, b);
  assertThrows(() => a.consume(new Uint8Array(96)), RangeError);
  assertThrows(
    () => new Handshake({ ...sideOptions(), role: "send" }).consume(new Uint8Array(0)),
    RangeError,
  );
});

Deno.test("accepts the receiver's code after the sender's opening, and not later", () => {
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
    side: "dialler",
    code: CODE,
    preface: encodePreface(1),
    agree: () => {},
    prefaceBytes: 12,
  };
}

Deno.test("gives both sides the same mark only if they saw the same bytes", () => {
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

Deno.test("yields no keys for a guess that must not be compared", () => {
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
  // For the receiver it is a wrong code.
  assertEquals(
    b.ended().message,
    "Wrong code. Check it and try again (if it was right, someone may be intercepting)",
  );
});
