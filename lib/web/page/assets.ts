/** The scripts of the pages. @module */

import { COMMON_HEADERS } from "../http/answer.ts";
import { scripts, version } from "./text.ts";

/** The policy of a Worker's script, which has one of its own: it compiles WebAssembly, and fetches nothing. */
const WORKER_POLICY = "default-src 'none'; script-src 'wasm-unsafe-eval'";

/** Their folder, below the token. Another version of the program has another one, so browsers may keep them. */
export const ASSET_FOLDER = `~sluice/${version}/`;

/** Returns the script at a path; undefined where there is none. */
export function pageAsset(path: string): Response | undefined {
  const name = path.startsWith(ASSET_FOLDER) ? path.slice(ASSET_FOLDER.length) : "";
  if (!Object.hasOwn(scripts, name)) return undefined;
  return new Response(scripts[name]!, {
    headers: {
      ...COMMON_HEADERS,
      ...name === "hash_worker.js" && { "content-security-policy": WORKER_POLICY },
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "private, max-age=31536000, immutable",
    },
  });
}
