/**
 * Finds words and phrases that the project does not use, in its .ts and .md files: pronouns that do
 * not name the actor, and phrases that a reader has to decode. docs/contributing.md has the rules.
 *
 * `voice_baseline.json` may list files and folders with a number of findings that are allowed. The
 * number may only fall. The most specific entry counts; 0 keeps a folder clean inside a listed one.
 *
 *     deno run -A scripts/check_voice.ts [--update] [ROOT]
 *
 * `--update` lowers the numbers to the current ones, and removes entries without findings.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A file or folder, from the root, and how many findings it may have. */
export type Baseline = Record<string, number>;

/** One forbidden word or phrase. */
export interface Finding {
  /** The file, from the root. */
  file: string;
  line: number;
  words: string;
}

/** Name the sender, receiver, peer, client, server, caller or user instead. */
const PRONOUNS = ["somebody", "nobody", "whoever", "anybody", "everybody"];

/** Phrases for which there is a standard term, or which say nothing. */
const PHRASES = [
  "asked whether it wants",
  "buries it",
  "carries it on",
  "clocks differ",
  "does not get much",
  "farewell",
  "gone on with",
  "hung up on",
  "into one's hands",
  "may do little",
  "mistake in sluice itself",
  "nothing better to do",
  "the machine without sluice",
  "time ran out",
  "which is as well",
];

const FORBIDDEN = [...PRONOUNS, ...PHRASES].join("|");
/** A word alone in quotation marks is a value, such as a member of a JSON event. */
const PATTERN = new RegExp(`(?<!["'\`])\\b(${FORBIDDEN})\\b|\\b(${FORBIDDEN})\\b(?!["'\`])`, "gi");

/** What is checked, from the root; other entries of the root are not the project's. */
const CHECKED = /^(\.github|commands|docs|lib|scripts|tests|[^/]+\.(ts|md))$/;
/** Texts of other authors. */
const FOREIGN = new Set(["commands/licenses/text.ts"]);

const BASELINE = "scripts/voice_baseline.json";

/** Returns the findings in a text. */
export function findingsIn(file: string, text: string): Finding[] {
  return text.split("\n").flatMap((content, index) =>
    Array.from(content.matchAll(PATTERN), ([words]) => ({ file, line: index + 1, words }))
  );
}

/** Returns the findings in a tree, in the order of its files. */
export async function findingsBelow(root: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const file of filesBelow(root, "")) {
    findings.push(...findingsIn(file, await Deno.readTextFile(join(root, file))));
  }
  return findings;
}

async function* filesBelow(root: string, folder: string): AsyncGenerator<string> {
  const entries = await Array.fromAsync(Deno.readDir(join(root, folder)));
  for (const { name, isDirectory, isFile } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (folder === "" && !CHECKED.test(name)) continue;
    if (isDirectory) yield* filesBelow(root, path);
    else if (isFile && /\.(ts|md)$/.test(name) && !FOREIGN.has(path)) yield path;
  }
}

/** Returns what the baseline does not allow, one sentence each. */
export function voiceProblems(findings: readonly Finding[], baseline: Baseline): string[] {
  const problems: string[] = [];
  for (const [entry, found] of groups(findings, baseline)) {
    const allowed = entry === undefined ? 0 : baseline[entry]!;
    if (found.length <= allowed) continue;
    if (allowed > 0) problems.push(`${entry}: ${found.length} findings, ${allowed} allowed`);
    problems.push(...found.map(({ file, line, words }) => `${file}:${line}: "${words}"`));
  }
  for (const entry of stale(findings, baseline)) {
    problems.push(
      `${BASELINE}: ${entry} is clean: remove its entry, or run check_voice.ts --update`,
    );
  }
  return problems;
}

/** Returns the baseline with numbers lowered to the findings, and without entries that are clean. */
export function lowered(findings: readonly Finding[], baseline: Baseline): Baseline {
  const found = groups(findings, baseline);
  const gone = new Set(stale(findings, baseline));
  const kept = Object.entries(baseline).filter(([entry]) => !gone.has(entry));
  return Object.fromEntries(
    kept.map(([entry, allowed]) => [entry, Math.min(allowed, found.get(entry)?.length ?? 0)]),
  );
}

/** The findings by the entry of the baseline that they belong to. */
function groups(
  findings: readonly Finding[],
  baseline: Baseline,
): Map<string | undefined, Finding[]> {
  return Map.groupBy(findings, ({ file }) => entryOf(file, baseline));
}

function entryOf(file: string, baseline: Baseline): string | undefined {
  const entries = Object.keys(baseline).filter((entry) => contains(entry, file));
  return entries.sort((a, b) => b.length - a.length)[0];
}

function contains(entry: string, file: string): boolean {
  return file === entry || file.startsWith(`${entry}/`);
}

/** Entries with a number above 0 and no finding, and zeros that no other entry contains. */
function stale(findings: readonly Finding[], baseline: Baseline): string[] {
  const found = groups(findings, baseline);
  const used = (entry: string) => found.has(entry);
  return Object.keys(baseline).filter((entry) =>
    baseline[entry]! > 0
      ? !used(entry)
      : !Object.keys(baseline).some((other) => other !== entry && contains(other, entry))
  );
}

if (import.meta.main) {
  const update = Deno.args.includes("--update");
  const root = Deno.args.find((arg) => !arg.startsWith("--")) ??
    fileURLToPath(new URL("..", import.meta.url));
  const path = join(root, BASELINE);
  const findings = await findingsBelow(root);
  let baseline: Baseline = JSON.parse(await Deno.readTextFile(path));
  if (update) {
    baseline = lowered(findings, baseline);
    await Deno.writeTextFile(path, JSON.stringify(baseline, null, 2) + "\n");
  }
  const problems = voiceProblems(findings, baseline);
  for (const problem of problems) console.error(problem);
  console.log(`voice: ${findings.length} findings, ${problems.length} problems`);
  Deno.exit(problems.length === 0 ? 0 : 1);
}
