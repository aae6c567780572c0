/** The headers of a PUT. @module */

import { SluiceError } from "../../errors.ts";
import type { SafePath } from "../../file/safe_path.ts";
import { type ContentRange, contentRange } from "../http/content_range.ts";
import { sha256Of } from "../http/digest_field.ts";
import { parseHttpDate } from "../http/http_date.ts";
import type { UploadPlan } from "./upload.ts";

/** What a PUT announces. */
export interface PutRequest {
  /** The file. */
  plan: UploadPlan;
  /** The part of the file that the body holds; undefined for the whole file. */
  range: ContentRange | undefined;
  /** The client's SHA-256 in hexadecimal; null where it sent none. */
  digest: string | null;
  /** Whether another request follows although the body may end the file: one with the digest. */
  continues: boolean;
}

const ID = /^[\w-]{8,64}$/;

/**
 * Reads the headers.
 *
 * @throws {SluiceError} code `protocol` if one is malformed or not supported.
 */
export function readPut({ headers }: Request, path: SafePath): PutRequest {
  const header = headers.get("content-range");
  const range = header === null ? undefined : contentRange(header);
  if (header !== null && range === undefined) throw badHeader("Content-Range");
  const digest = sha256Of(headers.get("repr-digest"));
  if (digest === undefined) throw badHeader("Repr-Digest");
  if (headers.has("content-encoding")) throw badHeader("Content-Encoding");
  const coding = headers.get("transfer-encoding")?.trim().toLowerCase();
  if (coding !== undefined && coding !== "chunked") throw badHeader("Transfer-Encoding");
  const length = headers.get("content-length");
  const size = range?.size ?? (length === null ? null : Number(length));
  const mtime = parseHttpDate(headers.get("last-modified") ?? "") ?? null;
  const resumable = range !== undefined;
  const id = headers.get("upload-id");
  if (id !== null && !ID.test(id)) throw badHeader("Upload-Id");
  const complete = headers.get("upload-complete")?.trim() ?? "?1";
  if (complete !== "?0" && complete !== "?1") throw badHeader("Upload-Complete");
  if (complete === "?0" && !resumable) throw badHeader("Upload-Complete");
  const plan = { path, size, mtime, resumable, id };
  return { plan, range, digest, continues: complete === "?0" };
}

function badHeader(name: string): SluiceError {
  return new SluiceError("breach", "protocol", `The request has an unsupported ${name} header`);
}
