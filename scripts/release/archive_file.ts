/** What an archive is made of. @module */

/** A file in an archive. */
export interface ArchiveFile {
  /** Its path in the archive, `/` between components. */
  name: string;
  /** The file whose content it gets. */
  source: string;
  /** Its permission bits. */
  mode: number;
}

/** Options of `writeArchive`. */
export interface WriteArchiveOptions {
  /** The modification time of everything inside; 1980 or later, which is where zip begins. */
  mtime: Date;
}
