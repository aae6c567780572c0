/** Whether others than root and this user could change what is at a path. @module */

import { dirname } from "node:path";
import { CallerError } from "../errors.ts";

const STICKY = 0o1000;
const OTHERS_WRITE = 0o022;

/**
 * Judges a file and every folder above it, links followed. On systems without owners and modes there
 * is nothing to judge.
 *
 * @param what How to call it in a complaint: `"/srv/policy.json"`.
 * @throws {CallerError} code `usage`: somebody else could change it. @throws {Deno.errors.NotFound} it is not there.
 */
export function assertTrusted(path: string, what: string): void {
  if (Deno.build.os === "windows") return;
  const uid = Deno.uid();
  for (let at = Deno.realPathSync(path), isFile = true;; isFile = false) {
    const { mode, uid: owner } = Deno.statSync(at);
    const isOurs = owner === 0 || owner === uid;
    // In a folder with the sticky bit (/tmp) only owners replace what is theirs.
    const isSafe = ((mode ?? 0) & OTHERS_WRITE) === 0 || (!isFile && ((mode ?? 0) & STICKY) !== 0);
    if (!isOurs || !isSafe) {
      const how = isOurs ? "others may write" : "belongs to another user";
      throw new CallerError("usage", `${what}: ${isFile ? "it" : JSON.stringify(at)} ${how}`);
    }
    const above = dirname(at);
    if (above === at) return;
    at = above;
  }
}
