/** Asks a LocalSend receiver whether it takes files. @module */

import { ProtocolError } from "../../../errors.ts";
import { MAX_TOKEN_LENGTH } from "../../../limits.ts";
import { isJsonObject, isText } from "../../../text/object_reader.ts";
import type { ReachableDevice } from "../device.ts";
import type { ClientAnswer, LocalSendClient } from "../http_client.ts";
import { formatOfferedFiles, type OfferedFile } from "../offered_file.ts";
import { peerObject, PeerReader } from "../peer_json.ts";
import { API, LocalSendStatus } from "../protocol.ts";
import { requestFailure } from "./upload_failure.ts";

/** What the receiver answers. */
export type UploadReply =
  /** Files are wanted: their tokens by their ids. */
  | { kind: "accepted"; sessionId: string; tokens: ReadonlyMap<string, string> }
  /** Nothing has to be sent: a text was shown, or no file is wanted. */
  | { kind: "nothing_wanted" }
  /** A PIN is required, or the one that was given is wrong. */
  | { kind: "pin" }
  /** Another session is running. */
  | { kind: "busy" };

/** Options of {@linkcode requestUpload}. */
export interface RequestUploadOptions {
  /** The receiver. */
  client: LocalSendClient;
  /** What this device says about itself. */
  self: ReachableDevice;
  /** The files. */
  files: readonly OfferedFile[];
  /** The PIN; undefined: none. */
  pin: string | undefined;
  /** Ends the request. Its connection closes, by which the receiver knows that no answer is awaited. */
  signal: AbortSignal;
}

/**
 * Asks, without a time limit: the receiver's user decides.
 *
 * @throws {RefusedError} if the receiver declined or failed.
 * @throws {ProtocolError} if its answer is malformed, or names files that were not offered.
 */
export async function requestUpload(options: RequestUploadOptions): Promise<UploadReply> {
  const { client, self, files, pin, signal } = options;
  const query = pin === undefined ? "" : `?pin=${encodeURIComponent(pin)}`;
  const json = { info: self, files: formatOfferedFiles(files) };
  const answer = await client.post(`/${API}prepare-upload${query}`, { json, signal });
  switch (answer.status) {
    case 200:
      return readReply(answer, files);
    case LocalSendStatus.nothingWanted:
      return { kind: "nothing_wanted" };
    case LocalSendStatus.pin:
      return { kind: "pin" };
    case LocalSendStatus.busy:
      return { kind: "busy" };
  }
  throw requestFailure(answer);
}

function readReply({ bytes }: ClientAnswer, offered: readonly OfferedFile[]): UploadReply {
  const where = "the receiver's answer";
  const reader = new PeerReader(where, peerObject(where, bytes));
  const sessionId = reader.required("sessionId", reader.shortText("sessionId", MAX_TOKEN_LENGTH));
  const given = reader.get("files") ?? {};
  if (!isJsonObject(given)) throw new ProtocolError(`${where} has no list of files`);
  const ids = new Set(offered.map(({ id }) => id));
  const tokens = new Map<string, string>();
  for (const [id, token] of Object.entries(given)) {
    if (!ids.has(id)) throw new ProtocolError(`${where} names a file that was not offered`);
    const isToken = isText(token) && token.length <= MAX_TOKEN_LENGTH && token.isWellFormed();
    if (!isToken) throw new ProtocolError(`${where} has a token that is too long or no text`);
    tokens.set(id, token);
  }
  return tokens.size === 0 ? { kind: "nothing_wanted" } : { kind: "accepted", sessionId, tokens };
}
