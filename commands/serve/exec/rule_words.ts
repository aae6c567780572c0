/**
 * Files named in the arguments of a rule: a user who can change a script controls the
 * command.
 *
 * @module
 */

import { normalize } from "node:path";
import { CallerError } from "../../../lib/errors.ts";
import { assertTrusted } from "../../../lib/file/trusted_path.ts";
import { assertTrustedProgram } from "../../../lib/file/trusted_program.ts";
import { BASE_ENVIRONMENT, type Rule } from "../../../lib/remote/gate/policy.ts";
import { programKind } from "../../../lib/remote/gate/program_kind.ts";

/** Characters that a program may treat as the end or the start of a path. */
const PUNCTUATION = /[\s=,:@"'`;#&|<>(){}[\]!^+]/u;
/** Variables that name a folder for temporary files. */
const TEMPORARY: readonly string[] = ["TMPDIR", "TMP", "TEMP"];
/** Bytes of a file's name at most. */
const MAX_NAME = 255;
/** Bytes of a path at most. */
const MAX_PATH = 4095;

/**
 * Checks each fixed argument, each permitted choice, and each path of the environment that names a
 * file or folder, as the program is checked: another user must not be able to change it, or to
 * create it if it is missing. Folders are checked as well, because some programs run what they find
 * in one; a folder for temporary files may be writable by others. Paths in `untrusted` are not
 * checked.
 *
 * @throws {CallerError} code `usage` if another user could change it.
 */
export function assertTrustedWords(rule: Rule): void {
  const { interpreter } = programKind(rule);
  const judge = (word: string, path: string, shared: boolean) => {
    if ([word, path].some((each) => rule.untrusted.includes(each))) return;
    const what = `${rule.name}: ${JSON.stringify(word)}`;
    try {
      // Many programs resolve `..` textually, whatever a link before it leads to.
      for (const each of new Set([path, normalize(path)])) {
        assertTrustedProgram(each, what, { mayBeMissing: true, mayBeShared: shared });
      }
    } catch (cause) {
      if (!(cause instanceof CallerError)) throw cause;
      const advice = 'if that is meant, name it in "untrusted" of a policy file';
      throw new CallerError("usage", `${cause.message}; ${advice}`, { cause });
    }
  };
  // The script of an interpreter may be missing now and exist when it is run.
  let isScriptKnown = interpreter === undefined;
  const look = (word: string) => {
    let isFound = false;
    for (const path of pathsIn(word)) {
      const full = path.startsWith("/") ? path : `${rule.folder}/${path}`;
      const exists = isThere(full);
      isFound ||= exists;
      const isCandidate = path === word && !isScriptKnown && !/[\s;|&<>()$`"']/.test(path);
      if (path.startsWith("/") || exists || isCandidate) judge(word, full, false);
    }
    return isFound;
  };
  for (const word of rule.fixed) isScriptKnown = look(word) || isScriptKnown;
  for (const { kind } of rule.parameters) {
    if (!("values" in kind)) continue;
    const found = kind.values.map(look);
    isScriptKnown ||= found.includes(true);
  }
  for (const [name, value] of Object.entries(rule.environment)) {
    if (value === BASE_ENVIRONMENT[name]) continue;
    const mayBeShared = TEMPORARY.includes(name) && interpreter === undefined;
    for (const path of value.split(/[\s"']+/).flatMap(pathsIn)) {
      const full = path.startsWith("/") ? path : `${rule.folder}/${path}`;
      if (path.startsWith("/") || isThere(full)) judge(`${name}=${path}`, full, mayBeShared);
    }
  }
}

/** A warning about the folder of a program that runs what it finds there; undefined: none. */
export function folderWarning(rule: Rule): string | undefined {
  const { interpreter, runner } = programKind(rule);
  const program = interpreter ?? runner;
  if (program === undefined || rule.untrusted.includes(rule.folder)) return undefined;
  try {
    assertTrusted(rule.folder, `${rule.name}: ${program} may run what it finds where it works`);
  } catch (error) {
    if (error instanceof CallerError) return error.message;
    throw error;
  }
}

/**
 * The possible paths in an argument: the argument itself, what follows the letter of an option
 * (`-fFILE`), what stands between punctuation marks (`--file=FILE`, `a:b`, `@FILE`, `"FILE"`), what
 * begins with a slash after any of them, to the end of the argument, and the path of a `file:` URL.
 */
function pathsIn(word: string): string[] {
  const isOption = word.startsWith("-");
  const whole = isOption ? [word.slice(2)] : [word];
  const parts = word.split(PUNCTUATION).slice(isOption ? 1 : 0);
  const ends = [...word.matchAll(/(?<![\w.~%-])\/|(?<=^-\w+)\/|[=@]/g)]
    .map(({ 0: mark, index }) => word.slice(mark === "/" ? index : index + 1));
  const urls = Array.from(word.matchAll(/file:[^\s"'<>|]*/gi), ([url]) => pathOfUrl(url));
  const paths = [...whole, ...parts, ...ends, ...urls];
  return [...new Set(paths)].filter((path) => path !== "" && isShort(path));
}

function pathOfUrl(url: string): string {
  try {
    return decodeURIComponent(new URL(url).pathname);
  } catch {
    return "";
  }
}

function isShort(path: string): boolean {
  const length = (text: string) => new TextEncoder().encode(text).length;
  return !path.includes("\0") && length(path) <= MAX_PATH &&
    path.split("/").every((name) => length(name) <= MAX_NAME);
}

/** Whether a path exists, resolved by the system or textually. */
function isThere(path: string): boolean {
  return [path, normalize(path)].some((each) => {
    try {
      Deno.lstatSync(each);
      return true;
    } catch (error) {
      const { NotFound, NotADirectory } = Deno.errors;
      return !(error instanceof NotFound || error instanceof NotADirectory);
    }
  });
}
