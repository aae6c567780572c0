import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../../lib/errors.ts";
import { EntryError } from "../../../lib/file/entry_error.ts";
import {
  cleanName,
  numbered,
  shortened,
  storeUnder,
} from "../../../lib/file/staging/stored_name.ts";

/** A folder of a file system with rules: holds names that it has, and says what is in the way. */
class Disk {
  readonly names = new Set<string>();
  #forbidden: RegExp;
  #most: number;

  constructor(forbidden = /[:?]/, most = 20) {
    this.#forbidden = forbidden;
    this.#most = most;
  }

  create = (path: string): number => {
    const name = path.split("/").at(-1)!;
    const fail = (reason: EntryError["reason"]) =>
      new EntryError(`store "${path}"`, reason, reason);
    if (this.#forbidden.test(name)) throw fail("characters");
    if (name.length > this.#most) throw fail("length");
    if (this.names.has(name)) throw fail("duplicate");
    const fold = name.toLowerCase();
    if ([...this.names].some((each) => each.toLowerCase() === fold)) throw fail("clash");
    this.names.add(name);
    return this.names.size;
  };
}

Deno.test("keeps a name that the disk can hold, also with adapt", () => {
  for (const names of ["keep", "adapt"] as const) {
    assertEquals(storeUnder("", "a b.txt", names, new Disk().create, "linux"), {
      path: "a b.txt" as never,
      made: 1,
    });
  }
});

Deno.test("rejects a name that the disk cannot hold, and a duplicate, with keep", () => {
  const disk = new Disk();
  const keep = (name: string) => storeUnder("", name, "keep", disk.create, "linux");
  keep("README");
  assertThrows(() => keep("a:b"), EntryError, "characters");
  assertThrows(() => keep("n".repeat(21)), EntryError, "length");
  assertThrows(() => keep("readme"), EntryError, "clash");
  assertEquals(assertThrows(() => keep("README"), ProtocolError).code, "unsafe_name");
});

Deno.test("adapts names to readable, distinct ones", () => {
  const disk = new Disk(/[:?]/, 24);
  const adapt = (name: string, parent = "") =>
    storeUnder(parent as never, name, "adapt", disk.create, "linux").path as string;
  assertEquals(adapt("Shot 00:15:23.png"), "Shot 00-15-23.png");
  assertEquals(adapt("Shot 00?15?23.png"), "Shot 00-15-23 (1).png");
  assertEquals(adapt("Shot 00-15-23.png"), "Shot 00-15-23 (2).png");
  assertEquals(adapt("README", "d"), "d/README");
  assertEquals(adapt("readme", "d"), "d/readme (1)");
  assertEquals(adapt("l".repeat(30) + ".txt"), "l".repeat(20) + ".txt");
  assertEquals(adapt("l".repeat(31) + ".txt"), "l".repeat(16) + " (1).txt");
  assertEquals(adapt("a:" + "m".repeat(30)), "a-" + "m".repeat(22));
});

Deno.test("adapts to no name that is not safe", () => {
  const disk = new Disk(/[:?\\]/, 60);
  const adapt = (name: string, os: string) => storeUnder("", name, "adapt", disk.create, os).path;
  assertEquals(adapt(".sluice:0000", "linux"), "_.sluice-0000" as never);
  for (const name of [".sluice:1", "..:", "...?", "NUL:", "a\\b:"]) {
    const path: string = adapt(name, "windows");
    assertEquals(/^\.sluice-|^\.\.?$|^nul$|[/\\:]/i.test(path), false, path);
  }
});

Deno.test("applies the rules of Windows on Windows, whatever the disk accepts", () => {
  const made: string[] = [];
  const create = (path: string) => made.push(path);
  const names = ["a:b", "nul.txt", "end. ", 'q"<>|*', "x\\y", "..."];
  for (const name of names) {
    assertThrows(() => storeUnder("", name, "keep", create, "windows"), EntryError, "");
    storeUnder("", name, "adapt", create, "windows");
  }
  assertEquals(made, ["a-b", "_nul.txt", "end", "q-----", "x-y", "_"]);
});

Deno.test("gives up where no name is possible, and reports the first error", () => {
  let tries = 0;
  const refuse = (reason: EntryError["reason"]) => () => {
    tries++;
    throw new EntryError("store", reason, `${reason} ${tries}`);
  };
  for (const reason of ["characters", "length", "clash", "place", "size"] as const) {
    tries = 0;
    assertThrows(() => storeUnder("", "a:b", "adapt", refuse(reason), "linux"), EntryError, "1");
    assertEquals(tries <= 1001, true, `${reason}: ${tries} tries`);
  }
});

Deno.test("shortens stems by graphemes, and keeps the extension", () => {
  assertEquals(shortened("abc.tar.gz"), "abc.ta.gz");
  assertEquals(shortened("a\u{1f468}\u200d\u{1f469}\u200d\u{1f467}.txt"), "a.txt");
  assertEquals(shortened("e\u0301e\u0301"), "e\u0301");
  assertEquals(shortened("a b.txt"), "a.txt");
  assertEquals(shortened("a"), undefined);
  assertEquals(shortened(".hidden"), ".hidde");
  assertEquals(shortened("x".repeat(9000) + ".txt"), "x".repeat(255) + ".txt");
  assertEquals(numbered("a.tar.gz", 2), "a.tar (2).gz");
  assertEquals(cleanName("a/b"), "a-b");
});
