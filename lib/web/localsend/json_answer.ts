/** Requests and responses of LocalSend, whose bodies are JSON. @module */

import { concatBytes } from "../../bytes.ts";
import { ProtocolError } from "../../errors.ts";
import { bodyPieces } from "../http/body_pieces.ts";
import { COMMON_HEADERS } from "../http/answer.ts";

const NEVER = new AbortController().signal;

/** Makes a response. */
export function jsonAnswer(
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: {
      ...COMMON_HEADERS,
      "content-type": "application/json",
      "cache-control": "no-store",
      ...headers,
    },
  });
}

/** Makes the response for a failure, in words. */
export function messageAnswer(
  status: number,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return jsonAnswer(status, { message }, headers);
}

/**
 * Reads a short body.
 *
 * @param max Bytes at most.
 * @param signal Ends it. @default {never}
 * @throws {ProtocolError} code `limit` if it is longer.
 * @throws {ConnectionError} if the connection was lost, or the peer stopped sending.
 */
export async function readShortBody(
  request: Request,
  max: number,
  signal: AbortSignal = NEVER,
): Promise<Uint8Array<ArrayBuffer>> {
  const tooLong = () => new ProtocolError(`The request is longer than ${max} bytes`, "limit");
  if (Number(request.headers.get("content-length") ?? 0) > max) throw tooLong();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const piece of bodyPieces(request.body, signal)) {
    size += piece.length;
    if (size > max) throw tooLong();
    pieces.push(piece);
  }
  return concatBytes(pieces);
}
