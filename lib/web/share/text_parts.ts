/** Addresses of the web in a text. Pure. @module */

import { hasUnsafe } from "../../text/has_unsafe.ts";

/** A part of a text. */
export interface TextPart {
  /** The part as it stands in the text. */
  text: string;
  /** Whether it is an address that may become a link. */
  isLink: boolean;
}

/** From the scheme to the next space, quote or bracket. */
const ADDRESS = /https?:\/\/[^\s<>"'`]+/gi;
/** What ends a sentence rather than an address. */
const ENDING = /[.,;:!?)\]}…。，）」]+$/u;
/** Host and port in letters that cannot be mistaken for others, and no user name in front. */
const AUTHORITY = /^https?:\/\/[a-z0-9.-]+(?::\d+)?(?:[/?#]|$)/i;

/**
 * Divides a line into addresses and the rest. An address is one only if users see where it leads: its host is
 * ASCII, without a user name that may pose as the host, and nothing in it is invisible.
 */
export function textParts(line: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const { 0: found, index } of line.matchAll(ADDRESS)) {
    const text = withoutEnding(found);
    if (!isPlainAddress(text)) continue;
    if (index > at) parts.push({ text: line.slice(at, index), isLink: false });
    parts.push({ text, isLink: true });
    at = index + text.length;
  }
  if (at < line.length) parts.push({ text: line.slice(at), isLink: false });
  return parts;
}

/** A bracket that was opened within the address belongs to it. */
function withoutEnding(address: string): string {
  const short = address.replace(ENDING, "");
  return short.includes("(") && address[short.length] === ")" ? `${short})` : short;
}

function isPlainAddress(address: string): boolean {
  if (!AUTHORITY.test(address) || hasUnsafe(address)) return false;
  return URL.canParse(address);
}
