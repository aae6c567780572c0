/**
 * The same cases on the `@std` in force, the real packages or the stand-ins under
 * `scripts/closed_network/std/`: a stand-in must not accept more than the real package. Only what
 * the project uses is tested. Results are compared by `node:assert`, which belongs to neither;
 * `@std/assert` has `std_assert_contract_test.ts`.
 *
 * @module
 */

import { deepStrictEqual as same, ok, strictEqual as is, throws } from "node:assert/strict";
import { parseArgs } from "@std/cli/parse-args";
import { unicodeWidth } from "@std/cli/unicode-width";
import { timingSafeEqual } from "@std/crypto/timing-safe-equal";
import { format as formatBytes } from "@std/fmt/bytes";
import { bold, dim, green, red } from "@std/fmt/colors";
import { format as formatDuration } from "@std/fmt/duration";
import { TextLineStream } from "@std/streams/text-line-stream";

const home = import.meta.resolve("@std/cli/parse-args");
const areStandIns = home.includes("/closed_network/std/");
const inForce = areStandIns ? "the stand-ins" : "the real packages";

/** Names the implementation, so that a report shows which one passed. */
function contract(name: string, body: () => void | Promise<void>): void {
  Deno.test(`${inForce}: ${name}`, body);
}

Deno.test(`@std is ${inForce}`, () => {
  console.log(`@std/cli is ${home}`);
});

/** As `lib/cli` calls it: the names of flags are known only at run time. */
function parsed(args: string[], names: Record<"boolean" | "string" | "collect", string[]>) {
  const { _, ...values }: Record<string, unknown> = parseArgs(args, names);
  return values;
}

contract("parseArgs reads switches, values, and values that add up", () => {
  const names = { boolean: ["a", "b"], string: ["c", "d-e", "f"], collect: ["c", "d-e"] };
  same(parsed([], names), { a: false, b: false, c: [], "d-e": [] });
  same(parsed(["--a", "--c=x", "--c=", "--f=1"], names), {
    a: true,
    b: false,
    c: ["x", ""],
    "d-e": [],
    f: "1",
  });
  same(parsed(["--c=0x10", "--d-e=a=b\n", "--f=1", "--f=007"], names), {
    a: false,
    b: false,
    c: ["0x10"],
    "d-e": ["a=b\n"],
    f: "007",
  });
  same(parsed(["--c"], names).c, [""]);
});

if (areStandIns) {
  contract("parseArgs rejects what only the real package can read", () => {
    const names = { boolean: ["a"], string: ["b"], collect: [] };
    for (const word of ["x", "-a", "-", "--", "--c", "--a=true", "--no-a", "--b.c=1"]) {
      throws(() => parseArgs([word], names), TypeError, word);
    }
  });
}

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

contract("timingSafeEqual compares bytes, and rejects other lengths", () => {
  const bytes = new Uint8Array([0, 1, 2, 3]);
  ok(timingSafeEqual(bytes, new Uint8Array([0, 1, 2, 3])));
  ok(!timingSafeEqual(bytes, new Uint8Array([0, 1, 2, 4])));
  ok(timingSafeEqual(bytes.subarray(1, 3), new Uint8Array([1, 2])));
  ok(timingSafeEqual(new Uint8Array(), new Uint8Array()));
  throws(() => timingSafeEqual(bytes, new Uint8Array(3)), {
    name: "TypeError",
    message: "Cannot compare buffers of different byte lengths (4 vs 3)",
  });
});

contract("formatBytes shows three figures and a unit", () => {
  const cases: [number, string][] = [
    [0, "0 B"],
    [0.4, "0.4 B"],
    [1023, "1020 B"],
    [1024, "1 kiB"],
    [1337, "1.31 kiB"],
    [1536 * 1024, "1.5 MiB"],
    [-(2 ** 30), "-1 GiB"],
    [2 ** 90, "1020 YiB"],
  ];
  for (const [size, text] of cases) is(formatBytes(size, { binary: true }), text);
  throws(() => formatBytes(NaN, { binary: true }), {
    name: "TypeError",
    message: "Expected a finite number, got number: NaN",
  });
});

contract("formatDuration shows units that are not zero", () => {
  const show = (ms: number) => formatDuration(ms, { ignoreZero: true });
  is(show(99_674), "1m 39s 674ms");
  is(show(-99_000), "1m 39s");
  is(show(86_400_000 + 3_600_000), "1d 1h");
  is(show(0), "");
});

contract("a style starts again where the same style inside it ends", () => {
  for (
    const [style, on, off] of [[bold, 1, 22], [dim, 2, 22], [red, 31, 39], [green, 32, 39]] as const
  ) {
    if (Deno.noColor) is(style("a"), "a");
    else is(style(`a${style("b")}c`), `\x1b[${on}ma\x1b[${on}mb\x1b[${on}mc\x1b[${off}m`);
  }
});

contract("TextLineStream cuts at LF and CR LF wherever the chunks end", async () => {
  const lines = (chunks: string[]) =>
    Array.fromAsync(ReadableStream.from(chunks).pipeThrough(new TextLineStream()));
  same(await lines(["a\r", "\nb", "c\n\n", "d"]), ["a", "bc", "", "d"]);
  same(await lines(["a\n"]), ["a"]);
  same(await lines([]), []);
  same(await lines(["a\rb\r\r\n", "c\r"]), ["a\rb\r", "c\r"]);
});
