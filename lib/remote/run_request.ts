/** A request for a command. @module */

import type { RequestedCommand } from "./gate/decide.ts";

/** What a client asks the runner for. */
export interface RunRequest extends RequestedCommand {
  /** The client's address. */
  peer: string;
  /** The source that counts against the limit for one peer. */
  source: string;
  /** How the client authenticated: by a secret, by a code, or not at all. */
  who: "secret" | "code" | "nobody";
  /** Milliseconds that the command may take; the policy's limit applies as well. */
  timeout?: number;
}
