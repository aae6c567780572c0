/** Two sides of a handshake, with an optional attacker in the middle. @module */

import { agree, encodePreface } from "../../lib/channel/preface.ts";
import { Handshake, type HandshakeOptions } from "../../lib/secure/handshake.ts";
import type { Role } from "../../lib/secure/key_schedule.ts";

/** The code of these tests. */
export const CODE = { channel: 7, secret: new TextEncoder().encode("orbit-lemon") };

/** A side with the code of these tests by default. */
export function makeSide(role: Role, options: Partial<HandshakeOptions> = {}): Handshake {
  return new Handshake({
    role,
    side: role === "send" ? "listener" : "dialler",
    code: CODE,
    preface: encodePreface(1),
    agree: (preface) => agree(preface, 1),
    prefaceBytes: 12,
    ...options,
  });
}

/** The position of a message. */
export interface Passing {
  /** Its receiver. */
  to: Role;
  /** Its number, from 0. */
  index: number;
  /** Its bytes. */
  bytes: Uint8Array;
}

/** Runs both sides until both are done or one fails. `between` may replace the bytes. */
export function run(
  sender: Handshake,
  receiver: Handshake,
  between: (passing: Passing) => Uint8Array = ({ bytes }) => bytes,
): void {
  const queues: Record<Role, Uint8Array[]> = { send: [], receive: [] };
  const counts: Record<Role, number> = { send: 0, receive: 0 };
  const pass = (to: Role, bytes: Uint8Array) => {
    if (bytes.length > 0) queues[to].push(between({ to, index: counts[to]++, bytes }));
  };
  pass("receive", sender.first);
  pass("send", receiver.first);
  for (let moved = true; moved;) {
    moved = step(sender, queues.send, (bytes) => pass("receive", bytes));
    moved = step(receiver, queues.receive, (bytes) => pass("send", bytes)) || moved;
  }
}

function step(side: Handshake, queue: Uint8Array[], say: (bytes: Uint8Array) => void): boolean {
  const held = Uint8Array.from(queue.flatMap((bytes) => [...bytes]));
  if (side.need === 0 || held.length < side.need) return false;
  const taken = held.subarray(0, side.need);
  queue.splice(0, queue.length, held.subarray(side.need));
  say(side.consume(taken));
  return true;
}
