/** Rules for the targets of symbolic links. Pure. @module */

import { ProtocolError } from "../errors.ts";
import type { PeerPath } from "./safe_path.ts";

/**
 * Judges where a link points; undefined where it may. It may climb only at the start of its target, and
 * no higher than the top-level folder it is in: `..` behind a name could climb from wherever a second
 * link leads.
 */
export function targetFault(
  path: string,
  target: string,
  os: string = Deno.build.os,
): string | undefined {
  if (target === "" || target.includes("\0") || target.length > 4095) {
    return "it has no target that a link can have";
  }
  if (/^[/\\]|^[a-z]:/i.test(target)) return "it points to an absolute path";
  // A separator there, so that what is one name here could climb.
  if (os === "windows" && target.includes("\\")) {
    return "Windows would read its backslash as a slash";
  }
  const parts = target.split("/").filter((part) => part !== "" && part !== ".");
  const climbs = parts.findIndex((part) => part !== "..");
  const leading = climbs < 0 ? parts.length : climbs;
  if (parts.slice(leading).includes("..")) return "it climbs behind a name";
  // Folders between the link and its top-level folder, which it must not leave.
  if (leading > path.split("/").length - 2) return "it points outside its folder";
}

/**
 * Refuses a link that points where it may not.
 *
 * @throws {ProtocolError} code `unsafe_name`.
 */
export function judgeTarget(path: PeerPath, target: string): void {
  const fault = targetFault(path, target);
  if (fault === undefined) return;
  throw new ProtocolError(
    `make the link ${JSON.stringify(path)} to ${JSON.stringify(target.slice(0, 200))}: ${fault}`,
    "unsafe_name",
  );
}
