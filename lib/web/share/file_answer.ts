/** The response for a file: whole, in part, or not modified. @module */

import { sourceOf } from "../../socket/source_of.ts";
import { COMMON_HEADERS, textAnswer } from "../http/answer.ts";
import { byteRange } from "../http/byte_range.ts";
import { attachment } from "../http/content_disposition.ts";
import type { DigestCache } from "./digest_cache.ts";
import { reprDigest, wantsSha256 } from "../http/digest_field.ts";
import type { FetchedRanges } from "./fetched_ranges.ts";
import { fileBody } from "./file_body.ts";
import { httpDate } from "../http/http_date.ts";
import { mediaType } from "../http/media_type.ts";
import { judgeConditions, rangeApplies } from "../http/preconditions.ts";
import type { SharedEntry, SharedTree } from "./shared_tree.ts";
import { startDownload } from "./download.ts";
import type { RequestContext } from "../request_context.ts";
import type { WebObserver } from "../web_event.ts";

/** Options of {@linkcode fileAnswer}. */
export interface FileAnswerOptions {
  /** The shared files. */
  tree: SharedTree;
  /** Their digests. */
  digests: DigestCache;
  /** Receives events and progress. */
  observer: WebObserver;
  /** What clients have fetched before. */
  fetched: FetchedRanges;
  /** Called when a client has fetched the whole file, in one part or several. */
  onFetched?: (() => void) | undefined;
}

/** Answers a GET or HEAD. */
export async function fileAnswer(
  context: RequestContext,
  looked: SharedEntry,
  { tree, digests, observer, fetched, onFetched }: FileAnswerOptions,
): Promise<Response> {
  const { request, peer, completed } = context;
  // Before the file is opened, so that no descriptor is held while a digest is computed.
  if (wantsSha256(request.headers.get("want-repr-digest"))) await digests.of(looked);
  let opened;
  try {
    opened = tree.open(looked);
  } catch (error) {
    const busy = (error as { code?: string }).code === "EMFILE";
    return busy
      ? textAnswer(503, "Too many files are open; try again later", { "retry-after": "5" })
      : textAnswer(403, "The file cannot be read");
  }
  if (opened === undefined) return textAnswer(404, "Not found");
  const { entry } = opened;
  const headers = headersOf(entry, digests.known(entry));
  const verdict = judgeConditions(request.headers, entry);
  if (verdict !== "answer") {
    opened.file.close();
    if (verdict === "precondition failed") return textAnswer(412, "The file has changed");
    return new Response(null, { status: 304, headers });
  }
  const isGet = request.method === "GET";
  const header = isGet && rangeApplies(request.headers, entry)
    ? request.headers.get("range")
    : null;
  const range = byteRange(header, entry.size);
  if (range.kind === "unsatisfiable") {
    opened.file.close();
    return textAnswer(416, "The range is outside the file", {
      "content-range": `bytes */${entry.size}`,
    });
  }
  const [first, last] = range.kind === "part" ? [range.first, range.last] : [0, entry.size - 1];
  headers["content-length"] = String(last - first + 1);
  if (range.kind === "part") headers["content-range"] = `bytes ${first}-${last}/${entry.size}`;
  const status = range.kind === "part" ? 206 : 200;
  if (!isGet) {
    opened.file.close();
    return new Response(null, { status, headers });
  }
  const key = [sourceOf(peer), entry.path, entry.etag].join("\n");
  const download = startDownload(observer, {
    peer,
    path: entry.path,
    size: entry.size,
    offset: first,
    completed,
    onFetched() {
      if (fetched.add(key, first, last + 1, entry.size)) onFetched?.();
    },
    // The next request's offset tells how much of it the client received. The last byte is left out, so
    // that a cut download never counts as whole.
    onCut: (bytes) =>
      void fetched.add(key, first, Math.min(first + bytes, entry.size - 1), entry.size),
  });
  const body = fileBody(opened, {
    first,
    last,
    onBytes: (bytes) => download.add(bytes),
    onEnd: (whole) => download.end(whole),
  });
  return new Response(body, { status, headers });
}

function headersOf(entry: SharedEntry, digest: string | undefined): Record<string, string> {
  return {
    ...COMMON_HEADERS,
    "accept-ranges": "bytes",
    "content-type": mediaType(entry.name),
    "content-disposition": attachment(entry.name),
    etag: entry.etag,
    "last-modified": httpDate(entry.mtime),
    // Revalidated on each use. A proxy must not compress it, which would change its bytes.
    "cache-control": "private, no-cache, no-transform",
    ...digest !== undefined && { "repr-digest": reprDigest(digest) },
  };
}
