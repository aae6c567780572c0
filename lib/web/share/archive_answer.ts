/** The response for an archive. @module */

import { COMMON_HEADERS } from "../http/answer.ts";
import { attachment } from "../http/content_disposition.ts";
import { headBody } from "../http/head_answer.ts";
import type { RequestContext } from "../request_context.ts";
import type { WebObserver } from "../web_event.ts";
import { archive, ARCHIVE_TYPES, type ArchiveForm } from "./archive.ts";
import type { SharedEntry, SharedTree } from "./shared_tree.ts";
import { withProgress } from "./with_progress.ts";

/** Options of {@linkcode archiveAnswer}. */
export interface ArchiveAnswerOptions {
  /** The shared files. */
  tree: SharedTree;
  /** What to pack. */
  entries: readonly SharedEntry[];
  /** The format. */
  form: ArchiveForm;
  /** The archive's path for events, relative to what is shared, without its extension. */
  path: string;
  /** Receives events and progress. */
  observer: WebObserver;
  /** Called when the archive has been delivered. */
  onFetched?: (() => void) | undefined;
}

/** Answers a request for an archive. */
export async function archiveAnswer(
  context: RequestContext,
  { tree, entries, form, path, observer, onFetched }: ArchiveAnswerOptions,
): Promise<Response> {
  let body = headBody();
  if (context.request.method !== "HEAD") {
    const packed = await archive(form, tree, entries);
    body = withProgress(packed, context, observer, `${path}.${form}`, onFetched);
  }
  return new Response(body, {
    headers: {
      ...COMMON_HEADERS,
      "content-type": ARCHIVE_TYPES[form],
      "content-disposition": attachment(`${path.slice(path.lastIndexOf("/") + 1)}.${form}`),
      // Made anew for each request, so a client cannot resume it.
      "accept-ranges": "none",
      "cache-control": "no-store, no-transform",
    },
  });
}
