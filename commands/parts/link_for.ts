/** Makes the links that the confined part asks for. @module */

import { makeLink } from "../../lib/file/staging/make_link.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";
import { safePath } from "../../lib/file/safe_path.ts";
import type { FromWorker, Task, ToWorker } from "./confined.ts";

/**
 * Judges a link and makes it. The request comes from the part that meets the network, so nothing in
 * it is believed: where links go and what may become of names that exist is known here.
 *
 * @param policies What the user said about names that exist, or may have answered inside.
 */
export function linkFor(
  task: Task,
  policies: readonly IfExists[],
  { path, target, policy }: FromWorker & { type: "link" },
): ToWorker {
  try {
    if (task.command !== "receive" || task.into === "") {
      throw new TypeError("make a link: nothing is stored");
    }
    if (typeof path !== "string" || typeof target !== "string") {
      throw new TypeError("make a link: not a text");
    }
    if (!policies.includes(policy)) throw new TypeError("make a link: not under this policy");
    return { type: "linked", made: makeLink(task.into, safePath(path), target, policy) };
  } catch (error) {
    return { type: "not linked", message: error instanceof Error ? error.message : String(error) };
  }
}
