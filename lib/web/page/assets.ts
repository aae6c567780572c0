/** The scripts of the pages. @module */

import { COMMON_HEADERS } from "../http/answer.ts";
import { drop, page, sha256, share, textBox, upload, version } from "./text.ts";

/** By their names below {@linkcode ASSET_FOLDER}. */
const ASSETS: Readonly<Record<string, string>> = {
  "drop.js": drop,
  "page.js": page,
  "share.js": share,
  "sha256.js": sha256,
  "text_box.js": textBox,
  "upload.js": upload,
};

/** Their folder, below the token. Another version of the program has another one, so browsers may keep them. */
export const ASSET_FOLDER = `~sluice/${version}/`;

/** Returns the script at a path; undefined where there is none. */
export function pageAsset(path: string): Response | undefined {
  const name = path.startsWith(ASSET_FOLDER) ? path.slice(ASSET_FOLDER.length) : "";
  if (!Object.hasOwn(ASSETS, name)) return undefined;
  return new Response(ASSETS[name]!, {
    headers: {
      ...COMMON_HEADERS,
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "private, max-age=31536000, immutable",
    },
  });
}
