/** The response for a file that is shown in the browser. @module */

import { mediaType } from "../http/media_type.ts";
import type { View } from "../http/view_type.ts";
import type { RequestContext } from "../request_context.ts";
import type { WebObserver } from "../web_event.ts";
import type { DigestCache } from "./digest_cache.ts";
import { FetchedRanges } from "./fetched_ranges.ts";
import { fileAnswer } from "./file_answer.ts";
import type { SharedEntry, SharedTree } from "./shared_tree.ts";

/**
 * The policy of a file that is shown, also where its address is opened by itself: no scripts, and an origin of
 * its own. What a browser makes of an image or a video is a document that loads the same address.
 */
const VIEW_POLICY =
  "default-src 'none'; img-src 'self'; media-src 'self'; sandbox; frame-ancestors 'self'";
/** Browsers show PDF in a viewer of theirs, which does not start in a sandbox. */
const PDF_POLICY = "default-src 'none'; object-src 'self'; frame-ancestors 'self'";

/** A file that is shown is not a download: a page of thumbnails would be hundreds. */
const QUIET: WebObserver = {
  event() {},
  begin: () => ({ add() {}, end() {} }),
};

/** Answers a GET or HEAD. */
export async function viewAnswer(
  context: RequestContext,
  entry: SharedEntry,
  { tree, digests, view }: { tree: SharedTree; digests: DigestCache; view: View },
): Promise<Response> {
  const fetched = new FetchedRanges();
  const answer = await fileAnswer(context, entry, { tree, digests, observer: QUIET, fetched });
  const { headers, status } = answer;
  if (status >= 400) return answer;
  headers.set("content-security-policy", view.kind === "pdf" ? PDF_POLICY : VIEW_POLICY);
  const disposition = headers.get("content-disposition");
  if (disposition !== null) {
    headers.set("content-disposition", disposition.replace(/^attachment/, "inline"));
  }
  // Not that of several ranges.
  if (headers.get("content-type") === mediaType(entry.name)) headers.set("content-type", view.type);
  return answer;
}
