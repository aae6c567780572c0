// An attacker in the middle flips, repeats or cuts at every single byte of a short session, in both
// directions.

import { assert, assertEquals } from "@std/assert";
import { ConnectionError, SluiceError } from "../../lib/errors.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { secureHandshake } from "../../lib/channel/secure_handshake.ts";
import { read, secret, write } from "../transfer/secure_pair.ts";

const CONTENT = "holiday/beach.jpg 31337 bytes";
const ANSWER = "stored";
const OPTIONS = { code: { channel: 7, secret: secret("orbit-lemon") }, timeout: 1000 };

/** Milliseconds after which a session that stalls is ended. */
const STALL_TIMEOUT = 3000;

/** Changes the passing bytes; `at` counts them from 0. `end`: the stream ends after them. */
type Meddle = (chunk: Uint8Array, at: number) => { bytes: Uint8Array; end?: boolean };

interface Outcome {
  /** What the sender read to its end, or its error. */
  sender: string | SluiceError;
  /** What the receiver read to its end, or its error. */
  receiver: string | SluiceError;
  /** Bytes that the sender sent. */
  there: number;
  /** Bytes that the receiver sent. */
  back: number;
}

/** A session through an attacker in the middle. */
async function session(there: Meddle, back: Meddle): Promise<Outcome> {
  const [a, left] = memoryPair();
  const [right, b] = memoryPair();
  const relays = Promise.all([relay(left, right, there), relay(right, left, back)]);
  // A connection has no time limit of its own: that of a session ends one that an attacker stalls.
  const stalled = new ConnectionError("timeout", "nothing more came");
  const timer = setTimeout(() => [a, b].forEach((end) => end.abort(stalled)), STALL_TIMEOUT);
  const [sender, receiver] = await Promise.all([
    side(a, "send", async (duplex) => {
      await write(duplex, CONTENT);
      await duplex.closeWrite();
      return await read(duplex);
    }),
    side(b, "receive", async (duplex) => {
      const content = await read(duplex);
      await write(duplex, ANSWER);
      await duplex.closeWrite();
      return content;
    }),
  ]);
  clearTimeout(timer);
  const [thereBytes, backBytes] = await relays;
  return { sender, receiver, there: thereBytes, back: backBytes };
}

async function side(
  connection: Duplex,
  role: "send" | "receive",
  action: (duplex: Duplex) => Promise<string>,
): Promise<string | SluiceError> {
  try {
    const { duplex } = await secureHandshake(connection, {
      ...OPTIONS,
      role,
      side: role === "send" ? "listener" : "dialler",
    });
    return await action(duplex);
  } catch (error) {
    connection.abort();
    if (!(error instanceof SluiceError)) throw error;
    return error;
  }
}

/** Relays bytes; resolves to their number. */
async function relay(from: Duplex, to: Duplex, meddle: Meddle): Promise<number> {
  let at = 0;
  const writer = to.writable.getWriter();
  try {
    for await (const chunk of from.readable) {
      const { bytes, end } = meddle(chunk, at);
      at += chunk.length;
      await writer.write(bytes);
      if (end) break;
    }
    await to.closeWrite();
  } catch {
    /* a side has gone: so it goes with the other one */
    to.abort();
  }
  return at;
}

const pass: Meddle = (bytes) => ({ bytes });

/** Changes the chunk that holds the byte at `position`. */
function atByte(
  position: number,
  change: (chunk: Uint8Array, index: number) => ReturnType<Meddle>,
): Meddle {
  return (bytes, at) => {
    const isHere = position >= at && position < at + bytes.length;
    return isHere ? change(bytes, position - at) : { bytes };
  };
}

const MEDDLING: Record<string, (position: number) => Meddle> = {
  flips: (position) =>
    atByte(position, (chunk, i) => {
      const bytes = chunk.slice();
      bytes[i]! ^= 1 << (position % 8);
      return { bytes };
    }),
  repeats: (position) =>
    atByte(position, (chunk, i) => ({
      bytes: Uint8Array.from([...chunk.subarray(0, i + 1), ...chunk.subarray(i)]),
    })),
  "cuts before": (position) =>
    atByte(position, (chunk, i) => ({ bytes: chunk.slice(0, i), end: true })),
};

const untouched = await session(pass, pass);

/** Bytes of the handshake that each side sends before the ticket and TLS, which its peer authenticates. */
const HANDSHAKE = { there: 12 + 36 + 32 + 64, back: 12 + 36 + 96 };

