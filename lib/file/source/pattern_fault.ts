/** Patterns that can never match. @module */

const CLASSES = new Set([
  ...["alnum", "alpha", "blank", "cntrl", "digit", "graph"],
  ...["lower", "print", "punct", "space", "upper", "xdigit"],
]);

/**
 * Why a pattern in the form of gitignore(5) can never match a file; undefined if it can. Git ignores such
 * patterns silently; on a command line they are mistakes.
 *
 * @param earlier The patterns before it: one that begins with `!` only takes files back from those.
 *
 * ```ts
 * import { patternFault } from "./pattern_fault.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(patternFault("*.tmp", []), undefined);
 * assertEquals(patternFault("a[", []), "its [ has no ]; use \\[ for a bracket in a name");
 * ```
 */
export function patternFault(pattern: string, earlier: readonly string[]): string | undefined {
  if (pattern.startsWith("#")) {
    return "it is a comment; use \\# for a name that begins with #";
  }
  const isNegative = pattern.startsWith("!");
  if (isNegative && earlier.length === 0) {
    return "! takes back what an earlier pattern matches; write \\! for a name that begins so";
  }
  const body = isNegative ? pattern.slice(1) : pattern;
  if (/^[\s/]*$/.test(body)) return "it is empty";
  if (/^\.{1,2}\//.test(body)) {
    return "it begins with ./ or ../; use / at the start for the top of the folder sent";
  }
  if (body.includes("//")) return "it contains //";
  return memberFault(body);
}

/** Reads escapes and brackets, as wildmatch.c of Git does. */
function memberFault(pattern: string): string | undefined {
  for (let index = 0; index < pattern.length; index++) {
    if (pattern[index] === "\\") {
      if (/^\\\/?$/.test(pattern.slice(index))) {
        return "nothing follows its \\; use \\\\ for a backslash in a name";
      }
      index++;
    } else if (pattern[index] === "[") {
      const end = bracketEnd(pattern, index);
      if (typeof end === "string") return end;
      index = end;
    }
  }
  return undefined;
}

/** The index of the bracket that closes a class, or what is wrong. */
function bracketEnd(pattern: string, start: number): number | string {
  let index = start + (/[!^]/.test(pattern[start + 1] ?? "") ? 2 : 1);
  // The first member may be a bracket itself.
  do {
    if (pattern[index] === "\\") {
      index += 2;
      continue;
    }
    const [named, name] = /^\[:([^\]]*):\]/.exec(pattern.slice(index)) ?? [];
    if (named !== undefined && !CLASSES.has(name!)) {
      return `[:${name}:] is not a class of characters; use one such as [:digit:]`;
    }
    index += named?.length ?? 1;
  } while (index < pattern.length && pattern[index] !== "]");
  return index < pattern.length ? index : "its [ has no ]; use \\[ for a bracket in a name";
}
