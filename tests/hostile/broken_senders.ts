/** The streams of broken or hostile senders: HOSTILE rows 13 to 18, as data. @module */

import { concat, data, end, entry, file, fin, frame, greeting } from "../support/scripted_peer.ts";
import { header, hello, offer, preface, sha256, utf8, Wire } from "../support/scripted_peer.ts";
import { GREETINGS, OFFERS } from "./broken_greetings.ts";
import { after, type BrokenSender, raw, say } from "./broken_sender.ts";

const sized = (size: string) =>
  raw(Wire.entry, `{"id":0,"kind":"file","path":"a","size":${size},"mode":420,"mtime":0}`);
const SIZES: BrokenSender[] = [
  "9007199254740992",
  "18446744073709551616",
  "1e400",
  "-1",
  "-0.5",
  "1.5",
  "NaN",
  "Infinity",
  '"3"',
  "true",
  "[]",
  "{}",
].map((size) => after(13, `declares a size of ${size}`, "protocol", sized(size)));

const HEX = sha256("abc");
const ENDS: BrokenSender[] = [
  after(14, "sends more than it declared", "protocol", entry(), data("abcd")),
  after(14, "sends more in a second frame", "protocol", entry(), data("abc"), data("d")),
  after(14, "sends less than it declared", "protocol", entry(), data("ab"), end({ size: 2 })),
  after(14, "sends less and claims all", "protocol", entry(), data("ab"), end()),
  after(14, "sends content of an empty file", "protocol", entry({ size: 0 }), data("a")),
  after(
    14,
    "ends at another size than it declared",
    "protocol",
    entry(),
    data("abc"),
    end({ size: 4 }),
  ),
  after(14, "sends nothing of what it declared", "protocol", entry(), end()),
  after(
    14,
    "does not say the size of an unknown file truly",
    "protocol",
    entry({ size: null }),
    data("abc"),
    end({ size: 4 }),
  ),
  after(15, "sends other content", "digest_mismatch", entry(), data("abd"), end()),
  after(
    15,
    "gives the digest of nothing",
    "digest_mismatch",
    entry(),
    data("abc"),
    end({ digest: sha256("") }),
  ),
  ...([
    ["one digit too short", HEX.slice(1)],
    ["one digit too long", HEX + "0"],
    ["in capitals", HEX.toUpperCase()],
    ["with a letter beyond f", "g" + HEX.slice(1)],
    ["with a line break", HEX.slice(1) + "\n"],
    ["empty", ""],
    ["of MD5's length", HEX.slice(32)],
    ["as a number", 5],
    ["as null", null],
    ["as a list", [HEX]],
  ] as const).map(([what, digest]) =>
    after(15, `gives a digest ${what}`, "protocol", entry(), data("abc"), end({ digest }))
  ),
  after(
    15,
    "gives no digest",
    "protocol",
    entry(),
    data("abc"),
    raw(Wire.end, `{"id":0,"size":3}`),
  ),
  after(14, "counts more files than it sent", "protocol", file(0, "a"), fin({ files: 2 })),
  after(14, "counts fewer files than it sent", "protocol", file(0, "a"), fin({ files: 0 })),
  after(14, "counts more bytes than it sent", "protocol", file(0, "a"), fin({ bytes: 4 })),
  after(14, "counts less than nothing", "protocol", file(0, "a"), fin({ failed: -1 })),
];

