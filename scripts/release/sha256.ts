/** The digest of a file, for checksum lists. @module */

import { createHash } from "node:crypto";

/** The SHA-256 of a file, in hex; memory does not grow with its size. */
export async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  for await (const chunk of file.readable) hash.update(chunk);
  return hash.digest("hex");
}
