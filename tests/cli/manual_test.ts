import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { commandManual, manualPages, programManual } from "../../lib/cli/manual.ts";
import { manualText } from "../../lib/cli/manual_text.ts";
import { sample } from "./sample_command.ts";

const text = manualText(await commandManual(sample, "1.2.3"));

Deno.test("a command's page has the usual sections, in the usual order", async () => {
  const { sections } = await commandManual(sample, "1");
  const titles = sections.filter(({ blocks }) => blocks.length > 0)
    .map(({ title }) => title);
  assertEquals(titles, [
    "NAME",
    "SYNOPSIS",
    "DESCRIPTION",
    "OPTIONS",
    "EXAMPLES",
    "ENVIRONMENT",
    "FILES",
    "PERMISSIONS",
    "EXIT STATUS",
    "SEE ALSO",
  ]);
});

Deno.test("a command's page has the details, variables, files and exit codes", () => {
  const plain = text.replace(/\s+/g, " ");
  for (
    const part of [
      "verify with sha256, sha512 or md5 (default sha256). The other side must know it.",
      "SLUICE_SECRET A secret that both machines have",
      "NO_COLOR If set and not empty",
      "DIR/.sample-* What is not complete yet.",
      "66 a file to be read does not exist",
      "Like this: sluice sample 'a b' --to localhost:7584",
    ]
  ) assertStringIncludes(plain, part);
  assert(!plain.includes("HOME"), "only variables that the command reads");
  assert(!plain.includes("secret-switch"), "hidden flags stay hidden");
});

Deno.test("names only pages that exist", async () => {
  const hidden = { ...sample, name: "hidden", hidden: true };
  const pages = await manualPages([sample, hidden], "1");
  assertEquals(pages.map(({ name }) => name), ["sluice", "sluice-sample"]);
  const named = pages.flatMap((page) => [...manualText(page).matchAll(/\b(sluice[\w-]*)\(1\)/g)]);
  assert(named.length > 0);
  for (const [, name] of named) assert(pages.some((page) => page.name === name), name);
});

Deno.test("is at most 80 columns wide as text, without trailing spaces", () => {
  for (const line of (text + manualText(programManual([sample], "1"))).split("\n")) {
    assert(line.length <= 80, line);
    assertEquals(line, line.trimEnd());
  }
});

Deno.test("keeps lines that must be kept, and formats headings only", async () => {
  assertMatch(text, /^ {9}kept {3}as it is$/m);
  const page = await commandManual(sample, "1");
  const marked = manualText(page, (heading) => `<${heading}>`);
  assertMatch(marked, /^<NAME>$/m);
  assertEquals(marked.replaceAll(/[<>]/g, ""), manualText(page));
});
