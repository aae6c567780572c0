/**
 * The same cases on whichever `@std` is in force, the real packages or the stand-ins under
 * `scripts/closed_network/std/`: a stand-in must be no kinder than what it stands in for. Only what
 * the project uses is asked. Results are compared by `node:assert`, which is neither's own work;
 * `@std/assert` has `std_assert_contract_test.ts`.
 *
 * @module
 */

import {
  deepStrictEqual as same,
  ok,
  rejects,
  strictEqual as is,
  throws,
} from "node:assert/strict";
import { parseArgs } from "@std/cli/parse-args";
import { unicodeWidth } from "@std/cli/unicode-width";
import { timingSafeEqual } from "@std/crypto/timing-safe-equal";
import { format as formatBytes } from "@std/fmt/bytes";
import * as colors from "@std/fmt/colors";
import { format as formatDuration } from "@std/fmt/duration";
import { LimitedBytesTransformStream } from "@std/streams/limited-bytes-transform-stream";
import { mergeReadableStreams } from "@std/streams/merge-readable-streams";
import { TextLineStream } from "@std/streams/text-line-stream";
import { toBytes } from "@std/streams/to-bytes";
import { toText } from "@std/streams/to-text";

const home = import.meta.resolve("@std/cli/parse-args");
const inForce = home.includes("/closed_network/std/") ? "the stand-ins" : "the real packages";

/** Names the implementation, so that a report tells which one passed. */
function contract(name: string, body: () => void | Promise<void>): void {
  Deno.test(`${inForce}: ${name}`, body);
}

Deno.test(`@std is ${inForce}`, () => {
  console.log(`@std/cli is ${home}`);
});

type Parsed = Record<string, unknown> & { _: Array<string | number> };

/** As the project calls it: flag names that are known only at run time, and a cast. */
function parsed(args: string[], options: Parameters<typeof parseArgs>[1] = {}): Parsed {
  return parseArgs(args, options) as Parsed;
}

contract("parseArgs tells flags, values and operands apart", () => {
  same(parsed(["--a", "--b=c", "d", "-e", "f"]), { a: true, b: "c", e: "f", _: ["d"] });
  same(parsed(["--a", "b", "c"]), { a: "b", _: ["c"] });
  same(parsed(["--a", "-b", "--c"]), { a: true, b: true, c: true, _: [] });
  same(parsed(["--a=b=c", "--d="]), { a: "b=c", d: "", _: [] });
  same(parsed(["-", "--a", "-"]), { a: true, _: ["-", "-"] });
  same(parsed(["", " "]), { _: ["", " "] });
});

contract("parseArgs makes numbers of what looks like one, unless told that it is a string", () => {
  same(parsed(["--n", "5", "0x10", "1e3", "5m", "-"]), { n: 5, _: [16, 1000, "5m", "-"] });
  same(parsed(["--n", "-5"]), { n: true, 5: true, _: [] });
  same(parsed(["--n=-5"]), { n: -5, _: [] });
  same(parsed(["--n", "007"], { string: ["n"] }), { n: "007", _: [] });
  same(parsed(["5", "007"], { string: ["_"] }), { _: ["5", "007"] });
  same(parsed(["--n"], { string: ["n"] }), { n: "", _: [] });
});

contract("parseArgs gives a boolean no value but true and false", () => {
  same(parsed(["--v", "x"], { boolean: ["v", "w"] }), { v: true, w: false, _: ["x"] });
  same(parsed(["--v", "false"], { boolean: ["v"] }), { v: false, _: [] });
  same(parsed(["--v=false", "--w=0"], { boolean: ["v", "w"] }), { v: false, w: true, _: [] });
  same(parsed(["--v", "x", "-w", "y"], { boolean: true }), { v: true, w: "y", _: ["x"] });
  same(parsed(["--v", "true"], { string: "v" }), { v: "true", _: [] });
});

contract("parseArgs spreads an alias over all names of a flag", () => {
  const options = { boolean: ["verbose"], string: ["port"], alias: { v: "verbose", p: "port" } };
  same(parsed(["-v", "-p", "080"], options), {
    v: true,
    verbose: true,
    p: "080",
    port: "080",
    _: [],
  });
  same(parsed([], { alias: { port: ["p", "P"] }, default: { port: 3 } }), {
    port: 3,
    p: 3,
    P: 3,
    _: [],
  });
});

contract("parseArgs collects only what it is told to; else the last one wins", () => {
  same(parsed(["--a", "1", "--a", "2"]), { a: 2, _: [] });
  same(parsed(["--a", "1", "--a", "2"], { collect: ["a"] }), { a: [1, 2], _: [] });
  same(parsed([], { collect: ["a", "b"], string: ["a"], boolean: ["b"] }), { a: [], b: [], _: [] });
});

contract("parseArgs negates only what may be negated", () => {
  same(parsed(["--no-a"]), { "no-a": true, _: [] });
  same(parsed(["--no-a"], { negatable: ["a"] }), { a: false, _: [] });
  same(parsed(["--no-a=1"], { negatable: ["a"] }), { a: 1, _: [] });
});

