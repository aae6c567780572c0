import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { attachment } from "../../lib/web/content_disposition.ts";
import { contentRange } from "../../lib/web/content_range.ts";
import { reprDigest, sha256Of, wantsSha256 } from "../../lib/web/digest_field.ts";
import { entityTag, namesTag } from "../../lib/web/entity_tag.ts";
import { httpDate, parseHttpDate } from "../../lib/web/http_date.ts";
import { judgeConditions, rangeApplies } from "../../lib/web/preconditions.ts";

Deno.test("a plain name needs no second form", () => {
  assertEquals(attachment("notes.txt"), 'attachment; filename="notes.txt"');
  assertEquals(
    attachment("with blank; and=more.txt"),
    'attachment; filename="with blank; and=more.txt"',
  );
});

/** A name, its form for old programs, its real form. */
const NAMES: [name: string, ascii: string, encoded: string][] = [
  ["é.txt", "_.txt", "%C3%A9.txt"],
  ["€ rates.txt", "_ rates.txt", "%E2%82%AC%20rates.txt"],
  ["😀", "_", "%F0%9F%98%80"],
  [`a"b.txt`, "a_b.txt", "a%22b.txt"],
  ["a\\b", "a_b", "a%5Cb"],
  ["100%41", "100_41", "100%2541"],
  ["a\r\nSet-Cookie: x", "a__Set-Cookie: x", "a%0D%0ASet-Cookie%3A%20x"],
  ["a\0b", "a_b", "a%00b"],
  ["it's (1)*.txt", "it's (1)*.txt", ""],
  ["\ud800x", "_x", "%EF%BF%BDx"],
];

for (const [name, ascii, encoded] of NAMES) {
  Deno.test(`the name ${JSON.stringify(name)} cannot leave its place in the header`, () => {
    const value = attachment(name);
    const more = encoded === "" ? "" : `; filename*=UTF-8''${encoded}`;
    assertEquals(value, `attachment; filename="${ascii}"${more}`);
    assert(/^[\x20-\x7e]*$/.test(value));
    if (encoded !== "") assertEquals(decodeURIComponent(encoded), name.toWellFormed());
    new Headers({ "content-disposition": value });
  });
}

Deno.test("Content-Range of an upload is read, or refused where it contradicts itself", () => {
  assertEquals(contentRange("bytes 0-99/200"), { first: 0, last: 99, size: 200 });
  assertEquals(contentRange("bytes */200"), { size: 200 });
  assertEquals(contentRange("bytes */0"), { size: 0 });
  const refused = ["", "bytes", "bytes 0-99/*", "bytes 5-4/10", "bytes 0-10/10", "bytes -1-5/10"];
  refused.push(
    "items 0-1/2",
    "bytes 0-1/2, bytes 0-1/2",
    `bytes 0-1/${"9".repeat(16)}`,
    "bytes 0-/5",
  );
  for (const header of refused) assertEquals(contentRange(header), undefined, header);
});

Deno.test("a digest goes into a header and comes out of it", () => {
  const hex = createHash("sha256").update("hello").digest("hex");
  const field = reprDigest(hex);
  assertEquals(field, "sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:");
  assertEquals(sha256Of(field), hex);
  assertEquals(sha256Of(`sha-512=:abc=:, ${field}`), hex);
  assertEquals(sha256Of(null), null);
  assertEquals(sha256Of("sha-512=:abc=:"), null);
  for (const bad of ["sha-256=abc", "sha-256=:abc=:", `sha-256=${hex}`, "sha-256=::"]) {
    assertEquals(sha256Of(bad), undefined, bad);
  }
  assert(wantsSha256("sha-256=1"));
  assert(wantsSha256("sha-512=3, sha-256=10"));
  for (const no of [null, "", "sha-256=0", "sha-512=1", "sha-256"]) assert(!wantsSha256(no));
});

