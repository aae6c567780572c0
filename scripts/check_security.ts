/**
 * Checks that each promise of SECURITY.md names tests, and that every test file that the page names
 * exists and declares tests.
 *
 *     deno run --allow-read scripts/check_security.ts [ROOT]
 *
 * @module
 */

import { join } from "node:path";

/** Returns what is wrong with the page, one sentence each. `root` is the project's folder. */
export async function checkSecurity(root: string): Promise<string[]> {
  const page = await Deno.readTextFile(join(root, "SECURITY.md"));
  const promises = listItems(sectionOf(page, "Promises"));
  if (promises.length === 0) return ["SECURITY.md has no promises"];
  const missing = promises
    .filter((promise) => testsIn(promise).length === 0)
    .map((promise) => `names no test: ${firstLine(promise)}`);
  const named = [...new Set(testsIn(page))];
  const absent = await Promise.all(named.map((path) => whatIsWrong(root, path)));
  return [...missing, ...absent.filter((problem) => problem !== undefined)];
}

/** The text below a heading of the second level, to the next one. */
function sectionOf(page: string, heading: string): string {
  return page.split(/^## /m).find((section) => section.startsWith(`${heading}\n`)) ?? "";
}

function listItems(section: string): string[] {
  return section.split(/^- /m).slice(1).map((item) => item.split(/^#/m)[0]!);
}

function testsIn(text: string): string[] {
  return Array.from(text.matchAll(/`(tests\/[^`]+)`/g), ([, path]) => path!);
}

async function whatIsWrong(root: string, path: string): Promise<string | undefined> {
  try {
    const text = await Deno.readTextFile(join(root, path));
    if (!/\btest\(/.test(text)) return `${path}: has no tests`;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return `${path}: does not exist`;
  }
}

function firstLine(text: string): string {
  return text.split("\n")[0]!.trim();
}

if (import.meta.main) {
  const problems = await checkSecurity(Deno.args[0] ?? join(import.meta.dirname!, ".."));
  for (const problem of problems) console.error(`SECURITY.md: ${problem}`);
  if (problems.length > 0) Deno.exit(1);
}
