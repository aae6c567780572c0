/** The response for a file: whole, in part, or not modified. @module */

import { sourceOf } from "../../socket/source_of.ts";
import { COMMON_HEADERS, textAnswer } from "../http/answer.ts";
import { byteRange, type Part } from "../http/byte_range.ts";
import { attachment } from "../http/content_disposition.ts";
import type { DigestCache } from "./digest_cache.ts";
import { reprDigest, wantsSha256 } from "../http/digest_field.ts";
import type { FetchedRanges } from "./fetched_ranges.ts";
import { fileBody } from "./file_body.ts";
import { partsBody } from "./parts_body.ts";
import { httpDate } from "../http/http_date.ts";
import { mediaType } from "../http/media_type.ts";
import { multipart } from "../http/multipart.ts";
import { judgeConditions, rangeApplies } from "../http/preconditions.ts";
import type { OpenedFile, SharedEntry, SharedTree } from "./shared_tree.ts";
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
  const parts = range.kind === "parts" ? range.parts : [{ first: 0, last: entry.size - 1 }];
  const frame = parts.length > 1
    ? multipart(parts, headers["content-type"]!, entry.size)
    : undefined;
  const { first, last } = parts[0]!;
  const length = parts.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  headers["content-length"] = String(frame?.length ?? length);
  if (frame !== undefined) headers["content-type"] = frame.type;
  else if (range.kind === "parts") {
    headers["content-range"] = `bytes ${first}-${last}/${entry.size}`;
  }
  const status = range.kind === "parts" ? 206 : 200;
  if (!isGet) {
    opened.file.close();
    return new Response(null, { status, headers });
  }
  const key = [sourceOf(peer), entry.path, entry.etag].join("\n");
  const add = (sent: readonly Part[]) => {
    const whole = sent.map(({ first, last }) => fetched.add(key, first, last + 1, entry.size));
    return whole.includes(true);
  };
  const download = startDownload(observer, {
    peer,
    path: entry.path,
    size: entry.size,
    offset: first,
    length,
    completed,
    isWhole: () => add(parts),
    onFetched,
    // The next request's offset tells how much of it the client received.
    onCut: (bytes) => void add(sentOf(parts, bytes, entry.size)),
  });
  const report = {
    onBytes: (bytes: number) => download.add(bytes),
    onEnd: (whole: boolean) => download.end(whole),
  };
  const body = frame === undefined
    ? fileBody(opened, { first, last, ...report })
    : partsBody(opened, { parts, frame, reopen: () => sameVersion(tree, entry), ...report });
  return new Response(body, { status, headers });
}

/** Opens a file again; undefined where it is another version. */
function sameVersion(tree: SharedTree, entry: SharedEntry): OpenedFile | undefined {
  const opened = tree.open(entry);
  if (opened === undefined || opened.entry.etag === entry.etag) return opened;
  opened.file.close();
  return undefined;
}

/**
 * What was sent of some parts. The last byte of the file is left out, so that a download that broke off never
 * counts as whole.
 */
function sentOf(parts: readonly Part[], bytes: number, size: number): Part[] {
  let left = bytes;
  return parts.flatMap(({ first, last }) => {
    const count = Math.min(left, last - first + 1);
    left -= count;
    const end = Math.min(first + count, size - 1);
    return end > first ? [{ first, last: end - 1 }] : [];
  });
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
