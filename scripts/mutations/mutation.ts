/** The entries of the tables in this folder. @module */

/** One deliberate fault, and the tests that must detect it. */
export interface Mutation {
  /** Describes the fault. Unique. */
  name: string;
  /** The file, from the root of the project. */
  file: string;
  /** Text that occurs exactly once in it. */
  find: string;
  /** The replacement. */
  replace: string;
  /** Test files of which at least one must fail. */
  tests: string[];
  /** Passed to `deno test --filter`, if one test is enough. */
  filter?: string;
  /** Why it cannot be caught. A fault without this must be caught. */
  survives?: string;
}

/**
 * The text of a file with the fault in it; undefined if the text to be replaced does not occur
 * exactly once, or would stay the same.
 */
export function mutated(text: string, { find, replace }: Mutation): string | undefined {
  const at = text.indexOf(find);
  if (find === "" || at < 0 || text.indexOf(find, at + 1) >= 0 || find === replace) {
    return undefined;
  }
  return text.slice(0, at) + replace + text.slice(at + find.length);
}
