/** Parses a message of the classic exchange. Pure. @module */

import { ProtocolError } from "../../errors.ts";
import { MAX_CLASSIC_LINE } from "../../limits.ts";

/** An HTTP request, with any method that a web page can choose or cause. */
const HTTP = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT|PRI) +\S|\bHTTP\/\d/i;
// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;

/**
 * Splits a command line at its blanks, without quoting. It may have one line end, at its end. The exchange
 * has no delimiters, so anything else in a chunk means that the client speaks another protocol, and its
 * next chunk must not be read as a command.
 *
 * @throws {ProtocolError} if the chunk is too long, no text, more than one line, or an HTTP request.
 */
export function classicWords(chunk: Uint8Array): string[] {
  assertClassicLength(chunk);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(chunk).replace(/\r?\n$/, "");
  } catch {
    throw new ProtocolError("the command line is not UTF-8 text");
  }
  if (HTTP.test(text)) throw new ProtocolError("the command line is an HTTP request");
  if (CONTROL.test(text)) {
    throw new ProtocolError("the command line contains a line end or a control character");
  }
  return text.split(/[ \t]+/).filter((word) => word !== "");
}

/**
 * Rejects a chunk over {@linkcode MAX_CLASSIC_LINE}. It was read into a buffer of one byte more, so it may
 * be truncated, and its rest would be read as the next message.
 *
 * @throws {ProtocolError} code `limit` if the chunk is too long.
 */
export function assertClassicLength({ length }: Uint8Array): void {
  if (length <= MAX_CLASSIC_LINE) return;
  const text = `The client sent more than ${MAX_CLASSIC_LINE} bytes at once`;
  throw new ProtocolError(text, "limit");
}
