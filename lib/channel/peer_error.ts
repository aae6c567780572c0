/** The error that a peer gives as its reason. @module */

import {
  ConnectionError,
  type ErrorCode,
  IntegrityError,
  ProtocolError,
  RefusedError,
  type SluiceError,
} from "../errors.ts";
import { peerText } from "../text/peer_text.ts";

/** Codes that may refuse a transfer. */
export const TRANSFER_REFUSALS: readonly ErrorCode[] = [
  "declined",
  "unattended",
  "exists",
  "digest_refused",
  "version",
  "security",
  "busy",
  "no_space",
  "cannot_create",
  "permission",
  "io",
];

/** Codes that may refuse a command. */
export const COMMAND_REFUSALS: readonly ErrorCode[] = [
  "not_allowed",
  "not_found",
  "too_many",
  "busy",
  "version",
  "security",
  "io",
];

/**
 * The error that an error frame stands for.
 *
 * @param who The peer, at the start of the message: `The receiver`.
 * @param refusals Codes that keep their meaning; any other counts as `refused`.
 */
export function peerError(
  { code, message }: { code: string; message: string },
  refusals: readonly ErrorCode[],
  who = "The peer",
): SluiceError {
  const remote = { remote: true };
  const text = `${who} reported: ${peerText(message)}`;
  switch (code) {
    case "peer_interrupted":
      return new ConnectionError("peer_interrupted", `${who} was interrupted`, remote);
    case "declined":
      return new RefusedError("declined", `${who} declined`, remote);
    case "digest_mismatch":
      return new IntegrityError("digest_mismatch", text, remote);
    case "cut":
    case "timeout":
      return new ConnectionError("cut", text, remote);
    case "protocol":
    case "unsafe_name":
    case "limit":
      return new ProtocolError(text, code, remote);
  }
  const known = refusals.find((each) => each === code);
  return new RefusedError(known ?? "refused", text, remote);
}
