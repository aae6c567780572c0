/** Stand-in for `@std/cli/parse-args`: flags in the two forms that `lib/cli` passes. @module */

/** Options for {@link parseArgs}. */
export interface ParseOptions {
  /** Flags without a value. */
  boolean: readonly string[];
  /** Flags with a value, which stays text. */
  string: readonly string[];
  /** Flags whose values are collected in an array. */
  collect: readonly string[];
}

/**
 * Parses `--name` and `--name=value`.
 *
 * @returns the values by name: booleans for `boolean`, arrays for `collect`, text for the others
 * @throws {TypeError} for any other word or flag: the real package has more rules than this one.
 */
export function parseArgs(
  args: readonly string[],
  { boolean, string, collect }: ParseOptions,
): Record<string, unknown> {
  const collected = collect.map((name): [string, string[]] => [name, []]);
  const lists = new Map(collected);
  const result: Record<string, unknown> = Object.fromEntries([
    ...boolean.map((name) => [name, false]),
    ...collected,
  ]);
  for (const arg of args) {
    const [, name = "", value] = /^--([^=.]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (boolean.includes(name) && value === undefined) result[name] = true;
    else if (!string.includes(name)) throw new TypeError(`Cannot read ${JSON.stringify(arg)}`);
    else if (lists.has(name)) lists.get(name)!.push(value ?? "");
    else result[name] = value ?? "";
  }
  return result;
}
