/** The error for a closed standard output. @module */

/**
 * Thrown if the reader of standard output has closed it, as in `sluice help | head -1`. No message is
 * shown, because the reader has ended on purpose. The exit code is that of a program ended by SIGPIPE,
 * 141.
 */
export class OutputClosed extends Error {
  /** For modules that must not import this class, such as `exit_codes.ts`. */
  override name = "OutputClosed";

  /** Makes the error. Its cause is the system's. */
  constructor(options?: ErrorOptions) {
    super("write standard output: its reader has gone", options);
  }
}
