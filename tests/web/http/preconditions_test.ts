import { assert, assertEquals } from "@std/assert";
import { judgeConditions, rangeApplies } from "../../../lib/web/http/preconditions.ts";

const version = { etag: `"v"`, mtime: Date.UTC(2024, 0, 1) + 500 };
const same = "Mon, 01 Jan 2024 00:00:00 GMT";
const before = "Sun, 31 Dec 2023 23:59:59 GMT";

/** Headers, and the verdict. */
const CONDITIONS: [Record<string, string>, string][] = [
  [{}, "answer"],
  [{ "if-none-match": `"v"` }, "not modified"],
  [{ "if-none-match": `W/"v"` }, "not modified"],
  [{ "if-none-match": "*" }, "not modified"],
  [{ "if-none-match": `"w"` }, "answer"],
  // The tag takes precedence over the date.
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
  Deno.test(`evaluates ${JSON.stringify(headers)} as ${expected}`, () => {
    assertEquals(judgeConditions(new Headers(headers), version), expected);
  });
}

Deno.test("applies a range only to the version that the client has a part of", () => {
  const applies = (value?: string) =>
    rangeApplies(new Headers(value === undefined ? {} : { "if-range": value }), version);
  assert(applies());
  assert(applies(`"v"`));
  assert(applies(same));
  for (const value of [`W/"v"`, `"w"`, before, "*", "nonsense"]) assert(!applies(value), value);
});
