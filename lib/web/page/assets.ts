/** The scripts of the pages. @module */

import { COMMON_HEADERS } from "../http/answer.ts";
import { drop, sha256, share } from "./text.ts";

/** By their names below `~sluice/`. */
const ASSETS: Readonly<Record<string, string>> = {
  "drop.js": drop,
  "share.js": share,
  "sha256.js": sha256,
};

/** Their folder, below the token. */
const FOLDER = "~sluice/";

/** Returns the script at a path; undefined where there is none. */
export function pageAsset(path: string, method: string): Response | undefined {
  const name = path.startsWith(FOLDER) ? path.slice(FOLDER.length) : "";
  if (!Object.hasOwn(ASSETS, name)) return undefined;
  return new Response(method === "HEAD" ? null : ASSETS[name]!, {
    headers: {
      ...COMMON_HEADERS,
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "private, max-age=3600",
    },
  });
}
