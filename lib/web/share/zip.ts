/**
 * Zip archives as a stream, without compression (APPNOTE 6.3.10). Sizes, offsets and the number of entries
 * beyond the limits of the old format use ZIP64. Memory grows by the directory at the end only: about a
 * hundred bytes for each entry.
 *
 * @module
 */

import { ByteWriter } from "./byte_writer.ts";

/** An entry of an archive. */
export interface ZipEntry {
  /** Path, `/` between components; a folder's ends with one. */
  path: string;
  /** Kind. */
  kind: "file" | "dir";
  /** Permission bits. */
  mode: number;
  /** Modification time, milliseconds since 1970. */
  mtime: number;
  /** Bytes of a file. */
  size: number;
  /** The content of a file, of exactly `size` bytes. */
  content?: AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** The largest values of the old format; from these on ZIP64's fields hold the real ones. */
const MAX_16 = 0xffff;
const MAX_32 = 0xffff_ffff;
/** Versions of the format that a reader must know: for folders, and for ZIP64. */
const VERSION = 20;
const VERSION_64 = 45;
/** The system whose attributes entries have: Unix. */
const MADE_BY = 3 << 8 | VERSION_64;
/** Flags: the CRC and the sizes follow the content; names are UTF-8. */
const SIZES_FOLLOW = 1 << 3;
const UTF8 = 1 << 11;
/** Extra fields: ZIP64's, and Info-ZIP's times, which are in UTC. */
const FIELD_64 = 0x0001;
const FIELD_TIME = 0x5455;
const HAS_MTIME = 1;
/** Bits of the attributes. */
const FILE = 0o100000;
const FOLDER = 0o040000;
const DOS_FOLDER = 0x10;
const LONGEST_NAME = MAX_16;

const utf8 = new TextEncoder();

/** Computes a CRC-32 from that of the bytes before. */
export type Crc32 = (bytes: Uint8Array, before: number) => number;

/** Yields the archive of entries, in pieces that are not used again. */
export async function* zipped(
  entries: AsyncIterable<ZipEntry>,
  crc32: Crc32,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const directory = new ByteWriter();
  let count = 0;
  let offset = 0;
  const counted = (piece: Uint8Array<ArrayBuffer>) => {
    offset += piece.length;
    return piece;
  };
  for await (const entry of entries) {
    const header = headerOf(entry, offset);
    yield counted(localHeader(header));
    let crc = 0;
    let size = 0;
    for await (const piece of entry.content ?? []) {
      crc = crc32(piece, crc);
      size += piece.length;
      yield counted(piece);
    }
    if (size !== entry.size) throw new Error("pack: a file has another size than announced");
    if (entry.kind === "file") yield counted(descriptor(header, crc));
    addToDirectory(directory, header, crc);
    count++;
  }
  const start = offset;
  for (const piece of directory.pieces()) yield counted(piece);
  yield endRecords({ count, start, length: offset - start });
}

/** What the records of an entry have in common. */
interface Header {
  name: Uint8Array;
  kind: "file" | "dir";
  mode: number;
  /** Time and date in the format of DOS. */
  time: number;
  date: number;
  /** Seconds since 1970; undefined where the field cannot hold them. */
  seconds: number | undefined;
  size: number;
  /** Where its local header is. */
  offset: number;
}

function headerOf({ path, kind, mode, mtime, size }: ZipEntry, offset: number): Header {
  const name = utf8.encode(path);
  if (name.length > LONGEST_NAME) throw new Error("pack: a path is too long for a zip");
  const seconds = Math.floor(mtime / 1000);
  const fits = seconds === (seconds | 0);
  return {
    name,
    kind,
    mode,
    ...dosTime(mtime),
    seconds: fits ? seconds : undefined,
    size,
    offset,
  };
}

/** In this machine's time zone, as readers that know no other field take it; 1980 to 2107. */
function dosTime(mtime: number): { time: number; date: number } {
  const at = new Date(mtime);
  const year = at.getFullYear() - 1980;
  if (year < 0) return { time: 0, date: 1 << 5 | 1 };
  if (year > 127) return { time: 23 << 11 | 59 << 5 | 29, date: 127 << 9 | 12 << 5 | 31 };
  return {
    time: at.getHours() << 11 | at.getMinutes() << 5 | at.getSeconds() >> 1,
    date: year << 9 | (at.getMonth() + 1) << 5 | at.getDate(),
  };
}

/** Readers must know how long the fields of the descriptor are before they reach it. */
function isLarge({ size }: Header): boolean {
  return size >= MAX_32;
}

function timeField(out: ByteWriter, seconds: number | undefined): void {
  if (seconds !== undefined) out.u16(FIELD_TIME).u16(5).u8(HAS_MTIME).u32(seconds >>> 0);
}

function localHeader(header: Header): Uint8Array<ArrayBuffer> {
  const { name, kind, time, date, seconds } = header;
  const large = isLarge(header);
  const isFile = kind === "file";
  const extra = new ByteWriter();
  timeField(extra, seconds);
  if (large) extra.u16(FIELD_64).u16(16).u64(0).u64(0);
  const sizes = large ? MAX_32 : 0;
  return new ByteWriter()
    .u32(0x04034b50)
    .u16(large ? VERSION_64 : VERSION)
    .u16(isFile ? UTF8 | SIZES_FOLLOW : UTF8)
    .u16(0).u16(time).u16(date)
    .u32(0).u32(sizes).u32(sizes)
    .u16(name.length).u16(extra.length)
    .bytes(name).bytes(extra.joined())
    .joined();
}

function descriptor(header: Header, crc: number): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter().u32(0x08074b50).u32(crc);
  const { size } = header;
  return (isLarge(header) ? out.u64(size).u64(size) : out.u32(size).u32(size)).joined();
}