contract("parseArgs ends at a double dash, and early if told to", () => {
  same(parsed(["a", "--", "--b", "5"]), { _: ["a", "--b", "5"] });
  same(parsed(["a", "--", "--b", "5"], { "--": true }), { _: ["a"], "--": ["--b", "5"] });
  same(parsed(["--a", "--", "x"]), { a: true, _: ["x"] });
  same(parsed(["-a", "b", "c", "--d", "5"], { stopEarly: true, boolean: ["a"] }), {
    a: true,
    _: ["b", "c", "--d", "5"],
  });
});

contract("parseArgs reads letters run together, and a value in the same word", () => {
  same(parsed(["-abc", "d"]), { a: true, b: true, c: "d", _: [] });
  same(parsed(["-n5"]), { n: 5, _: [] });
  same(parsed(["-n=5", "-o="]), { n: 5, o: "", _: [] });
  same(parsed(["-abc5"]), { a: "bc5", _: [] });
  same(parsed(["-f/etc/hosts"]), { f: "/etc/hosts", _: [] });
  same(parsed(["-a-"]), { a: "-", _: [] });
});

contract("parseArgs asks about what it does not know, and leaves out what is refused", () => {
  const asked: unknown[] = [];
  const unknown = (...about: unknown[]) => {
    asked.push(about);
    return false;
  };
  same(parsed(["--a", "-b", "c", "d", "--e=f"], { boolean: ["a"], unknown }), { a: true, _: [] });
  same(asked, [["-b", "b", "c"], ["d"], ["--e=f", "e", "f"]]);
  const kept = parsed(["--x", "y"], { unknown: () => undefined });
  same(kept, { x: "y", _: [] });
});

contract("parseArgs makes paths of dots, and never reaches what all objects share", () => {
  same(parsed(["--a.b=1", "--a.c", "2"]), { a: { b: 1, c: 2 }, _: [] });
  parsed(["--__proto__.x=1", "--constructor.prototype.y=1", "--a.__proto__.z=1"]);
  same(["x", "y", "z"].filter((name) => name in {}), []);
});

contract("unicodeWidth counts columns", () => {
  const widths: Record<string, number> = {
    "": 0,
    "hello world": 11,
    "天地玄黃": 8,
    "ｆｕｌｌ": 8,
    "e\u0301": 1,
    "한": 2,
    "\u1112\u1161\u11ab": 2,
    "\t\n\x7f\x80": 0,
    "\u200b\ufe0f": 0,
    "\u00ad": 1,
    "🦕": 2,
    "👩\u200d🚀": 4,
    "🇦": 1,
    "\ud800": 1,
  };
  for (const [text, width] of Object.entries(widths)) {
    is(unicodeWidth(text), width, JSON.stringify(text));
  }
});

contract("timingSafeEqual compares bytes, not types, and refuses other lengths", () => {
  const bytes = new Uint8Array([0, 1, 2, 3]);
  ok(timingSafeEqual(bytes, new Uint8Array([0, 1, 2, 3])));
  ok(!timingSafeEqual(bytes, new Uint8Array([0, 1, 2, 4])));
  ok(timingSafeEqual(bytes.subarray(1, 3), new DataView(new Uint8Array([1, 2]).buffer)));
  ok(timingSafeEqual(bytes.buffer, new Uint16Array(new Uint8Array([0, 1, 2, 3]).buffer)));
  ok(timingSafeEqual(new Uint8Array(), new ArrayBuffer(0)));
  throws(() => timingSafeEqual(bytes, new Uint8Array(3)), {
    name: "TypeError",
    message: "Cannot compare buffers of different byte lengths (4 vs 3)",
  });
});

contract("formatBytes shows three figures and a unit", () => {
  const cases: [number, Parameters<typeof formatBytes>[1], string][] = [
    [0, {}, "0 B"],
    [0.4, {}, "0.4 B"],
    [999, {}, "999 B"],
    [1000, {}, "1 kB"],
    [1337, {}, "1.34 kB"],
    [999_999, {}, "1000 kB"],
    [-1e9, {}, "-1 GB"],
    [1e27, {}, "1000 YB"],
    [1024, { binary: true }, "1 kiB"],
    [1536 * 1024, { binary: true }, "1.5 MiB"],
    [1337, { bits: true }, "1.34 kbit"],
    [42, { bits: true }, "42 b"],
    [42, { signed: true }, "+42 B"],
    [0, { signed: true }, " 0 B"],
    [1337, { locale: "de" }, "1,34 kB"],
    [1920, { minimumFractionDigits: 2, maximumFractionDigits: 2, locale: "en" }, "1.92 kB"],
    [2000, { minimumFractionDigits: 1, locale: "en" }, "2.0 kB"],
  ];
  for (const [size, options, text] of cases) is(formatBytes(size, options), text);
  throws(() => formatBytes(NaN), {
    name: "TypeError",
    message: "Expected a finite number, got number: NaN",
  });
});

