/** Creates the links that the confined part requests. @module */

import type { Plan } from "../../lib/cli/command.ts";
import { makeLink } from "../../lib/file/staging/make_link.ts";
import { safePath } from "../../lib/file/safe_path.ts";
import type { FromWorker, ToWorker } from "./message.ts";

/**
 * Checks a requested link and creates it. The request comes from the part that is exposed to the
 * network, so it is not trusted: link targets and the policy for existing names were decided by
 * this side.
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
