/** Installs manual pages. @module */

import { join } from "node:path";
import { LocalError } from "../../lib/errors.ts";
import { localFault } from "../../lib/file/local_fault.ts";

/** A manual page to install. */
export interface ManualFile {
  /** The name of the file: `sluice-send.1`. */
  name: string;
  /** Its text in roff. */
  text: string;
}

/** How a manual page of sluice starts: its name, in which roff may escape a dash, and the program. */
const START = /^\.TH (\S+) 1 "[^"\n]*" "sluice /;

/**
 * Writes the files into a folder. Replaces earlier pages of sluice only: if another file is in the way,
 * nothing is written.
 *
 * @throws {LocalError} code `exists`; other codes for file-system errors.
 */
export async function installPages(
  { folder, files }: { folder: string; files: readonly ManualFile[] },
): Promise<void> {
  for (const { name } of files) assertReplaceable(folder, name);
  let staging: string | undefined;
  try {
    // Renamed from here, so that a page that is being read is never incomplete.
    staging = await Deno.makeTempDir({ dir: folder, prefix: ".sluice-man-" });
    for (const { name, text } of files) {
      await Deno.writeTextFile(join(staging, name), text, { createNew: true });
    }
    for (const { name } of files) await Deno.rename(join(staging, name), join(folder, name));
  } catch (cause) {
    throw localFault(cause, `store in ${JSON.stringify(folder)}`);
  } finally {
    if (staging !== undefined) await Deno.remove(staging, { recursive: true });
  }
}

function assertReplaceable(folder: string, name: string): void {
  const path = join(folder, name);
  try {
    const info = Deno.lstatSync(path);
    const title = info.isFile && START.exec(Deno.readTextFileSync(path))?.[1];
    if (title && `${title.replaceAll("\\", "").toLowerCase()}.1` === name) return;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return;
    throw localFault(cause, `read ${JSON.stringify(path)}`);
  }
  throw new LocalError(
    "exists",
    `${JSON.stringify(path)} already exists and is not a page of sluice; move it and try again`,
  );
}
