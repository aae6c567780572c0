/**
 * `deno task generate`: makes `lib/web/page/sha256.js` of @noble/hashes. Browsers have no SHA-256 of their
 * own for pages without TLS, and none that takes a file piece by piece, so the page brings one along.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { configInForce } from "./closed_network.ts";

/** What is bundled. */
const ENTRY = 'export { sha256 } from "@noble/hashes/sha2.js";\n';
const HEAD = `// Made by scripts/bundle_sha256.ts of @noble/hashes, MIT licence,
// Copyright (c) 2022 Paul Miller (https://paulmillr.com). Do not edit.
`;

/** Where it belongs. */
export const BUNDLE: string = fileURLToPath(new URL("../lib/web/page/sha256.js", import.meta.url));

/**
 * The module as it should be.
 *
 * @throws {Error} if the bundler, which Deno fetches on first use, is not available
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
