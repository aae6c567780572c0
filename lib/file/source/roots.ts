/** The paths that a user wants to send or share. @module */

import { basename, resolve } from "node:path";
import { CallerError } from "../../errors.ts";
import { isNeverOpened } from "../local_fault.ts";
import { isInStaging, isReservedName, RESERVED, UNFINISHED } from "../reserved_name.ts";
import { specialKind } from "./special_kind.ts";
import { whyUnreadable } from "./why_unreadable.ts";

/** What to do about a path that is sent and cannot be opened. */
const PIPE_IN = "pipe it in: sluice send - --name NAME";

/** A path given by the user, and the name that the peer gets for it. */
export interface Root {
  /** Top-level name for the peer. */
  name: string;
  /** Absolute path on this machine. */
  source: string;
}

/**
 * Converts the paths that a user gave to roots. A path that is a link is followed.
 *
 * @param doing What is to be done with them, for the texts of errors.
 * @throws {CallerError} code `no_input`: it does not exist, cannot be read, or is neither a file nor a folder;
 *   `usage`: a path without a name, or two of one name.
 *
 * @example Usage
 * ```ts
 * import { rootsOf } from "./roots.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(rootsOf(["docs"]), [{ name: "docs", source: Deno.realPathSync("docs") }]);
 * ```
 */
export function rootsOf(paths: readonly string[], doing: "send" | "share" = "send"): Root[] {
  const roots: Root[] = [];
  for (const path of paths) {
    const shown = JSON.stringify(path);
    let source: string;
    let special: string | undefined;
    try {
      // The link is resolved for reading only: the peer gets the name that the user gave.
      source = Deno.realPathSync(path);
      special = probe(source);
    } catch (cause) {
      const advice = isNeverOpened(cause) && doing === "send" ? `, or ${PIPE_IN}` : "";
      const why = `${whyUnreadable(cause)}${advice}`;
      throw new CallerError("no_input", `Cannot ${doing} ${shown}: ${why}`, { cause });
    }
    if (isInStaging(source)) {
      throw new CallerError("no_input", `Cannot ${doing} ${shown}: ${UNFINISHED}`);
    }
    if (special !== undefined) {
      const advice = special === "FIFO" && doing === "send" ? `; ${PIPE_IN}` : "";
      throw new CallerError("no_input", `Cannot ${doing} ${shown}: it is a ${special}${advice}`);
    }
    // Made absolute first, because "." and "holiday/.." have no name otherwise.
    const name = basename(resolve(path));
    if (name === "") {
      throw new CallerError(
        "usage",
        `Cannot ${doing} ${shown}: it has no name; name a folder in it`,
      );
    }
    if (isReservedName(name)) {
      throw new CallerError("usage", `Cannot ${doing} ${shown}: ${RESERVED}`);
    }
    if (roots.some((root) => root.name === name)) {
      throw new CallerError(
        "usage",
        `Cannot ${doing} ${shown}: two of the paths have this name; ${doing} them separately`,
      );
    }
    roots.push({ name, source });
  }
  return roots;
}

/** Opens a root to check that it can be read. Returns its kind where it is neither a file nor a folder. */
function probe(source: string): string | undefined {
  const info = Deno.lstatSync(source);
  if (!info.isFile && !info.isDirectory) return specialKind(info);
  // Windows does not open folders, and listing one would read all of it.
  if (info.isFile || Deno.build.os !== "windows") Deno.openSync(source).close();
}
