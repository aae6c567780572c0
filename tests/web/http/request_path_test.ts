import { assertEquals } from "@std/assert";
import { requestPath, urlPath } from "../../../lib/web/http/request_path.ts";

/** The path in the URL, and the decoded one; undefined for an invalid path. */
const PATHS: [string, string | undefined][] = [
  ["", ""],
  ["/", ""],
  ["a", "a"],
  ["a/", "a"],
  ["a/b", "a/b"],
  ["a%20b", "a b"],
  ["%C3%A9", "é"],
  ["a%5Cb", "a\\b"],
  ["..", undefined],
  ["a/..", undefined],
  ["a/../b", undefined],
  ["%2e%2e/x", undefined],
  ["%2e%2e%2fx", undefined],
  ["..%2fx", undefined],
  ["a%2fb", undefined],
  ["%252e%252e/x", "%2e%2e/x"],
  ["a//b", undefined],
  ["a%00b", undefined],
  ["%ff", undefined],
  ["%c0%ae%c0%ae/x", undefined],
  ["%ed%a0%80", undefined],
  ["%", undefined],
  ["%zz", undefined],
  [".sluice-x/tree", undefined],
  ["%2Esluice-x", undefined],
  ["a/".repeat(3000), undefined],
  ["x".repeat(33_000), undefined],
];

for (const [given, expected] of PATHS) {
  Deno.test(`decodes the path ${given.slice(0, 40)} of a request as ${expected ?? "none"}`, () => {
    assertEquals(requestPath(given), expected as ReturnType<typeof requestPath>);
  });
}

Deno.test("decodes every encoded path to the same path", () => {
  for (const path of ["a", "a b/c", "é/😀", "50%/a?b#c&d", "a\\b", "'\"<>", "-", "a+b", "%2e%2e"]) {
    assertEquals(requestPath(urlPath(path)), path as ReturnType<typeof requestPath>);
    assertEquals(requestPath(new URL(urlPath(path), "http://h/").pathname.slice(1)), path as "");
  }
});
