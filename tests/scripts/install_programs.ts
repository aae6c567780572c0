/** Folders of programs, for an installer that must find only those, or others. @module */

import { join } from "node:path";
import { programPath } from "../support/needs.ts";
import { writeProgram } from "../support/write_program.ts";
import type { ServedRelease } from "./served_release.ts";

/** The programs that the installer runs, except downloaders and checksum tools. */
export const TOOLS: readonly string[] =
  "uname getconf ldd sed mktemp mkdir rm rmdir chmod mv cat tar gzip sh sleep find id"
    .split(" ");

/** A folder of programs: scripts by name, and links to installed ones. */
export async function programs(
  release: ServedRelease,
  scripts: Record<string, string>,
  links: readonly string[] = [],
): Promise<string> {
  const folder = await Deno.makeTempDir({ dir: release.path });
  for (const [name, script] of Object.entries(scripts)) {
    await writeProgram(join(folder, name), `#!/bin/sh\n${script}\n`);
  }
  for (const name of links) {
    const path = programPath(name);
    if (!(name in scripts) && path !== undefined) await Deno.symlink(path, join(folder, name));
  }
  return folder;
}