contract("formatDuration shows units down to nanoseconds", () => {
  const ms = 99_674;
  is(formatDuration(ms), "0d 0h 1m 39s 674ms 0µs 0ns");
  is(formatDuration(-ms, { ignoreZero: true }), "1m 39s 674ms");
  is(formatDuration(ms, { style: "digital" }), "00:00:01:39:674:000:000");
  is(formatDuration(ms, { style: "digital", ignoreZero: true }), "00:00:01:39:674");
  is(
    formatDuration(86_400_000 + 1, { style: "full", ignoreZero: true }),
    "1 day, 1 millisecond",
  );
  is(formatDuration(0.0021, { ignoreZero: true }), "2µs 100ns");
  is(formatDuration(0, { ignoreZero: true }), "");
  throws(() => formatDuration(1, { style: "x" as "full" }), {
    name: "TypeError",
    message: `style must be "narrow", "full", or "digital"!`,
  });
});

contract("colors nest, strip again, and can be switched off", () => {
  const before = colors.getColorEnabled();
  try {
    colors.setColorEnabled(true);
    const { bold, dim, red, green, yellow, cyan, italic, underline } = colors;
    if (Deno.noColor) return is(colors.red("a"), "a");
    is(red(`a${green("b")}c`), "\x1b[31ma\x1b[32mb\x1b[31mc\x1b[39m");
    is(bold(dim("a")), "\x1b[1m\x1b[2ma\x1b[1m\x1b[22m");
    is(yellow(cyan("a")), "\x1b[33m\x1b[36ma\x1b[33m\x1b[39m");
    is(italic(underline("a")), "\x1b[3m\x1b[4ma\x1b[24m\x1b[23m");
    colors.setColorEnabled(false);
    is(red("a"), "a");
  } finally {
    colors.setColorEnabled(before);
  }
});

contract("stripAnsiCode takes out the usual sequences, and no others", () => {
  is(colors.stripAnsiCode("\x1b[1;31ma\x1b[39mb\x1b[2J"), "ab");
  is(colors.stripAnsiCode("\x1b]8;;http://a.b/c\x07d\x1b]8;;\x07"), "d");
  is(colors.stripAnsiCode("\x1b]8;;x\x1b\\y"), ";;x\x1b\\y");
  is(colors.stripAnsiCode("a\x07\b[1m"), "a\x07\b[1m");
});

contract("TextLineStream cuts at LF and CR LF wherever the chunks end", async () => {
  const lines = (chunks: string[], options?: { allowCR: boolean }) =>
    Array.fromAsync(ReadableStream.from(chunks).pipeThrough(new TextLineStream(options)));
  same(await lines(["a\r", "\nb", "c\n\n", "d"]), ["a", "bc", "", "d"]);
  same(await lines(["a\n"]), ["a"]);
  same(await lines([]), []);
  same(await lines(["a\rb\r\r\n", "c\r"]), ["a\rb\r", "c\r"]);
  same(await lines(["a\rb\r", "\nc\r", "d\r"], { allowCR: true }), ["a", "b", "c", "d"]);
});

contract("toText and toBytes read a stream to its end", async () => {
  const euro = new TextEncoder().encode("a€");
  const halves = () => ReadableStream.from([euro.slice(0, 2), euro.slice(2)]);
  is(await toText(halves()), "a€");
  is(await toText(ReadableStream.from(["x", "y"])), "xy");
  is(await toText(ReadableStream.from([euro.slice(0, 2)])), "a\ufffd");
  same(await toBytes(halves()), euro);
  const broken = () => new ReadableStream({ start: (c) => c.error(new Error("broken")) });
  await rejects(() => toText(broken()), /broken/);
  await rejects(() => toBytes(broken()), /broken/);
});

contract("mergeReadableStreams takes all of each, and the first failure", async () => {
  const merged = mergeReadableStreams(ReadableStream.from([1, 2]), ReadableStream.from([3]));
  same((await Array.fromAsync(merged)).sort(), [1, 2, 3]);
  same(await Array.fromAsync(mergeReadableStreams()), []);
  const broken = new ReadableStream<number>({ start: (c) => c.error(new Error("broken")) });
  await rejects(
    () => Array.fromAsync(mergeReadableStreams(ReadableStream.from([1]), broken)),
    /broken/,
  );
});

contract("LimitedBytesTransformStream passes whole chunks up to the limit", async () => {
  const limited = (size: number, options?: { error?: boolean }) =>
    Array.fromAsync(
      ReadableStream.from([new Uint8Array(4), new Uint8Array(4)])
        .pipeThrough(new LimitedBytesTransformStream(size, options)),
      (chunk) => chunk.length,
    );
  same(await limited(8), [4, 4]);
  same(await limited(7), [4]);
  same(await limited(3), []);
  await rejects(() => limited(7, { error: true }), {
    name: "RangeError",
    message: "Exceeded byte size limit of '7'",
  });
});
