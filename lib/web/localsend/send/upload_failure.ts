/** What the statuses of a LocalSend receiver mean to a sender. @module */

import { ConnectionError, RefusedError, type SluiceError } from "../../../errors.ts";
import { isJsonObject, isText } from "../../../text/object_reader.ts";
import { peerText } from "../../../text/peer_text.ts";
import type { ClientAnswer } from "../http_client.ts";
import { LocalSendStatus } from "../protocol.ts";

/** The error for a request to send that was not accepted. Not for a PIN. */
export function requestFailure(answer: ClientAnswer): SluiceError {
  const remote = { remote: true };
  switch (answer.status) {
    case LocalSendStatus.rejected:
      return new RefusedError("declined", `The receiver declined${reasonOf(answer)}`, remote);
    case LocalSendStatus.busy:
      return new ConnectionError(
        "timeout",
        "The receiver is busy with another transfer; try again later",
        remote,
      );
    case LocalSendStatus.tooMany:
      return new RefusedError(
        "refused",
        "The receiver had too many wrong PINs or requests from this machine; try again later",
        remote,
      );
    case 404:
      return new RefusedError(
        "refused",
        "The device takes no files; it may have to be set to receive",
        remote,
      );
  }
  return new RefusedError("refused", `The receiver answers ${described(answer)}`, remote);
}

/** Why a file was not taken, in a few words. Not escaped. */
export function fileFailure(answer: ClientAnswer): string {
  switch (answer.status) {
    case LocalSendStatus.checksum:
      return "what arrived differs from its checksum";
    case 200:
      return "the receiver answered before it had all of it";
    case LocalSendStatus.rejected:
      return `the receiver does not take it${inWords(answer)}`;
    case LocalSendStatus.failed:
      return `the receiver cannot store it${inWords(answer)}`;
  }
  return `the receiver answers ${described(answer)}`;
}

/** The reason for a refusal, where the device gives more than the refusal itself. */
function reasonOf(answer: ClientAnswer): string {
  const words = inWords(answer);
  return /^ \((rejected|declined|forbidden)\)$/i.test(words) ? "" : words;
}

function described(answer: ClientAnswer): string {
  return `${answer.status}${inWords(answer)}`;
}

/** The message of an answer, on one short line. */
function inWords({ bytes }: ClientAnswer): string {
  let message: unknown;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    message = isJsonObject(value) ? value.message : undefined;
  } catch { /* Ignored: an answer without words. */ }
  const text = isText(message) ? peerText(message) : "";
  return text === "" ? "" : ` (${text})`;
}
