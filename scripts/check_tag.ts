/**
 * Holds a tag against `deno.json` and the change log before anything is built for it.
 *
 *     deno run --no-config --allow-read scripts/check_tag.ts v0.2.0
 *
 * @module
 */

import { releaseNotes } from "./release/notes.ts";

/**
 * What is wrong with a tag; undefined: nothing.
 *
 * @param version the version in `deno.json`
 */
export function tagProblem(tag: string, version: string, changelog: string): string | undefined {
  if (tag !== `v${version}`) return `the tag is ${tag}, the version in deno.json ${version}`;
  try {
    releaseNotes(changelog, version);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

if (import.meta.main) {
  const read = (path: string) => Deno.readTextFile(new URL(`../${path}`, import.meta.url));
  const { version } = JSON.parse(await read("deno.json"));
  const problem = tagProblem(Deno.args[0] ?? "", version, await read("CHANGELOG.md"));
  if (problem !== undefined) {
    console.error(`check tag: ${problem}`);
    Deno.exit(1);
  }
}
