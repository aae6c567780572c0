/** The paths that a user wants to send or share. @module */

import { basename, resolve } from "node:path";
import { CallerError } from "../../errors.ts";
import { specialKind } from "./special_kind.ts";
import { whyUnreadable } from "./why_unreadable.ts";

/** A path given by the user, and its name at the peer. */
export interface Root {
  /** Top-level name for the peer. */
  name: string;
  /** Absolute path on this machine. */
  source: string;
}

/**
 * Makes roots of the paths a user gave. A link given by name is followed.
 *
 * @param doing What is to be done with them, for the texts of errors.
 * @throws {CallerError} code `no_input`: nothing there, not readable, or neither a file nor a folder;
 *   `usage`: a path without a name, or two of one name.
 */
export function rootsOf(paths: readonly string[], doing: "send" | "share" = "send"): Root[] {
  const roots: Root[] = [];
  for (const path of paths) {
    const shown = JSON.stringify(path);
    let source: string;
    let special: string | undefined;
    try {
      // Through a link to what it means; but "holiday", a link, is still to be called "holiday".
      source = Deno.realPathSync(path);
      special = probe(source);
    } catch (cause) {
      throw new CallerError("no_input", `${doing} ${shown}: ${whyUnreadable(cause)}`, { cause });
    }
    if (special !== undefined) {
      const advice = special === "FIFO" ? "; pipe it in: sluice send - --name NAME" : "";
      throw new CallerError("no_input", `${doing} ${shown}: it is a ${special}${advice}`);
    }
    // "." and "holiday/.." have a name once they are made absolute.
    const name = basename(resolve(path));
    if (name === "") {
      throw new CallerError(
        "usage",
        `${doing} ${shown}: it has no name to arrive under; name a folder in it`,
      );
    }
    if (roots.some((root) => root.name === name)) {
      throw new CallerError(
        "usage",
        `${doing} ${shown}: two of the paths have this name; ${doing} them one after the other`,
      );
    }
    roots.push({ name, source });
  }
  return roots;
}

/** Opens a root to learn whether it can be read; what it is if it is neither a file nor a folder. */
function probe(source: string): string | undefined {
  const info = Deno.lstatSync(source);
  if (!info.isFile && !info.isDirectory) return specialKind(info);
  // Windows opens no folder; to list one there would read all of it.
  if (info.isFile || Deno.build.os !== "windows") Deno.openSync(source).close();
}
