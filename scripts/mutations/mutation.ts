/** One deliberate fault, and the tests that must notice it. */
export interface Mutation {
  /** What the fault does, in words. Unique. */
  name: string;
  /** The file, from the root of the project. */
  file: string;
  /** Text that occurs exactly once in it. */
  find: string;
  /** What stands there instead. */
  replace: string;
  /** Test files of which at least one must fail. */
  tests: string[];
  /** Passed to `deno test --filter`, where one test is enough. */
  filter?: string;
  /** Why it cannot be caught. A mutation without this must be caught. */
  survives?: string;
}
