/** CONNECT of HTTP (RFC 9110, section 9.3.6). Pure. @module */

import { CallerError } from "../errors.ts";
import { escapeText } from "../text/escape.ts";

/** Bytes of an answer's head, more than those of any proxy. */
export const MAX_ANSWER = 16 * 1024;
/** Characters of the reason phrase that are shown. */
const MAX_PHRASE = 100;

/**
 * The request, with a login of the Basic scheme (RFC 7617).
 *
 * @throws {CallerError} code `usage` if the user contains a colon, which ends it in that scheme.
 */
export function connectRequest(
  { host, port }: { host: string; port: number },
  login?: { user: string; password: string },
): Uint8Array {
  const place = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const lines = [`CONNECT ${place} HTTP/1.1`, `Host: ${place}`];
  if (login?.user.includes(":")) {
    throw new CallerError("usage", "The user of an HTTP proxy must not contain a colon");
  }
  if (login !== undefined) {
    const pair = new TextEncoder().encode(`${login.user}:${login.password}`);
    lines.push(`Proxy-Authorization: Basic ${pair.toBase64()}`);
  }
  return new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`);
}

/** What an answer begins with, as far as it has been received. */
export function mayBeHttp(head: string): boolean {
  return "HTTP/1.".startsWith(head.slice(0, 7));
}

/** Whether a head is complete. A line may end in LF alone (RFC 9112, section 2.2). */
export function isWholeHead(head: string): boolean {
  return head.endsWith("\n\r\n") || head.endsWith("\n\n");
}

/** The status of an answer, and its phrase for messages; undefined if it is not of HTTP. */
export function parseStatus(head: string): { status: number; shown: string } | undefined {
  const [, status, phrase = ""] = /^HTTP\/1\.\d ([1-5]\d\d)(?: ([^\r\n]*))?\r?\n/.exec(head) ?? [];
  if (status === undefined) return undefined;
  const shown = escapeText(`${status} ${phrase.slice(0, MAX_PHRASE)}`.trimEnd());
  return { status: Number(status), shown };
}
