/** The scripts of the pages. @module */

import { COMMON_HEADERS } from "../http/answer.ts";
import * as texts from "./text.ts";

/** By their names below {@linkcode ASSET_FOLDER}. */
const ASSETS: Readonly<Record<string, string>> = {
  "digests.js": texts.digests,
  "drop.js": texts.drop,
  "gallery.js": texts.gallery,
  "hash_worker.js": texts.hashWorker,
  "news.js": texts.news,
  "page.js": texts.page,
  "picked.js": texts.picked,
  "row_menu.js": texts.rowMenu,
  "rows.js": texts.rows,
  "share.js": texts.share,
  "sha256.js": texts.sha256,
  "tally.js": texts.tally,
  "text_box.js": texts.textBox,
  "unfinished.js": texts.unfinished,
  "upload.js": texts.upload,
  "upload_id.js": texts.uploadId,
  "wake_lock.js": texts.wakeLock,
  "why.js": texts.why,
};

/** The policy of a Worker's script, which has one of its own: it compiles WebAssembly, and fetches nothing. */
const WORKER_POLICY = "default-src 'none'; script-src 'wasm-unsafe-eval'";

/** Their folder, below the token. Another version of the program has another one, so browsers may keep them. */
export const ASSET_FOLDER = `~sluice/${texts.version}/`;

/** Returns the script at a path; undefined where there is none. */
export function pageAsset(path: string): Response | undefined {
  const name = path.startsWith(ASSET_FOLDER) ? path.slice(ASSET_FOLDER.length) : "";
  if (!Object.hasOwn(ASSETS, name)) return undefined;
  return new Response(ASSETS[name]!, {
    headers: {
      ...COMMON_HEADERS,
      ...name === "hash_worker.js" && { "content-security-policy": WORKER_POLICY },
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "private, max-age=31536000, immutable",
    },
  });
}
