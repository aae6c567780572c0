/** Conditional requests (RFC 9110, section 13). @module */

import { namesTag } from "./entity_tag.ts";
import { parseHttpDate } from "./http_date.ts";

/** The current version of a file. */
export interface Version {
  /** Its strong entity tag. */
  etag: string;
  /** Its modification time, milliseconds since 1970. */
  mtime: number;
}

/** How to answer: with the file, with 304, or with 412. */
export type Verdict = "answer" | "not modified" | "precondition failed";

/** Evaluates the conditions of a GET or HEAD in the order of section 13.2.2. */
export function judgeConditions(headers: Headers, { etag, mtime }: Version): Verdict {
  // Dates in headers have no fractions of a second.
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
 * Whether to honour `Range`: `If-Range` is absent or names the current version. A date must be the exact
 * one, since a date is no strong validator for a file that changed twice within a second.
 */
export function rangeApplies(headers: Headers, { etag, mtime }: Version): boolean {
  const condition = headers.get("if-range");
  if (condition === null) return true;
  const date = parseHttpDate(condition);
  if (date !== undefined) return date === Math.floor(mtime / 1000) * 1000;
  return condition.trim() !== "*" && namesTag(condition, etag, "strong");
}
