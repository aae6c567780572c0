import { assertEquals } from "@std/assert";
import { type Baseline, findingsIn, lowered, voiceProblems } from "../../scripts/check_voice.ts";

// In two pieces, because this file is checked as well.
const WORD = "who" + "ever";
const found = (file: string) => findingsIn(file, `\n// ${WORD} calls\n`);

const TEXTS: [what: string, text: string, words: string[]][] = [
  ["a pronoun, in any case", `${WORD} calls, N${"obody"} answers`, [WORD, "Nobody"]],
  ["a phrase", `// it went, which is as ${"well"}`, ["which is as well"]],
  ["a pronoun with an ending", `any${"body"}'s`, ["anybody"]],
  ["no longer words and identifiers", `${WORD}Calls FARE${"WELL"}_TIMEOUT`, []],
  ["no value in quotation marks", `trust !== "${WORD}"; \`${WORD}\``, []],
];
for (const [what, text, words] of TEXTS) {
  Deno.test(`finds ${what}`, () => {
    assertEquals(findingsIn("a.ts", text).map(({ words }) => words), words);
  });
}

Deno.test("a finding has its file and line", () => {
  assertEquals(found("lib/a.ts"), [{ file: "lib/a.ts", line: 2, words: WORD }]);
});

const BASELINES: [what: string, files: string[], baseline: Baseline, problems: string[]][] = [
  ["accepts no findings", [], {}, []],
  ["rejects a finding outside the baseline", ["a.md"], {}, [`a.md:2: "${WORD}"`]],
  ["accepts as many findings as are listed", ["lib/a.ts", "lib/b.ts"], { lib: 2 }, []],
  ["accepts fewer findings than are listed", ["lib/a.ts"], { lib: 2 }, []],
  ["rejects more findings than are listed", ["lib/a.ts", "lib/b.ts"], { lib: 1 }, [
    "lib: 2 findings, 1 allowed",
    `lib/a.ts:2: "${WORD}"`,
    `lib/b.ts:2: "${WORD}"`,
  ]],
  ["takes a folder's whole name", ["library/a.ts", "lib/a.ts"], { lib: 1 }, [
    `library/a.ts:2: "${WORD}"`,
  ]],
  ["keeps a folder clean inside a listed one", ["lib/a.ts", "lib/cli/b.ts"], {
    lib: 9,
    "lib/cli": 0,
  }, [`lib/cli/b.ts:2: "${WORD}"`]],
  ["rejects an entry that is clean", [], { lib: 1 }, [
    "scripts/voice_baseline.json: lib is clean: remove its entry, or run check_voice.ts --update",
  ]],
  ["rejects a zero outside every listed folder", [], { lib: 0 }, [
    "scripts/voice_baseline.json: lib is clean: remove its entry, or run check_voice.ts --update",
  ]],
];
for (const [what, files, baseline, problems] of BASELINES) {
  Deno.test(`the baseline ${what}`, () => {
    assertEquals(voiceProblems(files.flatMap(found), baseline), problems);
  });
}

Deno.test("an update lowers numbers, removes clean entries and raises nothing", () => {
  const findings = ["lib/a.ts", "docs/a.md", "docs/b.md"].flatMap(found);
  const baseline = { lib: 9, docs: 1, tests: 3, "lib/cli": 0 };
  assertEquals(lowered(findings, baseline), { lib: 1, docs: 1, "lib/cli": 0 });
});
