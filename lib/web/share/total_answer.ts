/** The response that tells how much a folder contains. @module */

import { COMMON_HEADERS, textAnswer, wantsPage } from "../http/answer.ts";
import { shownSize } from "../page/shown_size.ts";
import type { Language } from "../page/words/language.ts";
import { sayer } from "../page/words/say.ts";
import { shareWords } from "../page/words/share.ts";
import type { RequestContext } from "../request_context.ts";
import { type FolderTotal, folderTotal } from "./folder_total.ts";
import type { SharedEntry } from "./shared_tree.ts";

/** Folders that are counted at once: each reads the disk as fast as it can. */
const MAX_COUNTING = 4;
let counting = 0;

/** Answers with JSON, or with a line for a browser. Ends counting when the client leaves. */
export function totalAnswer(context: RequestContext, folder: SharedEntry): Response {
  if (counting >= MAX_COUNTING) {
    return textAnswer(503, "Too many folders are being counted; try again later", {
      "retry-after": "2",
    });
  }
  const isPage = wantsPage(context.request);
  return new Response(countedLine(folder, isPage ? context.language : undefined), {
    headers: {
      ...COMMON_HEADERS,
      "content-type": isPage ? "text/plain; charset=utf-8" : "application/json",
      "cache-control": "no-store",
    },
  });
}

/** A stream, because the runtime cancels it when the client leaves, before a byte of it was made. */
function countedLine(
  folder: SharedEntry,
  language: Language | undefined,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const leaving = new AbortController();
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      counting++;
      try {
        const total = await folderTotal(folder, { signal: leaving.signal });
        const text = language === undefined ? JSON.stringify(total) : inWords(total, language);
        controller.enqueue(new TextEncoder().encode(`${text}\n`));
        controller.close();
      } finally {
        counting--;
      }
    },
    cancel: (reason) => leaving.abort(reason),
  }, { highWaterMark: 0 });
}

function inWords({ files, folders, bytes, complete }: FolderTotal, language: Language): string {
  const say = sayer(shareWords, language);
  const size = shownSize(bytes, language);
  const text = say("filesAndFolders", {
    files: say("fileCount", { count: files, size }),
    folders: say("folderCount", { count: folders }),
  });
  return complete ? text : say("atLeast", { text });
}