Deno.test("a session without an attack succeeds", () => {
  assertEquals([untouched.sender, untouched.receiver], [ANSWER, CONTENT]);
  assert(untouched.there > HANDSHAKE.there && untouched.back > HANDSHAKE.back);
});

for (const [doing, meddling] of Object.entries(MEDDLING)) {
  Deno.test(`detects at the receiver an attacker who ${doing} a byte of the handshake`, async () => {
    for (let position = 0; position < HANDSHAKE.there; position++) {
      const { receiver, sender } = await session(meddling(position), pass);
      assert(receiver instanceof SluiceError, `byte ${position}: ${String(receiver)}`);
      assert(sender instanceof SluiceError, `byte ${position}: the sender heard: ${sender}`);
      assertSilent(receiver, position);
    }
  });

  Deno.test(`detects at the sender an attacker who ${doing} a byte of the handshake`, async () => {
    for (let position = 0; position < HANDSHAKE.back; position++) {
      const { sender } = await session(pass, meddling(position));
      assert(sender instanceof SluiceError, `byte ${position}: ${sender}`);
      assertSilent(sender, position);
    }
  });
}

/**
 * A session costs two TLS handshakes, so not every byte is tried in each way. The steps have no common
 * divisor with the sizes of messages, and a byte has its turn in another run: sizes differ a little.
 */
const STEPS: Record<string, number> = { flips: 5, repeats: 17, "cuts before": 17 };

for (const [doing, meddling] of Object.entries(MEDDLING)) {
  for (const way of ["there", "back"] as const) {
    Deno.test(`an attacker who ${doing} a byte of ticket or TLS, ${way}, changes no content`, async () => {
      let detected = 0;
      const positions: number[] = [];
      for (let at = HANDSHAKE[way]; at < untouched[way]; at += STEPS[doing]!) positions.push(at);
      const attack = async (position: number) => {
        const meddle = meddling(position);
        const { receiver, sender } = await session(
          way === "there" ? meddle : pass,
          way === "back" ? meddle : pass,
        );
        const said = `byte ${position}: ${receiver}, ${sender}`;
        // TLS ignores a few bytes, such as the version of its first records (RFC 8446, section 5.1).
        assert(receiver instanceof SluiceError || receiver === CONTENT, said);
        assert(sender instanceof SluiceError || sender === ANSWER, said);
        if (receiver instanceof SluiceError) assert(sender instanceof SluiceError, said);
        if (sender instanceof SluiceError) detected++;
      };
      // A changed length makes a side wait for its time limit: others go on meanwhile.
      await inBatches(positions, 16, attack);
      assert(detected >= positions.length * 0.9, `${detected} of ${positions.length} detected`);
    });
  }
}

/** Runs an action for each item, several at a time. */
async function inBatches<T>(items: T[], size: number, act: (item: T) => Promise<void>) {
  for (let at = 0; at < items.length; at += size) {
    await Promise.all(items.slice(at, at + size).map(act));
  }
}

/** From the first byte of the key exchange on there is only one error. */
function assertSilent(error: SluiceError, position: number): void {
  const inExchange = position >= 48 && position < 143;
  const said = ["wrong_code", "cut", "timeout"];
  if (inExchange) assert(said.includes(error.code), `byte ${position}: ${error.message}`);
  assert(!error.message.includes("orbit"), error.message);
}

Deno.test("a complete session replayed to either side decrypts nothing", async () => {
  const heard: number[][] = [[], []];
  const keep = (i: number): Meddle => (bytes) => {
    heard[i]!.push(...bytes);
    return { bytes };
  };
  await session(keep(0), keep(1));
  for (const [i, role] of (["receive", "send"] as const).entries()) {
    const [victim, attacker] = memoryPair();
    const writer = attacker.writable.getWriter();
    const playing = writer.write(Uint8Array.from(heard[i]!)).then(() => attacker.closeWrite())
      .catch(() => {});
    const error = await side(victim, role, read);
    assert(error instanceof SluiceError);
    assertEquals(error.code, "wrong_code");
    await playing;
    attacker.abort();
  }
});

Deno.test("the bytes on the wire contain neither the code nor the content", async () => {
  const heard: number[] = [];
  const keep: Meddle = (bytes) => {
    heard.push(...bytes);
    return { bytes };
  };
  await session(keep, keep);
  const text = String.fromCharCode(...heard);
  for (const word of ["orbit", "lemon", "holiday", "beach", "31337", "bytes", ANSWER]) {
    assert(!text.includes(word), word);
  }
});
