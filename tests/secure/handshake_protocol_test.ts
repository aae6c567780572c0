/**
 * The handshake against a second one, implemented from PROTOCOL.md section 7 alone. Only the group
 * operations are those of the program; hash, HMAC and HKDF are those of the runtime.
 */

import { assertEquals, assertThrows } from "@std/assert";
import { createHash, createHmac, hkdfSync } from "node:crypto";
import { ProtocolError } from "../../lib/errors.ts";
import { Cpace, type CpaceInputs } from "../../lib/secure/cpace.ts";
import type { Handshake } from "../../lib/secure/handshake.ts";
import { concat, utf8 } from "../support/scripted_peer.ts";
import { CODE, makeSide } from "./handshake_run.ts";

type Role = "send" | "receive";

/** lv of PROTOCOL.md: every argument, prefixed by its length in one or two bytes. */
function lv(...parts: Uint8Array[]): Uint8Array {
  return concat(...parts.flatMap((part) => {
    const { length } = part;
    return [
      new Uint8Array(length < 128 ? [length] : [length & 0x7f | 0x80, length >> 7]),
      part,
    ];
  }));
}

const NAME = utf8("sluice handshake 2");
const PREFACE = concat(utf8("SLUICE\r\n"), new Uint8Array([2, 2, 1, 0]));

/** One side, implemented from PROTOCOL.md. */
class PagePeer {
  readonly opening: Uint8Array;
  readonly #role: Role;

  constructor(role: Role, side: 1 | 2, reserved = 0) {
    this.#role = role;
    const nonce = crypto.getRandomValues(new Uint8Array(16));
    const head = new Uint8Array([role === "send" ? 1 : 2, side, reserved, 0]);
    this.opening = concat(head, nonce, new Uint8Array(16));
  }

  /** Its first bytes. */
  get first(): Uint8Array {
    return concat(PREFACE, this.opening);
  }

  /** The sender's first, then the receiver's. */
  #ordered<T>(ours: T, theirs: T): [T, T] {
    return this.#role === "send" ? [ours, theirs] : [theirs, ours];
  }

  /** The exchange, once the other side's preface and opening are known. */
  exchange(first: Uint8Array): Cpace {
    const nonce = (opening: Uint8Array) => opening.subarray(4, 20);
    const prefaces = this.#ordered(PREFACE, first.subarray(0, 12));
    const inputs: CpaceInputs = {
      secret: CODE.secret,
      channel: lv(NAME, utf8(String(CODE.channel)), ...prefaces),
      session: concat(...this.#ordered(nonce(this.opening), nonce(first.subarray(12)))),
    };
    return new Cpace(inputs);
  }

  /** Everything that both sides derive. */
  keys(exchange: Cpace, first: Uint8Array, share: Uint8Array) {
    const ours = { share: exchange.share, data: this.opening };
    const theirs = { share, data: first.subarray(12) };
    const [a, b] = this.#ordered(ours, theirs);
    const isk = exchange.key(share, a, b)!;
    const prefaces = this.#ordered(PREFACE, first.subarray(0, 12));
    const transcript = createHash("sha512")
      .update(lv(NAME, ...prefaces, a.data, b.data, a.share, b.share)).digest();
    const derived = (label: string, bytes: number) =>
      new Uint8Array(hkdfSync("sha512", isk, transcript, `sluice 2 ${label}`, bytes));
    const tag = (role: Role) =>
      new Uint8Array(
        createHmac("sha512", derived(`confirm ${role}`, 64)).update(transcript).digest(),
      );
    return {
      tag: { send: tag("send"), receive: tag("receive") },
      ticket: derived("ticket", 32),
      resume: derived("resume", 32),
    };
  }
}

/** Passes the first bytes of one side to the other. */
function greet(side: Handshake, first: Uint8Array): Uint8Array {
  side.consume(first.subarray(0, 12));
  return side.consume(first.subarray(12));
}

/** Compares the keys of the program with those of PROTOCOL.md. */
function assertKeys(side: Handshake, { ticket, resume }: ReturnType<PagePeer["keys"]>): void {
  assertEquals(side.takeKeys(), { ticket, resume });
}

Deno.test("agrees with a receiver that was implemented from PROTOCOL.md", () => {
  const [ours, page] = [makeSide("send"), new PagePeer("receive", 1)];
  const share = greet(ours, page.first);
  const exchange = page.exchange(ours.first);
  const keys = page.keys(exchange, ours.first, share);
  assertEquals(ours.consume(concat(exchange.share, keys.tag.receive)), keys.tag.send);
  assertKeys(ours, keys);
});

Deno.test("agrees with a sender that was implemented from PROTOCOL.md", () => {
  const [ours, page] = [makeSide("receive"), new PagePeer("send", 2)];
  greet(ours, page.first);
  const exchange = page.exchange(ours.first);
  const answer = ours.consume(exchange.share);
  const keys = page.keys(exchange, ours.first, answer.subarray(0, 32));
  assertEquals(answer.subarray(32), keys.tag.receive);
  ours.consume(keys.tag.send);
  assertKeys(ours, keys);
});

Deno.test("rejects an opening whose reserved bytes are set, although both sides know of it", () => {
  const page = new PagePeer("receive", 1, 1);
  assertThrows(() => greet(makeSide("send"), page.first), ProtocolError);
});
