/**
 * Selection of files below a folder by patterns in the form of gitignore(5), with the package that ESLint
 * uses for them.
 *
 * @module
 */

import ignore, { type Ignore } from "ignore";
import { join } from "node:path";

/** Options of {@linkcode selection}. */
export interface SelectionOptions {
  /** Patterns of files and folders to leave out. @default {[]} */
  exclude?: readonly string[];
  /** Patterns of files to send; others are left out. Every file is sent if absent. */
  include?: readonly string[];
  /** Whether the `.gitignore` files of the walked folders apply. @default {false} */
  gitignore?: boolean;
}

/** A folder's own `.gitignore`, while the walk is below that folder. */
interface Scope {
  /** The folder's path with a slash at its end. */
  prefix: string;
  rules: Ignore;
}

/**
 * Creates the test for `WalkOptions.exclude`. Patterns are relative to the top-level folder: `*.tmp` matches at
 * any depth, `/build` only directly in it. Relies on the order of a walk: a folder before its content.
 *
 * ```ts
 * import { selection } from "./selection.ts";
 * import { assertEquals } from "@std/assert";
 * const isLeftOut = selection({ exclude: ["*.tmp"] });
 * assertEquals(isLeftOut("docs/a.tmp", false, "/srv/docs/a.tmp"), true);
 * assertEquals(isLeftOut("docs/a.md", false, "/srv/docs/a.md"), false);
 * ```
 */
export function selection(
  options: SelectionOptions,
): (path: string, isDirectory: boolean, source: string) => boolean {
  const exclude = options.exclude?.length ? ignore().add([...options.exclude]) : undefined;
  const include = options.include?.length ? ignore().add([...options.include]) : undefined;
  const scopes: Scope[] = [];

  return (path, isDirectory, source) => {
    while (scopes.length > 0 && !path.startsWith(scopes.at(-1)!.prefix)) scopes.pop();
    // Relative to the top-level name. A file that is a root itself is matched by its own name.
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
    // Missing or not readable: nothing is left out.
    return undefined;
  }
}
