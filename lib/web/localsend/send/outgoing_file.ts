/** Files and texts that are offered to a LocalSend receiver. @module */

import { sha256 } from "../../../digest/sha256.ts";
import type { Hasher } from "../../../digest/digest.ts";
import type { SourceEntry } from "../../../file/source/walk.ts";
import { SourceFile } from "../../../file/source/source_file.ts";
import { SMALL_FILE_BYTES } from "../../../limits.ts";
import { mediaType } from "../../http/media_type.ts";
import type { OfferedFile } from "../offered_file.ts";

/** One file, or a text, with its content. */
export interface OutgoingFile {
  /** What the receiver is told. */
  offered: OfferedFile;
  /** A file of this machine, or bytes in memory. */
  content: { file: SourceEntry & { size: number } } | { bytes: Uint8Array };
}

/** The name under which a text is offered; receivers that store it use it. */
const TEXT_NAME = "text.txt";

/** Offers files. Their ids are unique within the list. */
export function outgoingFiles(files: readonly (SourceEntry & { size: number })[]): OutgoingFile[] {
  return files.map((file, at) => ({
    offered: {
      id: `file-${at + 1}`,
      fileName: file.path,
      size: file.size,
      fileType: mediaType(file.path).split(";")[0]!,
      modified: file.mtime,
    },
    content: { file },
  }));
}

/** Offers a text: receivers show the preview, and ask for no content. */
export function outgoingText(text: string): OutgoingFile {
  const bytes = new TextEncoder().encode(text);
  return {
    offered: {
      id: "text-1",
      fileName: TEXT_NAME,
      size: bytes.length,
      fileType: "text/plain",
      preview: text,
    },
    content: { bytes },
  };
}

/** Options of {@linkcode piecesOf}. */
export interface PiecesOptions {
  /** Where pieces are read to. */
  buffer: Uint8Array<ArrayBuffer>;
  /** Hashes what is sent. Default: it is not hashed. */
  hasher?: Hasher | undefined;
  /** Called with the size of each piece before it is passed on; delays it. Default: no delay. */
  pace?: ((bytes: number) => Promise<void>) | undefined;
  /** Called with the size of each piece once it was sent. Default: none. */
  onSent?: (bytes: number) => void;
}

/**
 * Reads the content in pieces, which are valid until the next one is asked for. Exactly the announced bytes
 * come, or an error.
 *
 * @throws {SourceError} if the file cannot be read, or is not as it was listed.
 */
export async function* piecesOf(
  { content }: Pick<OutgoingFile, "content">,
  { buffer, hasher, pace, onSent }: PiecesOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if ("bytes" in content) {
    const bytes = new Uint8Array(content.bytes);
    hasher?.update(bytes);
    await pace?.(bytes.length);
    yield bytes;
    onSent?.(bytes.length);
    return;
  }
  const { file } = content;
  const open = SourceFile.open(file);
  try {
    for (let left = file.size; left > 0;) {
      const piece = buffer.subarray(0, Math.min(left, buffer.length));
      await open.read(piece, file.size <= SMALL_FILE_BYTES);
      left -= piece.length;
      // Before the last piece: afterwards the receiver would take the file for a whole one.
      if (left === 0) open.assertUnchanged();
      hasher?.update(piece);
      await pace?.(piece.length);
      yield piece;
      onSent?.(piece.length);
    }
    if (file.size === 0) open.assertUnchanged();
  } finally {
    open.close();
  }
}

/**
 * Computes the checksums of files before they are offered. A file that cannot be read gets none: it fails when
 * it is sent.
 *
 * @throws the signal's reason, once it is aborted.
 */
export async function addChecksums(
  files: readonly OutgoingFile[],
  buffer: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<void> {
  for (const file of files) {
    signal.throwIfAborted();
    const hasher = sha256.create();
    try {
      for await (const _ of piecesOf(file, { buffer, hasher })) signal.throwIfAborted();
      file.offered.sha256 = hasher.digest();
    } catch {
      signal.throwIfAborted();
    }
  }
}
