/** The messages between the two sides of a confined command. @module */

import type { ConnectionError } from "../../lib/errors.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";
import type { StdioTerminalOptions } from "../../lib/terminal/stdio_terminal.ts";

/** From outside to inside. */
export type ToWorker =
  | { type: "run"; command: string; input: unknown; terminal: StdioTerminalOptions }
  | { type: "abort"; code: ConnectionError["code"]; message: string; signal: unknown }
  | { type: "linked"; made: boolean }
  | { type: "not linked"; message: string };

/** From inside to outside. */
export type FromWorker =
  | { type: "link"; path: string; target: string; policy: IfExists }
  | { type: "exit"; code: number };
