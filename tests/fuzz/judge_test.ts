/** Which outcomes of a mutated session count as failures. @module */

import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { temporaryFolder } from "../support/folder.ts";
import { entry } from "../support/scripted_peer.ts";
import { digestOfText, judge, mayBeEmpty } from "./run_case.ts";

/** The failures of a file `a` that has this content after a session with these entries. */
async function judged(content: string, entries: Uint8Array[], success = true): Promise<string[]> {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(join(folder.path, "a"), content);
  return judge(folder.path, {
    before: new Map(),
    success,
    // The source has an empty file as well.
    known: new Set([digestOfText("abc"), digestOfText("")]),
    emptied: mayBeEmpty(entries),
  });
}

Deno.test("a file that arrived empty and was sent with content is a failure", async () => {
  assertEquals(await judged("", [entry()]), [`"a" is empty, and was sent with content`]);
  assertEquals(await judged("", []), [`"a" is empty, and was sent with content`]);
  assertEquals(await judged("", [entry({ path: "b", size: 0 })]), [
    `"a" is empty, and was sent with content`,
  ]);
});

Deno.test("a file that was sent empty, or of no known size, may be empty", async () => {
  assertEquals(await judged("", [entry({ size: 0 })]), []);
  assertEquals(await judged("", [entry({ size: null })]), []);
  assertEquals(await judged("abc", [entry()]), []);
});

Deno.test("content that was not sent, and any content after a failure, is a failure", async () => {
  assertEquals(await judged("abd", [entry()]), [`"a" holds what was not sent`]);
  assertEquals((await judged("abc", [entry()], false)).length, 1);
});
