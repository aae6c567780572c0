/**
 * Which of the files below a folder are meant: patterns in the form of gitignore(5), by the package
 * that ESLint and others use for it.
 *
 * @module
 */

import ignore, { type Ignore } from "ignore";
import { join } from "node:path";

/** What to leave out. */
export interface SelectionOptions {
  /** Patterns of files and folders to leave out. Default none. */
  exclude?: readonly string[];
  /** Patterns of files to send; others are left out. Default: every file. */
  include?: readonly string[];
  /** Whether to leave out what a `.gitignore` on the way down leaves out. Default false. */
  gitignore?: boolean;
}

/** A folder's own `.gitignore`, while the walk is below that folder. */
interface Scope {
  /** The folder's path with a slash at its end. */
  prefix: string;
  rules: Ignore;
}

/**
 * Makes the test for `WalkOptions.exclude`. Patterns are relative to the top-level folder: `*.tmp` matches at
 * any depth, `/build` only directly in it. It relies on the order of a walk: a folder before what is in it.
 */
export function selection(
  options: SelectionOptions,
): (path: string, isDirectory: boolean, source: string) => boolean {
  const exclude = options.exclude?.length ? ignore().add([...options.exclude]) : undefined;
  const include = options.include?.length ? ignore().add([...options.include]) : undefined;
  const scopes: Scope[] = [];

  return (path, isDirectory, source) => {
    while (scopes.length > 0 && !path.startsWith(scopes.at(-1)!.prefix)) scopes.pop();
    // Below the top-level name; a file sent by its own name is matched by that name.
    const relative = path.slice(path.indexOf("/") + 1);
    const isRoot = !path.includes("/");
    const asked = isDirectory ? `${relative}/` : relative;
    if (!isRoot || !isDirectory) {
      if (exclude?.ignores(asked)) return true;
      if (!isDirectory && include && !include.ignores(asked)) return true;
      for (const { prefix, rules } of scopes) {
        if (rules.ignores(path.slice(prefix.length) + (isDirectory ? "/" : ""))) return true;
      }
    }
    if (isDirectory && options.gitignore) {
      const rules = readRules(join(source, ".gitignore"));
      if (rules) scopes.push({ prefix: `${path}/`, rules });
    }
    return false;
  };
}

function readRules(path: string): Ignore | undefined {
  try {
    return ignore().add(Deno.readTextFileSync(path));
  } catch {
    // None there, or none that can be read: nothing is left out because of it.
    return undefined;
  }
}
