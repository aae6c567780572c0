/** Packs the files of a release into the archive format of each system. @module */

import type { Target } from "../targets.ts";
import { writeTarGz } from "./tar_gz.ts";
import { writeZip } from "./zip.ts";

/** A file in an archive. */
export interface ArchiveFile {
  /** Its path in the archive, `/` between components. */
  name: string;
  /** The file with its content. */
  source: string;
  /** Its permission bits. */
  mode: number;
}

/** Options of {@link writeArchive}. */
export interface WriteArchiveOptions {
  /** The modification time of all entries; 1980 or later, because of zip. */
  mtime: Date;
}

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
