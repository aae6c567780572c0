/**
 * Compares `lib/frame/PROTOCOL.md` with the program: the numbers on the page are those that the program
 * sends, accepts and rejects. Tables are read as tables; sentences that name a limit are searched for
 * as text.
 *
 *     deno run -A scripts/check_protocol.ts [ROOT]
 *
 * @module
 */

import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/**
 * Codes that are never sent: they concern this side's command line, or are sent as another code.
 */
const NEVER_SENT = [
  ...["usage", "no_input", "source_changed", "interrupted", "wrong_code"],
  ...["unavailable", "untrusted", "reset", "lingered"],
  ...["time_limit", "output_limit"],
];

/** The part of the program that the page is compared with. */
interface Program {
  frame: typeof import("../lib/frame/frame.ts");
  limits: typeof import("../lib/limits.ts");
  digests: typeof import("../lib/digest/all.ts").digests;
  preface: Uint8Array;
  errorCodes: string[];
}

/** Returns the differences between PROTOCOL.md and the program, one sentence each. */
export async function checkProtocol(root: string): Promise<string[]> {
  const page = await Deno.readTextFile(join(root, "lib/frame/PROTOCOL.md"));
  const program = await load(resolve(root));
  return [
    ...checkPreface(page, program),
    ...checkHeader(page, program),
    ...checkTypes(page, program),
    ...checkDigests(page, program),
    ...checkCodes(page, program),
    ...checkSentences(page, program),
  ];
}

/** The program of another tree can be checked as well, so its modules are loaded dynamically. */
async function load(root: string): Promise<Program> {
  const module = (path: string) => import(pathToFileURL(join(root, path)).href);
  const frame: Program["frame"] = await module("lib/frame/frame.ts");
  const { encodePreface } = await module("lib/channel/preface.ts");
  const errors = await Deno.readTextFile(join(root, "lib/errors.ts"));
  const union = /export type ErrorCode =([^;]*);/.exec(errors)?.[1] ?? "";
  return {
    frame,
    limits: await module("lib/limits.ts"),
    digests: (await module("lib/digest/all.ts")).digests,
    preface: encodePreface(frame.Security.plain),
    errorCodes: Array.from(union.matchAll(/"(\w+)"/g), ([, code]) => code!),
  };
}

/** The rows of every table under these column names, cell by cell; without the names. */
function rows(page: string, ...columns: string[]): string[][] {
  const cells = (line: string) => line.split("|").slice(1, -1).map((cell) => cell.trim());
  const found: string[][] = [];
  let inside = false;
  for (const line of page.split("\n")) {
    if (!line.startsWith("|")) inside = false;
    else if (cells(line).join("|") === columns.join("|")) inside = true;
    else if (inside && !/^\|[-|: ]+\|$/.test(line)) found.push(cells(line));
  }
  return found;
}

/** Reports a difference. */
function* same(what: string, page: unknown, program: unknown): Generator<string> {
  if (page !== program) yield `${what}: the page says ${page}, the program ${program}`;
}

function* checkPreface(page: string, { frame, preface }: Program): Generator<string> {
  const [, layout = ""] = /## 1\. Preface\n(.*?)\n## /s.exec(page) ?? [];
  const table = rows(layout, "offset", "bytes", "content");
  const at = (name: string) => table.find(([, , content]) => content?.startsWith(name)) ?? [];
  const stated = (name: string) => /\d+$/.exec(at(name)[2] ?? "")?.[0];
  const byte = (name: string) => preface[Number(at(name)[0])];
  const magic = Array.from(frame.MAGIC, (each) => each.toString(16).padStart(2, "0")).join(" ");
  yield* same("preface: magic", /`([0-9a-f ]+)`/.exec(at("magic")[2] ?? "")?.[1], magic);
  yield* same("preface: bytes", total(table), frame.PREFACE_BYTES);
  yield* same("preface: bytes sent", total(table), preface.length);
  const sentence = /send (\d+) bytes as soon/.exec(page)?.[1];
  yield* same("preface: bytes in words", Number(sentence), frame.PREFACE_BYTES);
  for (const [name, value] of [["lowest", frame.MIN_VERSION], ["highest", frame.MAX_VERSION]]) {
    yield* same(`preface: ${name} version`, Number(stated(`${name}`)), value);
    yield* same(`preface: ${name} version sent`, Number(stated(`${name}`)), byte(`${name}`));
  }
  const [, , security = ""] = at("security");
  const levels = Array.from(security.matchAll(/(\d+) (\w+)/g), ([, id, name]) => `${name} ${id}`);
  const known = Object.entries(frame.Security).map(([name, id]) => `${name} ${id}`);
  yield* same("preface: security", levels.join(", "), known.join(", "));
}

function total(table: string[][]): number {
  return table.reduce((sum, [, bytes]) => sum + Number(bytes), 0);
}