function addToDirectory(out: ByteWriter, header: Header, crc: number): void {
  const { name, kind, mode, time, date, seconds, size, offset } = header;
  const isFile = kind === "file";
  const large = isLarge(header);
  const far = offset >= MAX_32;
  const extra = new ByteWriter();
  timeField(extra, seconds);
  if (large || far) {
    extra.u16(FIELD_64).u16((large ? 16 : 0) + (far ? 8 : 0));
    if (large) extra.u64(size).u64(size);
    if (far) extra.u64(offset);
  }
  const attributes = isFile ? (FILE | mode) << 16 : (FOLDER | mode) << 16 | DOS_FOLDER;
  out.u32(0x02014b50)
    .u16(MADE_BY)
    .u16(large || far ? VERSION_64 : VERSION)
    .u16(isFile ? UTF8 | SIZES_FOLLOW : UTF8)
    .u16(0).u16(time).u16(date)
    .u32(crc).u32(Math.min(size, MAX_32)).u32(Math.min(size, MAX_32))
    .u16(name.length).u16(extra.length).u16(0)
    .u16(0).u16(0).u32(attributes >>> 0)
    .u32(Math.min(offset, MAX_32))
    .bytes(name).bytes(extra.joined());
}

function endRecords(
  { count, start, length }: { count: number; start: number; length: number },
): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  if (count >= MAX_16 || start >= MAX_32 || length >= MAX_32) {
    out.u32(0x06064b50).u64(44).u16(MADE_BY).u16(VERSION_64)
      .u32(0).u32(0).u64(count).u64(count).u64(length).u64(start);
    out.u32(0x07064b50).u32(0).u64(start + length).u32(1);
  }
  const entries = Math.min(count, MAX_16);
  return out.u32(0x06054b50).u16(0).u16(0).u16(entries).u16(entries)
    .u32(Math.min(length, MAX_32)).u32(Math.min(start, MAX_32)).u16(0)
    .joined();
}
