/** A secret that both ends of sluice have. @module */

import { join } from "node:path";

/** Writes a new secret to a file in `folder`, and returns the file's path. */
export async function makeSecret(folder: string): Promise<string> {
  const path = join(folder, "secret");
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  await Deno.writeTextFile(path, bytes.toBase64(), { mode: 0o600 });
  return path;
}