function* checkHeader(page: string, { frame }: Program): Generator<string> {
  const [, layout = ""] = /## 2\. Frames\n(.*?)\n## /s.exec(page) ?? [];
  const table = rows(layout, "offset", "bytes", "content");
  const header = table.filter(([, bytes]) => /^\d+$/.test(bytes ?? ""));
  yield* same("frame header: bytes", total(header), frame.HEADER_BYTES);
  const payload = table.find(([, bytes]) => bytes === "length");
  yield* same("frame header: offset of the payload", Number(payload?.[0]), frame.HEADER_BYTES);
}

function* checkTypes(page: string, program: Program): Generator<string> {
  const { FrameType } = program.frame;
  const table = rows(page, "type", "name", "sent by", "payload", "length");
  const listed = table.map(([id, name]) => `${name} ${id}`);
  const known = Object.entries(FrameType).map(([name, id]) => `${name} ${id}`);
  yield* missing("frame types", listed, known);
  for (const [id, name, , , length = ""] of table) {
    const [least, most = least] = length.split(" to ").map(Number);
    if (!known.includes(`${name} ${id}`)) continue;
    for (const [size, good] of limitsOf(least!, most!)) {
      if (accepts(program, Number(id), size) !== good) {
        yield `frame type ${name}: the page says ${length} bytes, the program ${
          good ? "refuses" : "accepts"
        } ${size}`;
      }
    }
  }
}

/** Lengths at the limits, and whether they are within them. */
function limitsOf(least: number, most: number): [size: number, good: boolean][] {
  const inside: [number, boolean][] = [[least, true], [most, true], [most + 1, false]];
  return least > 0 ? [[least - 1, false], ...inside] : inside;
}

function accepts({ frame }: Program, type: number, length: number): boolean {
  const header = new Uint8Array(frame.HEADER_BYTES);
  header[0] = type;
  new DataView(header.buffer).setUint32(4, length);
  try {
    return frame.readHeader(header, 0).length === length;
  } catch {
    return false;
  }
}

function* checkDigests(page: string, { digests }: Program): Generator<string> {
  const table = rows(page, "wire id", "name", "length in bytes", "defined in");
  yield* missing(
    "digests",
    table.map(([id, name, length]) => `${name} ${id}, ${length} bytes`),
    digests.map(({ name, wireId, length }) => `${name} ${wireId}, ${length} bytes`),
  );
  const ids = table.map(([id]) => id);
  if (new Set(ids).size < ids.length) yield "digests: a wire id is on the page twice";
}

function* checkCodes(page: string, { errorCodes }: Program): Generator<string> {
  const listed = rows(page, "code", "meaning").map(([code]) => code!);
  yield* missing("error codes", listed, errorCodes.filter((code) => !NEVER_SENT.includes(code)));
}

function* missing(what: string, page: string[], program: string[]): Generator<string> {
  for (const each of program) {
    if (!page.includes(each)) yield `${what}: ${each} is not on the page`;
  }
  for (const each of page) {
    if (!program.includes(each)) yield `${what}: ${each} is not in the program`;
  }
}

/** Sentences with a limit, up to the number. */
function* checkSentences(page: string, { limits }: Program): Generator<string> {
  const text = page.replaceAll(/\s+/g, " ");
  const sentences: [RegExp, number][] = [
    [/hello MUST arrive within (\d+) seconds/, limits.HANDSHAKE_TIMEOUT / 1000],
    [/can send anything for (\d+) seconds/, limits.IDLE_TIMEOUT / 1000],
    [/top-level names, at most (\d+)/, limits.MAX_OFFER_NAMES],
    [/A path longer than (\d+) bytes/, limits.MAX_PATH_BYTES],
    [/bytes or of more than (\d+) components/, limits.MAX_DEPTH],
    [/A text has 1 to (\d+) bytes/, limits.MAX_TEXT_BYTES],
    [/gave, at most (\d+) UTF-16 code units/, limits.MAX_LOST_PATH],
  ];
  for (const [sentence, value] of sentences) {
    yield* same(`"${sentence.source}"`, Number(sentence.exec(text)?.[1]), value);
  }
  const [, patience] = /send something at least every (\d+) seconds/.exec(text) ?? [];
  if (!(limits.KEEP_ALIVE_INTERVAL / 1000 < Number(patience))) {
    yield `keep-alive: the page promises one every ${patience} seconds, the program sends one every ${
      limits.KEEP_ALIVE_INTERVAL / 1000
    }`;
  }
}

if (import.meta.main) {
  const root = Deno.args[0] ?? fileURLToPath(new URL("..", import.meta.url));
  const problems = await checkProtocol(root);
  for (const problem of problems) console.error(`PROTOCOL.md: ${problem}`);
  console.log(
    problems.length === 0 ? "protocol: as it is written" : `protocol: ${problems.length}`,
  );
  Deno.exit(problems.length === 0 ? 0 : 1);
}
