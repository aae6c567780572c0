/** The response that tells how much a folder contains. @module */

import { formatSize } from "../../text/format_size.ts";
import { COMMON_HEADERS, textAnswer, wantsPage } from "../http/answer.ts";
import { sayer } from "../page/words/say.ts";
import { shareWords } from "../page/words/share.ts";
import type { RequestContext } from "../request_context.ts";
import { folderTotal } from "./folder_total.ts";
import type { SharedEntry } from "./shared_tree.ts";

/** Folders that are counted at once: each reads the disk as fast as it can. */
const MAX_COUNTING = 4;
let counting = 0;

/** Answers with JSON, or with a line for a browser. Ends counting when the client leaves. */
export async function totalAnswer(
  { request, language }: RequestContext,
  folder: SharedEntry,
): Promise<Response> {
  if (counting >= MAX_COUNTING) {
    return textAnswer(503, "Too many folders are being counted; try again later", {
      "retry-after": "2",
    });
  }
  counting++;
  try {
    const total = await folderTotal(folder, { signal: request.signal });
    if (wantsPage(request)) {
      const say = sayer(shareWords, language);
      const size = formatSize(total.bytes);
      const files = say("fileCount", { count: total.files, size });
      const folders = say("folderCount", { count: total.folders });
      return textAnswer(200, `${total.complete ? "" : "> "}${files}; ${folders}`);
    }
    return new Response(`${JSON.stringify(total)}\n`, {
      headers: {
        ...COMMON_HEADERS,
        "content-type": "application/json",
        "cache-control": "no-store",
      },
    });
  } finally {
    counting--;
  }
}
