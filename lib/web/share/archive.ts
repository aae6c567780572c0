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
import { joined } from "./joined.ts";
import { type ZipEntry, zipped } from "./zip.ts";
import type { OpenedFile, SharedEntry, SharedTree } from "./shared_tree.ts";

/** The formats. */
export type ArchiveForm = "zip" | "tar";

/** Bytes that small pieces of a zip are joined to. */
const ZIP_PIECE = 64 * 1024;
/** Name of the list of missing files. */
const MISSING = "NOT INCLUDED.txt";

/** Media types of the formats. */
export const ARCHIVE_TYPES: Record<ArchiveForm, string> = {
  zip: "application/zip",
  tar: "application/x-tar",
};

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
  const packed = packAll(tree, entries);
  return form === "zip" ? await zip(packed) : await tar(packed);
}

async function zip(
  packed: AsyncIterable<ZipEntry>,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { crc32 } = await import("node:zlib");
  return ReadableStream.from(joined(zipped(packed, crc32), ZIP_PIECE));
}

async function tar(
  packed: AsyncIterable<ZipEntry>,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { createTarPacker } = await import("modern-tar");
  const { readable, controller } = createTarPacker();
  const ahead = new Ahead();
  const pack = async () => {
    for await (const { path, kind, mode, mtime, size, content } of packed) {
      const type = kind === "dir" ? "directory" as const : "file" as const;
      const mtimeOfSecond = new Date(Math.floor(mtime / 1000) * 1000);
      const writer = controller.add({ name: path, type, size, mode, mtime: mtimeOfSecond })
        .getWriter();
      for await (const chunk of content ?? []) {
        await ahead.add(chunk.length);
        await writer.write(chunk);
      }
      await writer.close();
    }
    controller.finalize();
  };
  pack().catch((error) => controller.error(error));
  async function* taken() {
    try {
      for await (const piece of readable as ReadableStream<Uint8Array<ArrayBuffer>>) {
        ahead.take(piece.length);
        yield piece;
      }
    } finally {
      ahead.end();
    }
  }
  return ReadableStream.from(taken());
}

/** Holds up content that the client is not ready for: the packer itself would take 8 MiB. */
class Ahead {
  #bytes = 0;
  #over = false;
  #wake = () => {};

  /** Waits until there is room for content. @throws {Error} if the client has left. */
  async add(bytes: number): Promise<void> {
    while (this.#bytes > WEB_CHUNK_BYTES && !this.#over) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    if (this.#over) throw new Error("pack: the client left");
    this.#bytes += bytes;
  }

  /** Notes bytes that were taken: headers, which are not counted, as well. */
  take(bytes: number): void {
    this.#bytes = Math.max(0, this.#bytes - bytes);
    this.#wake();
  }

  /** Notes that the client has left. */
  end(): void {
    this.#over = true;
    this.#wake();
  }
}

async function* packAll(
  tree: SharedTree,
  entries: readonly SharedEntry[],
): AsyncGenerator<ZipEntry> {
  const missing: string[] = [];
  let count = 1;
  for (const found of walkShared(entries)) {
    if (++count > MAX_ENTRIES) throw new Error(`pack: more than ${MAX_ENTRIES} files and folders`);
    if (found.kind === "skipped") {
      if (found.failed) missing.push(`${found.path}: ${found.reason}`);
      continue;
    }
    const { path, kind, mtime, source } = found;
    const mode = found.mode ?? USUAL_MODE[kind];
    if (kind === "dir") {
      yield { path: `${path}/`, kind, mode, mtime, size: 0 };
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

function note(missing: readonly string[]): ZipEntry {
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
