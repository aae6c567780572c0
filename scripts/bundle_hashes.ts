/**
 * `deno task generate`: generates the scripts of the pages that hash. Browsers have no SHA-256 for pages
 * without TLS, and none that hashes a file in chunks, so the pages include one: hash-wasm in a Worker, and
 * @noble/hashes for the page itself, whose policy allows no WebAssembly.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { configInForce } from "./closed_network.ts";

/** A script to generate. */
export interface Bundle {
  /** Its path. */
  path: string;
  /** The module to bundle, with `import` maps of the configuration. */
  entry: string;
  /** Comment lines with its origin and licence. */
  head: string;
}

/**
 * The package of the Worker. It is not in `deno.json`, so that executables contain the bundle only, and not
 * the whole package.
 */
export const HASH_WASM = { name: "hash-wasm", version: "4.13.0" };

/** The scripts. */
export const BUNDLES: readonly Bundle[] = [
  {
    path: pagePath("sha256.js"),
    entry: 'export { sha256 } from "@noble/hashes/sha2.js";\n',
    head: `// Made by scripts/bundle_hashes.ts of @noble/hashes, MIT licence,
// Copyright (c) 2022 Paul Miller (https://paulmillr.com). Do not edit.
`,
  },
  {
    path: pagePath("hash_worker.js"),
    entry: `import { createSHA256 } from "npm:${HASH_WASM.name}@${HASH_WASM.version}";\n` +
      await Deno.readTextFile(pagePath("hash_worker_source.js")),
    head: `// Made by scripts/bundle_hashes.ts of hash_worker_source.js and hash-wasm, MIT licence,
// Copyright (c) 2020 Dani Biró (https://github.com/Daninet/hash-wasm). Do not edit.
`,
  },
];

function pagePath(name: string): string {
  return fileURLToPath(new URL(`../lib/web/page/${name}`, import.meta.url));
}

/**
 * The expected text of a script.
 *
 * @throws {Error} if the bundler or a package, which Deno fetches on first use, is not available.
 */
export async function bundle({ entry, head }: Bundle): Promise<string> {
  const folder = await Deno.makeTempDir({ dir: fileURLToPath(new URL(".", import.meta.url)) });
  try {
    const file = `${folder}/entry.js`;
    await Deno.writeTextFile(file, entry);
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "bundle",
        `--config=${await configInForce()}`,
        "--no-lock",
        "--platform=browser",
        "--minify",
        `--output=${folder}/out.js`,
        file,
      ],
      stdin: "null",
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr).trim());
    return head + await Deno.readTextFile(`${folder}/out.js`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
