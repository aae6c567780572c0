/** Rules for the targets of symbolic links. Pure. @module */

import { ProtocolError } from "../errors.ts";
import type { PeerPath } from "./safe_path.ts";

/**
 * Why a link may not have a target; undefined where it may. `..` is allowed at the start of the target
 * only, and no higher than the top-level folder of the link: after a name it would climb from wherever
 * another link of that name leads.
 */
export function targetFault(
  path: string,
  target: string,
  os: string = Deno.build.os,
): string | undefined {
  if (target === "" || target.includes("\0") || target.length > 4095) {
    return "the target is empty, too long or has a NUL character";
  }
  if (/^[/\\]|^[a-z]:/i.test(target)) return "the target is an absolute path";
  // A separator on Windows, so that a single name could climb there.
  if (os === "windows" && target.includes("\\")) {
    return "the target has a backslash, which Windows reads as a slash";
  }
  const parts = target.split("/").filter((part) => part !== "" && part !== ".");
  const climbs = parts.findIndex((part) => part !== "..");
  const leading = climbs < 0 ? parts.length : climbs;
  if (parts.slice(leading).includes("..")) return 'the target has ".." after a name';
  // A link must not leave its top-level folder; this counts the folders in between.
  if (leading > path.split("/").length - 2) return "the target is outside its folder";
}

/**
 * Rejects a link with a target that it may not have.
 *
 * @throws {ProtocolError} code `unsafe_name`.
 */
export function judgeTarget(path: PeerPath, target: string): void {
  const fault = targetFault(path, target);
  if (fault === undefined) return;
  throw new ProtocolError(
    `Unsafe link ${JSON.stringify(path)} to ${JSON.stringify(target.slice(0, 200))}: ${fault}`,
    "unsafe_name",
  );
}