Deno.test("another size, time or file is another tag", () => {
  const file = { size: 1, mtime: 2, ino: 3 };
  const others = [file, { ...file, size: 2 }, { ...file, mtime: 3 }, { ...file, ino: 4 }, {
    ...file,
    ino: null,
  }];
  assertEquals(new Set(others.map(entityTag)).size, others.length);
  for (const each of others) assert(/^"[!-~]+"$/.test(entityTag(each)));
});

Deno.test("tags are found in lists, weak ones only where weak will do", () => {
  assert(namesTag(`"a", "b"`, `"b"`, "strong"));
  assert(namesTag(`W/"b"`, `"b"`, "weak"));
  assert(!namesTag(`W/"b"`, `"b"`, "strong"));
  assert(namesTag(" * ", `"b"`, "strong"));
  for (const list of ["", `"c"`, "b", `"ab"`, `"`, `"b`]) {
    assert(!namesTag(list, `"b"`, "weak"), list);
  }
  // A comma may be in a tag.
  assert(!namesTag(`"a,b"`, `"b"`, "weak"));
});

Deno.test("all three forms of a date are read, and nothing else", () => {
  const time = Date.UTC(1994, 10, 6, 8, 49, 37);
  assertEquals(httpDate(time + 999), "Sun, 06 Nov 1994 08:49:37 GMT");
  for (
    const text of [
      "Sun, 06 Nov 1994 08:49:37 GMT",
      "Sunday, 06-Nov-94 08:49:37 GMT",
      "Sun Nov  6 08:49:37 1994",
    ]
  ) assertEquals(parseHttpDate(text), time, text);
  for (
    const text of [
      "",
      "1994-11-06",
      "0",
      "Sun, 06 Nov 1994 08:49:37 CET",
      "Sun, 99 Nov 1994 08:49:37 GMT",
    ]
  ) {
    assertEquals(parseHttpDate(text), undefined, text);
  }
});

const version = { etag: `"v"`, mtime: Date.UTC(2024, 0, 1) + 500 };
const same = "Mon, 01 Jan 2024 00:00:00 GMT";
const before = "Sun, 31 Dec 2023 23:59:59 GMT";

/** Headers, and what they come to. */
const CONDITIONS: [Record<string, string>, string][] = [
  [{}, "answer"],
  [{ "if-none-match": `"v"` }, "not modified"],
  [{ "if-none-match": `W/"v"` }, "not modified"],
  [{ "if-none-match": "*" }, "not modified"],
  [{ "if-none-match": `"w"` }, "answer"],
  // The tag counts where both are there.
  [{ "if-none-match": `"w"`, "if-modified-since": same }, "answer"],
  [{ "if-modified-since": same }, "not modified"],
  [{ "if-modified-since": before }, "answer"],
  [{ "if-modified-since": "yesterday" }, "answer"],
  [{ "if-match": `"v"` }, "answer"],
  [{ "if-match": `W/"v"` }, "precondition failed"],
  [{ "if-match": `"w"` }, "precondition failed"],
  [{ "if-unmodified-since": same }, "answer"],
  [{ "if-unmodified-since": before }, "precondition failed"],
  [{ "if-match": `"v"`, "if-unmodified-since": before }, "answer"],
  [{ "if-match": `"w"`, "if-none-match": `"v"` }, "precondition failed"],
];

for (const [headers, expected] of CONDITIONS) {
  Deno.test(`${JSON.stringify(headers)} comes to: ${expected}`, () => {
    assertEquals(judgeConditions(new Headers(headers), version), expected);
  });
}

Deno.test("a range applies to the version that the client has a part of", () => {
  const applies = (value?: string) =>
    rangeApplies(new Headers(value === undefined ? {} : { "if-range": value }), version);
  assert(applies());
  assert(applies(`"v"`));
  assert(applies(same));
  for (const value of [`W/"v"`, `"w"`, before, "*", "nonsense"]) assert(!applies(value), value);
});
