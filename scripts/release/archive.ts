/** Packs the files of a release into the archive format of each system. @module */

import type { Target } from "../targets.ts";
import type { ArchiveFile, WriteArchiveOptions } from "./archive_file.ts";
import { writeTarGz } from "./tar_gz.ts";
import { writeZip } from "./zip.ts";

/** Writes an archive. The same files, names, modes and time give the same bytes, in any order. */
export async function writeArchive(
  kind: Target["archive"],
  path: string,
  files: readonly ArchiveFile[],
  options: WriteArchiveOptions,
): Promise<void> {
  const sorted = files.toSorted((a, b) => a.name < b.name ? -1 : 1);
  await (kind === "zip" ? writeZip : writeTarGz)(path, sorted, options);
}
