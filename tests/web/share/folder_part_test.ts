/** Order, filter and pages of a folder. @module */

import { assertEquals } from "@std/assert";
import { folderPart } from "../../../lib/web/share/folder_part.ts";
import { folderLink, type FolderQuery, folderQuery } from "../../../lib/web/share/folder_query.ts";
import type { SharedEntry } from "../../../lib/web/share/shared_tree.ts";

const ask = (query = ""): FolderQuery => folderQuery(new URLSearchParams(query));

function entry(name: string, size = 0, mtime = 0): SharedEntry {
  const kind = name.endsWith("/") ? "dir" : "file";
  const own = name.replace(/\/$/, "");
  return { kind, path: own, name: own, source: "", size, mtime, etag: "" };
}

const ENTRIES = [
  entry("b10", 1, 3),
  entry("b9", 5, 1),
  entry("Ä", 3, 2),
  entry("z/", 0, 9),
  entry("a", 3, 4),
  entry("folder/", 0, 1),
];
const names = (query: string, entries = ENTRIES, perPage = 100) =>
  folderPart(entries, ask(query), "de", perPage).entries.map(({ name }) => name).join(" ");

Deno.test("folders come first, names are in the order of the language, numbers by value", () => {
  assertEquals(names(""), "folder z a Ä b9 b10");
  assertEquals(names("order=desc"), "z folder b10 b9 Ä a");
});

Deno.test("sorts by size and date; names decide where these are equal", () => {
  assertEquals(names("sort=size"), "folder z b10 a Ä b9");
  assertEquals(names("sort=size&order=desc"), "folder z b9 a Ä b10");
  assertEquals(names("sort=date"), "folder z b9 Ä b10 a");
  assertEquals(names("sort=date&order=desc"), "z folder a b10 Ä b9");
  assertEquals(names("sort=constructor"), names(""));
});

Deno.test("the order of the language decides", () => {
  const entries = ["z", "ä", "a"].map((name) => entry(name));
  const of = (language: "de" | "en") =>
    folderPart(entries, ask(), language, 9).entries.map(({ name }) => name);
  assertEquals([of("de"), of("en")], [["a", "ä", "z"], ["a", "ä", "z"]]);
  const spanish = ["ñ", "nz", "o"].map((name) => entry(name));
  const [es, en] = (["es", "en"] as const).map((language) =>
    folderPart(spanish, ask(), language, 9).entries.map(({ name }) => name).join("")
  );
  assertEquals([es, en], ["nzño", "ñnzo"]);
});

Deno.test("a filter ignores case and the form of characters, before pages are cut", () => {
  const entries = Array.from({ length: 50 }, (_, i) => entry(`File ${i}`));
  entries.push(entry("Re\u0301sume\u0301.txt"));
  assertEquals(names("filter=R%C3%89SUM%C3%89", entries, 10), "Re\u0301sume\u0301.txt");
  const part = folderPart(entries, ask("filter=file+4&page=2"), "en", 10);
  assertEquals([part.matches, part.pages, part.page, part.first], [11, 2, 2, 10]);
  assertEquals(part.entries.map(({ name }) => name), ["File 49"]);
});

Deno.test("pages hold every entry once, and none is behind the last", () => {
  const entries = Array.from({ length: 25 }, (_, i) => entry(`f${(i * 7) % 25}`));
  const all = [1, 2, 3].flatMap((page) => names(`page=${page}`, entries, 10).split(" "));
  assertEquals(all, Array.from({ length: 25 }, (_, i) => `f${i}`));
  for (const page of ["0", "-1", "x", "1e99", "4", "99"]) {
    const part = folderPart(entries, ask(`page=${page}`), "en", 10);
    assertEquals(part.entries.length, part.page === 3 ? 5 : 10, page);
  }
  assertEquals(folderPart([], ask("page=3"), "en", 10).pages, 1);
});

Deno.test("a link carries what is not usual", () => {
  assertEquals(folderLink(ask()), "./");
  const query = "?sort=date&order=desc&filter=a%26b&page=3";
  assertEquals(folderLink(ask(query)), query);
  assertEquals(ask(`filter=${"x".repeat(999)}`).filter.length, 200);
});
