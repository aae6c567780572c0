/** Makes the links that the confined part asks for. @module */

import type { Plan } from "../../lib/cli/command.ts";
import { makeLink } from "../../lib/file/staging/make_link.ts";
import { safePath } from "../../lib/file/safe_path.ts";
import type { FromWorker, ToWorker } from "./message.ts";

/**
 * Judges a link and makes it. The request comes from the part that meets the network, so nothing in
 * it is believed: where links go and what may become of names that exist was planned outside.
 */
export function linkFor(
  allowed: Plan<unknown>["links"],
  { path, target, policy }: FromWorker & { type: "link" },
): ToWorker {
  try {
    if (allowed === undefined) throw new TypeError("make a link: nothing is stored");
    if (typeof path !== "string" || typeof target !== "string") {
      throw new TypeError("make a link: not a text");
    }
    const { into, policies } = allowed;
    if (!policies.includes(policy)) throw new TypeError("make a link: not under this policy");
    return { type: "linked", made: makeLink(into, safePath(path), target, policy) };
  } catch (error) {
    return { type: "not linked", message: error instanceof Error ? error.message : String(error) };
  }
}
