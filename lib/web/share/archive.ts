/**
 * Folders as one download: zip or tar, made while it is sent, without compression. Memory does not grow
 * with the size of the tree, even where the tree changes meanwhile.
 *
 * @module
 */

import { USUAL_MODE } from "../../file/permission_bits.ts";
import { walk } from "../../file/source/walk.ts";
import { MAX_ENTRIES, WEB_CHUNK_BYTES } from "../../limits.ts";
import { PieceReader } from "./piece_reader.ts";
import type { OpenedFile, SharedEntry, SharedTree } from "./shared_tree.ts";

/** The formats. */
export type ArchiveForm = "zip" | "tar";

/** Entries that a zip can have: the limit without ZIP64, which some tools cannot read. */
export const MAX_ZIP_ENTRIES = 65_535;
/** The earliest time of the format, a day later for any time zone. */
const EARLIEST_ZIP_TIME = Date.UTC(1980, 0, 2);
/** Name of the list of missing files. */
const MISSING = "NOT INCLUDED.txt";

/** An entry of an archive. */
interface Packed {
  /** Path in the archive, `/` between components. */
  path: string;
  kind: "file" | "dir";
  mode: number;
  mtime: number;
  /** Bytes of a file. */
  size: number;
  /** The content of a file, of exactly `size` bytes. */
  content?: AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** Media types of the formats. */
export const ARCHIVE_TYPES: Record<ArchiveForm, string> = {
  zip: "application/zip",
  tar: "application/x-tar",
};

/** Whether there are more entries than a zip can have. Stops counting at the limit. */
export function tooManyForZip(entries: readonly SharedEntry[]): boolean {
  let count = 1;
  for (const _ of walkShared(entries)) {
    if (++count > MAX_ZIP_ENTRIES) return true;
  }
  return false;
}

/**
 * Packs files and folders under their own names. Files that cannot be read are listed in a text file at
 * the end of the archive.
 *
 * @returns a stream, which fails where a file shrinks while it is read.
 */
export async function archive(
  form: ArchiveForm,
  tree: SharedTree,
  entries: readonly SharedEntry[],
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const packed = packAll(tree, entries, form === "zip" ? MAX_ZIP_ENTRIES : MAX_ENTRIES);
  return form === "zip" ? await zip(packed) : await tar(packed);
}

async function zip(
  packed: AsyncIterable<Packed>,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { makeZip } = await import("client-zip");
  async function* inputs() {
    for await (const { path, kind, mode, mtime, content } of packed) {
      const lastModified = new Date(Math.max(mtime, EARLIEST_ZIP_TIME));
      if (kind === "dir") yield { name: `${path}/`, lastModified, mode };
      else yield { name: path, lastModified, mode, input: content! };
    }
  }
  return makeZip(inputs(), { buffersAreUTF8: true }) as ReadableStream<Uint8Array<ArrayBuffer>>;
}

async function tar(
  packed: AsyncIterable<Packed>,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { createTarPacker } = await import("modern-tar");
  const { readable, controller } = createTarPacker();
  const pack = async () => {
    for await (const { path, kind, mode, mtime, size, content } of packed) {
      const type = kind === "dir" ? "directory" as const : "file" as const;
      const name = kind === "dir" ? `${path}/` : path;
      const mtimeOfSecond = new Date(Math.floor(mtime / 1000) * 1000);
      const writer = controller.add({ name, type, size, mode, mtime: mtimeOfSecond }).getWriter();
      for await (const chunk of content ?? []) await writer.write(chunk);
      await writer.close();
    }
    controller.finalize();
  };
  pack().catch((error) => controller.error(error));
  return readable as ReadableStream<Uint8Array<ArrayBuffer>>;
}

async function* packAll(
  tree: SharedTree,
  entries: readonly SharedEntry[],
  limit: number,
): AsyncGenerator<Packed> {
  const missing: string[] = [];
  let count = 1;
  for (const found of walkShared(entries)) {
    if (++count > limit) throw new Error(`pack: more than ${limit} files and folders`);
    if (found.kind === "skipped") {
      if (found.failed) missing.push(`${found.path}: ${found.reason}`);
      continue;
    }
    const { path, kind, mtime, source } = found;
    const mode = found.mode ?? USUAL_MODE[kind];
    if (kind === "dir") {
      yield { path, kind, mode, mtime, size: 0 };
    } else if (kind === "file") {
      using opened = openQuietly(tree, { path, source });
      if (opened === undefined) {
        missing.push(`${path}: cannot be read`);
        continue;
      }
      const { size, mtime } = opened.entry;
      yield { path, kind, mode, mtime, size, content: contentOf(opened, size) };
      if (opened.file.statSync().mtime?.getTime() !== mtime) {
        missing.push(`${path}: is included, but was changed meanwhile`);
      }
    }
  }
  if (missing.length > 0) yield note(missing);
}

function* walkShared(entries: readonly SharedEntry[]): ReturnType<typeof walk> {
  yield* walk(entries.map(({ name, source }) => ({ name, source })));
}

function openQuietly(
  tree: SharedTree,
  { path, source }: { path: string; source: string },
): OpenedFile | undefined {
  try {
    const name = path.slice(path.lastIndexOf("/") + 1);
    return tree.open({ kind: "file", path, name, source, size: 0, mtime: 0, etag: "" });
  } catch {
    return undefined;
  }
}

/** Yields exactly `size` bytes; what is appended to the file meanwhile is left out. */
async function* contentOf(
  { file }: OpenedFile,
  size: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = new PieceReader(file);
  for (let left = size; left > 0;) {
    const piece = await reader.next(Math.min(WEB_CHUNK_BYTES, left));
    if (piece === null) throw new Error("pack: a file shrank while it was sent");
    left -= piece.length;
    yield piece;
  }
}

function note(missing: readonly string[]): Packed {
  const text = `Not in this archive, or not as it should be:\n\n${missing.join("\n")}\n`;
  const bytes = new TextEncoder().encode(text);
  async function* content() {
    yield await Promise.resolve(bytes);
  }
  return {
    path: MISSING,
    kind: "file",
    mode: USUAL_MODE.file,
    mtime: Date.now(),
    size: bytes.length,
    content: content(),
  };
}
