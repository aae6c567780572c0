/**
 * The streams of broken or hostile receivers to a sender of one file of three bytes, as data.
 *
 * @module
 */

import { concat, frame, header, hello, preface, utf8, Wire } from "../support/scripted_peer.ts";

/** A stream of bytes and the expected error code. */
export interface BrokenReceiver {
  /** Row of the list of hostile peers. */
  row: number;
  /** What it does, for the test's name. */
  what: string;
  /** All bytes that it sends. */
  bytes: Uint8Array;
  /** The sender's error. */
  code: string;
}

const say = (
  row: number,
  what: string,
  code: string,
  ...parts: Uint8Array[]
): BrokenReceiver => ({ row, what, code, bytes: concat(...parts) });

const greeting = concat(preface(), hello("receive"));
const answer = (ask: unknown = false) => frame(Wire.answer, { accept: true, ask });
const done = (members = {}) => frame(Wire.done, { files: 1, bytes: 3, failed: 0, ...members });
const want = (offset: unknown, id: unknown = 0) => frame(Wire.want, { id, offset });
const error = (code: unknown, message: unknown = "no") => frame(Wire.error, { code, message });

/** All of them. */
export const BROKEN_RECEIVERS: readonly BrokenReceiver[] = [
  say(24, "speaks SSH", "protocol", utf8("SSH-2.0-OpenSSH_9.6\r\n")),
  say(24, "speaks a later version only", "version", preface(3, 3)),
  say(25, "wants an encrypted session", "security", preface(2, 2, 1)),
  say(24, "is a sender as well", "refused", preface(), hello("send")),
  say(
    15,
    "does not know the digest",
    "digest_refused",
    preface(),
    hello("receive", { digests: [4] }),
  ),
  say(18, "answers before its hello", "protocol", preface(), answer()),
  say(18, "is done instead of an answer", "protocol", greeting, done()),
  say(
    18,
    "accepts perhaps",
    "protocol",
    greeting,
    frame(Wire.answer, { accept: "yes", ask: false }),
  ),
  say(
    18,
    "does not accept",
    "protocol",
    greeting,
    frame(Wire.answer, { accept: false, ask: false }),
  ),
  say(18, "asks perhaps", "protocol", greeting, answer("perhaps")),
  say(18, "answers twice", "protocol", greeting, answer(), answer()),
  say(18, "sends an entry", "protocol", greeting, frame(Wire.entry, { id: 0, kind: "file" })),
  say(18, "sends content", "protocol", greeting, answer(), frame(Wire.data, utf8("x"))),
  say(18, "sends an unknown frame", "protocol", greeting, answer(), header(77, 0)),
  say(18, "announces 4 GiB", "limit", greeting, answer(), header(Wire.want, 2 ** 32 - 1)),
  say(18, "sets a reserved bit", "protocol", greeting, answer(), header(Wire.done, 2, [0, 0, 2])),
  say(18, "wants a file that was not announced", "protocol", greeting, answer(true), want(0, 1)),
  say(18, "wants a negative file", "protocol", greeting, answer(true), want(0, -1)),
  say(
    18,
    "judges a file that waits for no verdict",
    "protocol",
    greeting,
    answer(),
    frame(Wire.verdict, { id: 0, ok: true }),
  ),
  say(14, "is done before everything was sent", "protocol", greeting, answer(true), done()),
  ...["-1", "1.5", "9007199254740992", '"0"', "[]"].map((offset) =>
    say(
      16,
      `wants a file from ${offset}`,
      "protocol",
      greeting,
      answer(true),
      frame(Wire.want, utf8(`{"id":0,"offset":${offset}}`)),
    )
  ),
  ...([
    ["declined", "declined"],
    ["exists", "exists"],
    ["no_space", "no_space"],
    ["digest_mismatch", "digest_mismatch"],
    ["peer_interrupted", "peer_interrupted"],
    ["timeout", "cut"],
    ["limit", "limit"],
    ["usage", "refused"],
    ["interrupted", "refused"],
    ["__proto__", "refused"],
  ] as const).map(([given, code]) => say(18, `fails with ${given}`, code, greeting, error(given))),
  say(18, "fails without words", "protocol", greeting, error("io", null)),
];
