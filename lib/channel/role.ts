/** The roles of a session's two ends. @module */

import { digests } from "../digest/all.ts";
import type { ErrorCode } from "../errors.ts";
import type { Hello } from "../frame/control.ts";
import { COMMAND_REFUSALS, TRANSFER_REFUSALS } from "./peer_error.ts";

/** The capability to be told of entries that the receiver cannot store. */
export const LOST = "lost";

/** The receiver's capability to take a text instead of files. */
export const TEXT = "text";

/** The purpose of a session. */
export interface Purpose {
  /** Its name in messages. */
  name: "transfer" | "command";
  /** The roles of its two ends. */
  roles: readonly Hello["role"][];
  /** Wire ids of the digests that this side supports. */
  digests: number[];
  /** Capabilities of a side. */
  capabilities: (role: Hello["role"]) => string[];
  /** Codes that may refuse it. */
  refusals: readonly ErrorCode[];
}

const TRANSFER: Purpose = {
  name: "transfer",
  roles: ["send", "receive"],
  digests: digests.map(({ wireId }) => wireId),
  capabilities: (role) => role === "receive" ? [LOST, TEXT] : [LOST],
  refusals: TRANSFER_REFUSALS,
};

const COMMAND: Purpose = {
  name: "command",
  roles: ["ask", "answer"],
  digests: [1],
  capabilities: () => [],
  refusals: COMMAND_REFUSALS,
};

/** The peer's name at the start of a message. @param role Its role; undefined before its greeting. */
export function nameOf(role: Hello["role"] | undefined): string {
  switch (role) {
    case "send":
      return "The sender";
    case "receive":
      return "The receiver";
    case "ask":
      return "The client";
    case "answer":
      return "The server";
  }
  return "The peer";
}

/** The message for two peers of one role. */
export function sameRole(role: Hello["role"]): string {
  const [one, other] = purposeOf(role).roles;
  return `Both sides want to ${role}; one of them has to ${role === one ? other : one}`;
}

/** The purpose of a session with this role. */
export function purposeOf(role: Hello["role"]): Purpose {
  return COMMAND.roles.includes(role) ? COMMAND : TRANSFER;
}
