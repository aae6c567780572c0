/** What an archive is made of. @module */

/** A file in an archive. */
export interface ArchiveFile {
  /** Its path in the archive, `/` between components. */
  name: string;
  /** The file with its content. */
  source: string;
  /** Its permission bits. */
  mode: number;
}

/** Options of `writeArchive`. */
export interface WriteArchiveOptions {
  /** The modification time of all entries; 1980 or later, because of zip. */
  mtime: Date;
}
