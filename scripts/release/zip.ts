/**
 * Packs files as a compressed `.zip` (APPNOTE.TXT 6.3), with the same bytes for the same content.
 * The library for downloads stores files uncompressed, and deflate halves the size of an
 * executable.
 *
 * @module
 */

import { crc32 } from "node:zlib";
import type { ArchiveFile, WriteArchiveOptions } from "./archive_file.ts";

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END = 0x06054b50;
/** Version 2.0: deflate. */
const VERSION_NEEDED = 20;
/** Upper byte 3: Unix, so that the upper half of the external attributes is a mode. */
const VERSION_MADE_BY = (3 << 8) | VERSION_NEEDED;
/** Names are UTF-8. */
const FLAGS = 1 << 11;
const DEFLATE = 8;
const REGULAR_FILE = 0o100000;
/** Larger sizes need the fields of zip64. */
const MAX_SIZE = 0xffff_ffff;

/** Encodes little-endian fields: a number and its width in bytes. */
function fields(...values: [value: number, width: 2 | 4][]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.reduce((sum, [, width]) => sum + width, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [value, width] of values) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return bytes;
}

/** The time as zip stores it: local time without a zone, taken as UTC here. */
function dosTime(time: Date): [time: number, date: number] {
  const seconds = time.getUTCSeconds() >> 1;
  return [
    (time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | seconds,
    ((time.getUTCFullYear() - 1980) << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate(),
  ];
}

/** Writes the archive; memory does not grow with the size of the files. */
export async function writeZip(
  path: string,
  files: readonly ArchiveFile[],
  { mtime }: WriteArchiveOptions,
): Promise<void> {
  using output = await Deno.create(path);
  const position = () => output.seek(0, Deno.SeekMode.Current);
  const directory: Uint8Array<ArrayBuffer>[] = [];
  const [time, date] = dosTime(mtime);
  for (const { name, source, mode } of files) {
    const nameBytes = new TextEncoder().encode(name);
    const offset = await position();
    const common = (crc: number, packed: number, size: number) =>
      fields(
        [VERSION_NEEDED, 2],
        [FLAGS, 2],
        [DEFLATE, 2],
        [time, 2],
        [date, 2],
        [crc, 4],
        [packed, 4],
        [size, 4],
        [nameBytes.length, 2],
        [0, 2], // no extra field
      );
    await writeAll(output, fields([LOCAL_HEADER, 4]), common(0, 0, 0), nameBytes);
    const start = await position();
    const { crc, size } = await deflate(source, output);
    const end = await position();
    const packed = end - start;
    if (Math.max(size, end) > MAX_SIZE) throw new Error(`${source} is too large for a zip archive`);
    // The sizes are known now; with them in the header, readers need not search for the end.
    await output.seek(offset + 4, Deno.SeekMode.Start);
    await writeAll(output, common(crc, packed, size));
    await output.seek(end, Deno.SeekMode.Start);
    directory.push(
      fields([CENTRAL_HEADER, 4], [VERSION_MADE_BY, 2]),
      common(crc, packed, size),
      // No comment, first disk, no internal attributes.
      fields([0, 2], [0, 2], [0, 2], [((REGULAR_FILE | mode) << 16) >>> 0, 4], [offset, 4]),
      nameBytes,
    );
  }
  const start = await position();
  await writeAll(output, ...directory);
  const length = await position() - start;
  const count = files.length;
  await writeAll(
    output,
    fields([END, 4], [0, 2], [0, 2], [count, 2], [count, 2], [length, 4], [start, 4], [0, 2]),
  );
}

/** Appends a file, compressed. */
async function deflate(
  source: string,
  output: Deno.FsFile,
): Promise<{ crc: number; size: number }> {
  let crc = 0;
  let size = 0;
  const measure = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      crc = crc32(chunk, crc);
      size += chunk.length;
      controller.enqueue(chunk);
    },
  });
  using file = await Deno.open(source);
  const compressed = file.readable
    .pipeThrough(measure)
    .pipeThrough(new CompressionStream("deflate-raw"));
  for await (const chunk of compressed) await writeAll(output, chunk);
  return { crc, size };
}

async function writeAll(output: Deno.FsFile, ...chunks: Uint8Array[]): Promise<void> {
  for (const chunk of chunks) {
    let at = 0;
    while (at < chunk.length) at += await output.write(chunk.subarray(at));
  }
}
