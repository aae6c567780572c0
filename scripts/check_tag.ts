/**
 * Checks a tag against `deno.json`, the change log and the lock file before a build.
 *
 *     deno run --no-config --allow-read scripts/check_tag.ts v0.2.0
 *
 * @module
 */

import { releaseNotes } from "./release/notes.ts";

/** What a tag is compared with. */
export interface Tagged {
  /** The version in `deno.json`. */
  version: string;
  /** The imports in `deno.json`. */
  imports: Record<string, string>;
  /** The text of `CHANGELOG.md`. */
  changelog: string;
  /** The specifiers in `deno.lock`, and what they are pinned to. */
  pinned: Record<string, string>;
}

/** Returns the problem of a tag; undefined: none. */
export function tagProblem(
  tag: string,
  { version, imports, changelog, pinned }: Tagged,
): string | undefined {
  if (tag !== `v${version}`) return `the tag is ${tag}, the version in deno.json ${version}`;
  try {
    releaseNotes(changelog, version);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  // Deno adds them in the first run that reaches JSR, which may not be this one.
  const loose = Object.values(imports).filter((specifier) =>
    specifier.startsWith("jsr:") && !Object.hasOwn(pinned, specifier)
  );
  if (loose.length > 0) {
    return `deno.lock does not pin ${loose.join(", ")}; run "deno cache main.ts" where JSR can be \
reached, and commit it`;
  }
}

if (import.meta.main) {
  const read = (path: string) => Deno.readTextFile(new URL(`../${path}`, import.meta.url));
  const { version, imports } = JSON.parse(await read("deno.json"));
  const { specifiers: pinned } = JSON.parse(await read("deno.lock"));
  const changelog = await read("CHANGELOG.md");
  const problem = tagProblem(Deno.args[0] ?? "", { version, imports, changelog, pinned });
  if (problem !== undefined) {
    console.error(`check tag: ${problem}`);
    Deno.exit(1);
  }
}
