/** Broken senders that fail before or in their offer. @module */

import { type BrokenSender, raw, say } from "./broken_sender.ts";
import { greeting, hello, offer, preface, utf8, Wire } from "../support/scripted_peer.ts";

const deep = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

/** They fail in their preface or hello. */
export const GREETINGS: BrokenSender[] = [
  say(24, "speaks HTTP", "protocol", utf8("GET / HTTP/1.1\r\nHost: x\r\n\r\n")),
  say(24, "speaks TLS", "protocol", new Uint8Array([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, 0, 0])),
  say(24, "went through a relay that spoils line ends", "protocol", utf8("SLUICE\n\n\x02\x02\0\0")),
  say(24, "speaks version 0", "protocol", preface(0, 0)),
  say(24, "speaks versions the wrong way round", "protocol", preface(3, 2)),
  say(24, "speaks a later version only", "version", preface(3, 9)),
  say(25, "wants an encrypted session", "security", preface(2, 2, 1)),
  say(25, "wants an unknown security", "security", preface(2, 2, 255)),
  say(18, "skips its hello", "protocol", preface(), offer()),
  say(18, "is a receiver as well", "refused", preface(), hello("receive")),
  say(18, "has no role", "protocol", preface(), hello("both")),
  say(18, "says hello twice", "protocol", preface(), hello("send"), hello("send")),
  say(18, "says a list for a hello", "protocol", preface(), raw(Wire.hello, "[1]")),
  say(18, "says null for a hello", "protocol", preface(), raw(Wire.hello, "null")),
  say(18, "says half of a hello", "protocol", preface(), raw(Wire.hello, `{"role":"send"`)),
  say(
    18,
    "gives its role to the prototype",
    "protocol",
    preface(),
    raw(
      Wire.hello,
      `{"__proto__":
    {"role":"send","agent":"x","digests":[1],"capabilities":[]}}`,
    ),
  ),
  say(
    18,
    "knows 257 digests",
    "protocol",
    preface(),
    hello("send", { digests: Array(257).fill(1) }),
  ),
  say(18, "has digests of another type", "protocol", preface(), hello("send", { digests: ["1"] })),
  say(
    18,
    "nests 30,000 deep beside what is asked for",
    "protocol",
    preface(),
    raw(Wire.hello, `{"x":${deep(30_000)},"role":"none"}`),
  ),
  say(
    18,
    "nests 30,000 deep where a role should be",
    "protocol",
    preface(),
    raw(Wire.hello, `{"role":${deep(30_000)}}`),
  ),
  say(18, "nests 30,000 deep as a whole", "protocol", preface(), raw(Wire.hello, deep(30_000))),
];

/** They fail in their offer. */
export const OFFERS: BrokenSender[] = [
  ...[
    ["no names", { names: [] }],
    ["a name that is a number", { names: [1] }],
    ["a negative count", { entries: -1 }],
    ["half a file", { entries: 0.5 }],
    ["2^53 bytes", { bytes: 2 ** 53 }],
    ["bytes as a text", { bytes: "3" }],
    ["perhaps", { exact: "perhaps" }],
    ["a digest over 255", { digest: 256 }],
  ].map(([what, members]) =>
    say(13, `offers ${what}`, "protocol", greeting(members as Record<string, unknown>))
  ),
  say(15, "offers an unknown digest", "digest_refused", greeting({ digest: 200 })),
  say(15, "offers no digest at all", "digest_refused", greeting({ digest: 0 })),
  say(1, "offers a path for a top-level name", "unsafe_name", greeting({ names: ["a/b"] })),
  say(18, "offers twice", "protocol", greeting(), offer()),
];