const ORDER: BrokenSender[] = [
  ...([
    ["nothing", 0],
    ["15", 15],
    ["99", 99],
    ["255", 255],
  ] as const).map(([what, type]) =>
    after(18, `sends a frame of type ${what}`, "protocol", header(type, 1), utf8("x"))
  ),
  ...[[1, 0, 0], [0, 1, 0], [0, 0, 1], [128, 0, 0]].map((reserved) =>
    after(18, `sets the reserved bits ${reserved}`, "protocol", header(Wire.entry, 10, reserved))
  ),
  after(18, "sends an empty data frame", "protocol", entry(), header(Wire.data, 0)),
  after(18, "sends an empty entry", "protocol", header(Wire.entry, 0)),
  after(
    18,
    "announces a data frame one byte too long",
    "limit",
    entry(),
    header(Wire.data, 2 ** 20 + 1),
  ),
  after(18, "announces a data frame of 4 GiB", "limit", entry(), header(Wire.data, 2 ** 32 - 1)),
  after(18, "announces an entry one byte too long", "limit", header(Wire.entry, 65537)),
  after(18, "puts something into a ping", "limit", header(Wire.ping, 1), utf8("x")),
  after(18, "sends content before any file", "protocol", data("abc")),
  after(18, "ends a file that never began", "protocol", end()),
  after(
    18,
    "begins a file inside another",
    "protocol",
    entry({ size: 9 }),
    data("abc"),
    entry({ id: 1, path: "a/b" }),
  ),
  after(18, "ends a file twice", "protocol", file(0, "a"), end()),
  after(
    18,
    "ends another file than the open one",
    "protocol",
    entry(),
    data("abc"),
    end({ id: 1 }),
  ),
  after(18, "goes on with a file after its end", "protocol", file(0, "a"), data("abc")),
  after(18, "finishes inside a file", "protocol", entry(), data("abc"), fin()),
  after(18, "begins at number 1", "protocol", file(1, "a")),
  after(18, "repeats a number", "protocol", file(0, "a"), file(0, "a")),
  after(18, "leaves a number out", "protocol", entry({ kind: "dir", size: 0 }), file(2, "a/b")),
  after(18, "sends an unknown kind", "protocol", entry({ kind: "fifo" })),
  after(18, "gives a time beyond time", "protocol", entry({ mtime: 8.64e15 + 1 })),
  after(18, "answers its own offer", "protocol", frame(Wire.answer, { accept: true, ask: false })),
  after(18, "wants a file from the receiver", "protocol", frame(Wire.want, { id: 0, offset: 0 })),
  after(18, "judges a file for the receiver", "protocol", frame(Wire.verdict, { id: 0, ok: true })),
  after(
    18,
    "is done before the receiver",
    "protocol",
    frame(Wire.done, { files: 0, bytes: 0, failed: 0 }),
  ),
  after(
    18,
    "starts a file that was not asked for",
    "protocol",
    frame(Wire.start, { id: 0, offset: 0 }),
  ),
  after(
    18,
    "skips a file that never began",
    "protocol",
    frame(Wire.skip, { id: 0, code: "io", message: "" }),
  ),
  after(18, "offers again in the middle", "protocol", file(0, "a"), offer()),
  after(18, "greets again in the middle", "protocol", file(0, "a"), hello("send")),
  after(
    17,
    "declares 3 bytes and sends a bomb",
    "protocol",
    entry(),
    data(new Uint8Array(2 ** 20)),
  ),
];

const SMALL_PROMISE = { exact: true, entries: 1, bytes: 3 };
const MORE: BrokenSender[] = [
  say(
    17,
    "sends more files than the receiver agreed to",
    "protocol",
    greeting(SMALL_PROMISE),
    entry({ kind: "dir", size: 0 }),
    file(1, "a/b"),
  ),
  say(
    17,
    "sends more bytes than the receiver agreed to",
    "protocol",
    greeting(SMALL_PROMISE),
    entry({ size: 4 }),
    data("abcd"),
  ),
  say(
    17,
    "does not say how much more than agreed to it sends",
    "protocol",
    greeting(SMALL_PROMISE),
    entry({ size: null }),
    data("abcd"),
  ),
];

const CUTS: BrokenSender[] = [
  ...([
    ["before its preface", new Uint8Array(0)],
    ["inside its preface", preface().slice(0, 7)],
    ["before its hello", preface()],
    ["before its offer", concat(preface(), hello("send"))],
    ["after its offer", greeting()],
    ["inside a header", concat(greeting(), entry().slice(0, 5))],
    ["after a header", concat(greeting(), entry().slice(0, 8))],
    ["after an entry", concat(greeting(), entry())],
    ["inside content", concat(greeting(), entry(), data("abc").slice(0, 9))],
    ["before the end of a file", concat(greeting(), entry(), data("abc"))],
    ["before its fin", concat(greeting(), file(0, "a"))],
    ["inside its fin", concat(greeting(), file(0, "a"), fin().slice(0, -1))],
  ] as [string, Uint8Array][]).map(([what, bytes]) => ({
    ...say(14, `is cut off ${what}`, "cut", bytes),
    end: true,
  })),
  after(
    14,
    "says that it was cut off itself",
    "cut",
    frame(Wire.error, { code: "cut", message: "x" }),
  ),
  after(
    14,
    "was interrupted",
    "peer_interrupted",
    frame(Wire.error, { code: "peer_interrupted", message: "" }),
  ),
  after(
    18,
    "fails for an unknown reason",
    "refused",
    frame(Wire.error, { code: "../../etc", message: "x".repeat(60_000) }),
  ),
  after(18, "fails without a reason", "protocol", frame(Wire.error, {})),
];

/** All of them. */
export const BROKEN_SENDERS: readonly BrokenSender[] = [
  ...GREETINGS,
  ...OFFERS,
  ...SIZES,
  ...ENDS,
  ...ORDER,
  ...MORE,
  ...CUTS,
];
