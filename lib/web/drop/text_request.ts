/** The text in the body of a POST. @module */

import { concatBytes } from "../../bytes.ts";
import { MAX_DRAINED_BYTES, MAX_DROPPED_TEXT_BYTES } from "../../limits.ts";
import { wantsPage } from "../http/answer.ts";
import { bodyPieces } from "../http/body_pieces.ts";

/** Bytes of a form with a text at most: every byte may be encoded as three characters. */
const MAX_BODY_BYTES = 3 * MAX_DROPPED_TEXT_BYTES + "text=".length;

const FORM = /^application\/x-www-form-urlencoded[ \t]*(?:;|$)/i;
const PLAIN = /^text\/plain[ \t]*(?:;|$)/i;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A text, or why there is none. */
export type TextRequest = { text: string } | { problem: "tooLong" | "notUtf8" | "empty" };

/**
 * Reads a text: the field `text` of a form, or a body of the type `text/plain`.
 *
 * @returns undefined where the body is something else, such as a file from `curl --data-binary @FILE`.
 * @throws {ConnectionError} code `cut` or `timeout`.
 */
export async function readTextRequest(request: Request): Promise<TextRequest | undefined> {
  const type = request.headers.get("content-type") ?? "";
  const isForm = FORM.test(type);
  if (!isForm && !PLAIN.test(type)) return undefined;
  const most = isForm ? MAX_BODY_BYTES : MAX_DROPPED_TEXT_BYTES;
  if (Number(request.headers.get("content-length") ?? 0) > most) {
    // Not read, because it may be a file: curl sends those as a form unless told otherwise.
    return isForm && !wantsPage(request) ? undefined : { problem: "tooLong" };
  }
  const body = await readBody(request, most);
  if (!isForm) return textOf(body);
  if (!startsWith(body.bytes, "text=")) return undefined;
  if (body.isCut) return { problem: "tooLong" };
  const bytes = formValue(body.bytes.subarray("text=".length));
  return textOf({ bytes, isCut: bytes.length > MAX_DROPPED_TEXT_BYTES }, true);
}

function textOf(
  { bytes, isCut }: { bytes: Uint8Array; isCut: boolean },
  isForm = false,
): TextRequest {
  if (isCut) return { problem: "tooLong" };
  try {
    const text = utf8.decode(bytes);
    if (text.trim() === "") return { problem: "empty" };
    // Forms send every line ending as CRLF.
    return { text: isForm ? text.replaceAll("\r\n", "\n") : text };
  } catch {
    return { problem: "notUtf8" };
  }
}

/** Reads the body, of which at most `most` bytes are kept. */
async function readBody(
  { body }: Request,
  most: number,
): Promise<{ bytes: Uint8Array; isCut: boolean }> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bodyPieces(body, new AbortController().signal)) {
    if (size < most) pieces.push(piece.subarray(0, most - size));
    size += piece.length;
    // A client that is still sending does not read the response.
    if (size > MAX_DRAINED_BYTES) break;
  }
  return { bytes: concatBytes(pieces), isCut: size > most };
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return new TextDecoder("latin1").decode(bytes.subarray(0, text.length)) === text;
}

/** The bytes of the first value of a form. They are not decoded by `URLSearchParams`, which replaces invalid ones. */
function formValue(encoded: Uint8Array): Uint8Array {
  const end = encoded.indexOf(0x26);
  const value = end < 0 ? encoded : encoded.subarray(0, end);
  const bytes = new Uint8Array(value.length);
  let size = 0;
  for (let at = 0; at < value.length; at++) {
    const hex = value[at] === 0x25 ? hexAt(value, at + 1) : undefined;
    bytes[size++] = hex ?? (value[at] === 0x2b ? 0x20 : value[at]!);
    if (hex !== undefined) at += 2;
  }
  return bytes.subarray(0, size);
}

/** The byte that two hexadecimal digits stand for; undefined: they are none. */
function hexAt(bytes: Uint8Array, at: number): number | undefined {
  const digits = String.fromCharCode(...bytes.subarray(at, at + 2));
  return /^[0-9a-f]{2}$/i.test(digits) ? parseInt(digits, 16) : undefined;
}
