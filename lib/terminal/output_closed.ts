/** The end of standard output's reader. @module */

/**
 * Thrown where standard output is written and its reader has gone, as in `sluice help | head -1`.
 * Nobody is told: the reader has what it wanted. The exit code is that of a program ended by
 * SIGPIPE, 141.
 */
export class OutputClosed extends Error {
  /** For those who cannot compare classes, such as `exit_codes.ts`. */
  override name = "OutputClosed";

  /** Keeps the system's own error as the cause. */
  constructor(options?: ErrorOptions) {
    super("write standard output: its reader has gone", options);
  }
}
