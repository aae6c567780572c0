import { assertEquals } from "@std/assert";
import { EntryLog } from "../../../commands/views/entry_log.ts";
import { NOT_UTF8 } from "../../../lib/file/source/why_unreadable.ts";
import type { TransferEvent } from "../../../lib/transfer/progress.ts";

function linesFor(events: Iterable<TransferEvent>): string[] {
  const lines: string[] = [];
  const log = new EntryLog({
    note: (line) => lines.push(`note: ${line}`),
    warn: (line) => lines.push(`warn: ${line}`),
    stderrIsTerminal: false,
    columns: 80,
  });
  for (const event of events) log.add(event);
  log.finish();
  return lines;
}

Deno.test("names what failed, was skipped or got another name", () => {
  assertEquals(
    linesFor([
      { type: "file_started", path: "a", size: 1, offset: 0 },
      { type: "file_done", path: "a", size: 1, digest: "" },
      { type: "file_failed", path: "b\n", code: "io", message: "disk\x1b[2J" },
      { type: "file_skipped", path: "c", reason: "already exists" },
      { type: "file_renamed", path: "d", name: "d (1)" },
      { type: "name_adapted", path: "e:", name: "e-" },
      { type: "file_restarted", path: "f" },
    ]),
    [
      'warn: Failed: "b\\n": disk\\x1b[2J',
      'note: Skipped: "c": already exists',
      'note: Renamed: "d" to "d (1)"',
      'note: Adapted: "e:" stored as "e-"',
      'note: Changed since last time: "f"; sending all of it',
    ],
  );
});

Deno.test("does not ask for the width of the terminal where an entry has no line", () => {
  let asked = 0;
  const log = new EntryLog({
    note: () => {},
    warn: () => {},
    stderrIsTerminal: true,
    get columns() {
      asked++;
      return 80;
    },
  });
  log.add({ type: "file_started", path: "a", size: 1, offset: 0 });
  log.add({ type: "file_done", path: "a", size: 1, digest: "" });
  assertEquals(asked, 0);
  log.add({ type: "file_skipped", path: "a", reason: "already exists" });
  assertEquals(asked, 1);
});

Deno.test("names the first 20 of a kind, and counts the others", () => {
  const lines = linesFor(
    Array.from({ length: 120 }, (_, n) => ({
      type: "file_skipped",
      path: `${n}`,
      reason: "already exists",
    })),
  );
  assertEquals(lines.length, 21);
  assertEquals(lines.at(-1), "note: … and 100 more skipped (--json lists all)");
});

Deno.test("says once what to do about names that are not UTF-8", () => {
  const failed = (path: string): TransferEvent => ({
    type: "file_failed",
    path,
    code: "io",
    message: NOT_UTF8,
  });
  const lines = linesFor([failed("a"), failed("b")]);
  assertEquals(lines.filter((line) => line.includes("2 names")).length, 1);
});

Deno.test("does not name an entry again after a lost connection", () => {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const log = new EntryLog({ note: print, warn: print, stderrIsTerminal: true, columns: 80 });
  const skipped: TransferEvent = { type: "file_skipped", path: "a", reason: "already exists" };
  log.add(skipped);
  log.restart();
  log.add(skipped);
  log.finish();
  assertEquals(lines, ['Skipped: "a": already exists']);
});

Deno.test("names at most 20 of a kind over all connections", () => {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const log = new EntryLog({ note: print, warn: print, stderrIsTerminal: true, columns: 80 });
  for (let connection = 0; connection < 10; connection++) {
    log.restart();
    for (let n = 0; n < 20; n++) {
      log.add({ type: "file_failed", path: `${connection} ${n}`, code: "io", message: "no" });
    }
  }
  assertEquals(lines.length, 20);
});

Deno.test("omits the middle of a path that would fill the line of a terminal", () => {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const log = new EntryLog({ note: print, warn: print, stderrIsTerminal: true, columns: 80 });
  const path = `photo.jpg${" ".repeat(300)}.exe`;
  log.add({ type: "file_skipped", path, reason: "already exists" });
  assertEquals(lines, [
    `Skipped: "photo.jpg${" ".repeat(9)}…${" ".repeat(15)}.exe": already exists`,
  ]);
});
