/**
 * `deno task generate`: generates `lib/web/page/sha256.js` from @noble/hashes. Browsers have no
 * SHA-256 for pages without TLS, and none that hashes a file in chunks, so the page includes one.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { configInForce } from "./closed_network.ts";

/** The entry of the bundle. */
const ENTRY = 'export { sha256 } from "@noble/hashes/sha2.js";\n';
const HEAD = `// Made by scripts/bundle_sha256.ts of @noble/hashes, MIT licence,
// Copyright (c) 2022 Paul Miller (https://paulmillr.com). Do not edit.
`;

/** The path of the bundle. */
export const BUNDLE: string = fileURLToPath(new URL("../lib/web/page/sha256.js", import.meta.url));

/**
 * The expected text of the module.
 *
 * @throws {Error} if the bundler, which Deno fetches on first use, is not available.
 */
export async function bundleSha256(): Promise<string> {
  const folder = await Deno.makeTempDir({ dir: fileURLToPath(new URL(".", import.meta.url)) });
  try {
    const entry = `${folder}/entry.js`;
    await Deno.writeTextFile(entry, ENTRY);
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "bundle",
        `--config=${await configInForce()}`,
        "--platform=browser",
        "--minify",
        `--output=${folder}/out.js`,
        entry,
      ],
      stdin: "null",
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr).trim());
    return HEAD + await Deno.readTextFile(`${folder}/out.js`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
