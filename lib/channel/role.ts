/** The two ends of what a session is for. @module */

import { digests } from "../digest/all.ts";
import type { ErrorCode } from "../errors.ts";
import type { Hello } from "../frame/control.ts";
import { COMMAND_REFUSALS, TRANSFER_REFUSALS } from "./peer_error.ts";

/** The ability to hear of single entries that the receiver cannot store. */
export const LOST = "lost";

/** What a session is for. */
export interface Purpose {
  /** How messages name it. */
  name: "transfer" | "command";
  /** The roles of its two ends. */
  roles: readonly Hello["role"][];
  /** Wire ids of the digests that this side knows. */
  digests: number[];
  /** Abilities of this side. */
  capabilities: string[];
  /** Codes that a refusal may carry. */
  refusals: readonly ErrorCode[];
}

const TRANSFER: Purpose = {
  name: "transfer",
  roles: ["send", "receive"],
  digests: digests.map(({ wireId }) => wireId),
  capabilities: [LOST],
  refusals: TRANSFER_REFUSALS,
};

const COMMAND: Purpose = {
  name: "command",
  roles: ["ask", "answer"],
  digests: [1],
  capabilities: [],
  refusals: COMMAND_REFUSALS,
};

/** What a session with this role is for. */
export function purposeOf(role: Hello["role"]): Purpose {
  return COMMAND.roles.includes(role) ? COMMAND : TRANSFER;
}
