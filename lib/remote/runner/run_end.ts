/** The end of a running command. @module */

import type { Exit } from "../../frame/control.ts";

/** How a command ended. */
export interface RunEnd {
  /** What the client is told. */
  exit: Exit;
  /** Bytes of standard input that the command has read. */
  stdin: number;
}
