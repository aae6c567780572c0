/** Requests that depend on what the client has already (RFC 9110, section 13). @module */

import { namesTag } from "./entity_tag.ts";
import { parseHttpDate } from "./http_date.ts";

/** The version that a request is held against. */
export interface Version {
  /** Its strong entity tag. */
  etag: string;
  /** Its modification time, milliseconds since 1970. */
  mtime: number;
}

/** What to do: answer, say that the client has it (304), or that it has something else (412). */
export type Verdict = "answer" | "not modified" | "precondition failed";

/** Judges GET and HEAD by the conditions, in the order of section 13.2.2. */
export function judgeConditions(headers: Headers, { etag, mtime }: Version): Verdict {
  // A date in a header has no fractions of a second.
  const modified = Math.floor(mtime / 1000) * 1000;
  const match = headers.get("if-match");
  if (match !== null) {
    if (!namesTag(match, etag, "strong")) return "precondition failed";
  } else {
    const since = parseHttpDate(headers.get("if-unmodified-since") ?? "");
    if (since !== undefined && modified > since) return "precondition failed";
  }
  const noneMatch = headers.get("if-none-match");
  if (noneMatch !== null) return namesTag(noneMatch, etag, "weak") ? "not modified" : "answer";
  const since = parseHttpDate(headers.get("if-modified-since") ?? "");
  return since !== undefined && modified <= since ? "not modified" : "answer";
}

/**
 * Whether a `Range` is to be obeyed: the client has a part of this very version, or does not say which.
 * A date is no strong validator for a file that changed within its second, so only the tag counts
 * where the client was given one; a date must be the exact one.
 */
export function rangeApplies(headers: Headers, { etag, mtime }: Version): boolean {
  const condition = headers.get("if-range");
  if (condition === null) return true;
  const date = parseHttpDate(condition);
  if (date !== undefined) return date === Math.floor(mtime / 1000) * 1000;
  return condition.trim() !== "*" && namesTag(condition, etag, "strong");
}
