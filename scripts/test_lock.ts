/**
 * The lock file for the checks and the tests: `tests/deno.lock`, which holds all of `deno.lock` and
 * the packages that only tests import. These have a file of their own because Deno downloads, and
 * embeds in an executable, every npm package of the lock file that it is given.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { configInForce, modified, replaceFile } from "./closed_network.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * The path for `--lock`: a copy, renewed when it is older than the original. Deno adds to a lock
 * file what it finds, and the one in git must not change.
 */
export async function testLock(): Promise<string> {
  const original = join(root, "tests", "deno.lock");
  // Creates the folder of the copy.
  await configInForce();
  const copy = join(root, ".local", "tests.lock");
  if ((await modified(copy) ?? -1) < (await modified(original) ?? 0)) {
    await replaceFile(root, ".local/tests.lock", await Deno.readTextFile(original));
  }
  return copy;
}
