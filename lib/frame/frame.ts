/**
 * The numbers of the wire. PROTOCOL.md says the same in words, and a check holds them together.
 *
 * @module
 */

import { MAX_CONTROL_BYTES, MAX_DATA_BYTES } from "../limits.ts";
import { ProtocolError } from "../errors.ts";

/** First bytes of every connection: `SLUICE` and a CRLF, which a text-mode relay would spoil. */
export const MAGIC: Uint8Array = new Uint8Array([0x53, 0x4c, 0x55, 0x49, 0x43, 0x45, 0x0d, 0x0a]);
/** Bytes of the preface: magic, lowest and highest version, security, reserved. */
export const PREFACE_BYTES = 12;
/** The oldest version of the protocol understood here. */
export const MIN_VERSION = 1;
/** The newest. */
export const MAX_VERSION = 1;
/** What protects the frames. */
export const Security = {
  /** Nothing: neither secret nor authenticated. */
  plain: 0,
  /** Encrypted with a key agreed by a code phrase. */
  code: 1,
} as const;
/** One of {@linkcode Security}. */
export type SecurityId = typeof Security[keyof typeof Security];

/** Bytes before a frame's payload: type, flags, two zero bytes, length (big-endian). */
export const HEADER_BYTES = 8;

/** The types of frames. */
export const FrameType = {
  /** Both: who I am. JSON. */
  hello: 1,
  /** Sender: what I would send. JSON. */
  offer: 2,
  /** Receiver: yes. JSON. */
  answer: 3,
  /** Sender: the next file, folder or link. JSON. */
  entry: 4,
  /** Sender: content of the file that is open. Bytes. */
  data: 5,
  /** Sender: the end of the open file, with its digest. JSON. */
  end: 6,
  /** Sender: this file could not be sent to its end. JSON. */
  skip: 7,
  /** Receiver: which of the announced files, from where on. JSON. */
  want: 8,
  /** Sender: the content of a wanted file follows. JSON. */
  start: 9,
  /** Receiver: whether a resumed file turned out whole. JSON. */
  verdict: 10,
  /** Sender: that was all. JSON. */
  fin: 11,
  /** Receiver: everything is verified and in place. JSON. */
  done: 12,
  /** Both: I give up, and why. JSON. The last frame of its direction. */
  error: 13,
  /** Both: still here. Empty. */
  ping: 14,
  /** Asker: what to run. JSON. */
  run: 15,
  /** Answerer: it runs. JSON. */
  started: 16,
  /** Answerer: what the command wrote to its standard output. Bytes. */
  stdout: 17,
  /** Answerer: what the command wrote to its standard error. Bytes. */
  stderr: 18,
  /** Asker: what the command is to read. Bytes. */
  stdin: 19,
  /** Asker: the end of what it is to read. Empty. */
  eof: 20,
  /** Answerer: how much more it takes of what the command is to read. JSON. */
  credit: 21,
  /** Answerer: how the command ended. JSON. */
  exit: 22,
  /** Receiver: this entry is not stored, and why. JSON. */
  lost: 23,
} as const;
/** One of {@linkcode FrameType}. */
export type FrameTypeId = typeof FrameType[keyof typeof FrameType];

/** Frames whose payload is bytes as they are. */
const BYTES: readonly number[] = [
  FrameType.data,
  FrameType.stdout,
  FrameType.stderr,
  FrameType.stdin,
];
/** Frames without a payload. */
const EMPTY: readonly number[] = [FrameType.ping, FrameType.eof];

const names = new Map<number, string>(
  Object.entries(FrameType).map(([name, id]) => [id, name]),
);

/** A frame's name for messages: `entry`, or `type 99`. */
export function frameName(type: number): string {
  return names.get(type) ?? `type ${type}`;
}

/** Writes a header at `at`. */
export function writeHeader(
  into: Uint8Array,
  at: number,
  type: FrameTypeId,
  length: number,
): void {
  into[at] = type;
  into[at + 1] = 0;
  into[at + 2] = 0;
  into[at + 3] = 0;
  new DataView(into.buffer, into.byteOffset + at + 4, 4).setUint32(0, length);
}

/** A header, judged. */
export interface FrameHeader {
  /** The frame's type. */
  type: FrameTypeId;
  /** Bytes of its payload. */
  length: number;
}

/**
 * Reads and judges the header at `at`, before a byte of its payload is waited for.
 *
 * @throws {ProtocolError} an unknown type, a reserved bit that is set, a length over the limit, an empty frame that says nothing.
 */
export function readHeader(from: Uint8Array, at: number): FrameHeader {
  const type = from[at]!;
  const length = new DataView(from.buffer, from.byteOffset + at + 4, 4).getUint32(0);
  if (!names.has(type)) throw new ProtocolError(`read a frame: unknown type ${type}`);
  if (from[at + 1] !== 0 || from[at + 2] !== 0 || from[at + 3] !== 0) {
    throw new ProtocolError(`read a frame: reserved bits set in ${frameName(type)}`);
  }
  const limit = BYTES.includes(type)
    ? MAX_DATA_BYTES
    : EMPTY.includes(type)
    ? 0
    : MAX_CONTROL_BYTES;
  if (length > limit) {
    throw new ProtocolError(
      `read a frame: ${frameName(type)} of ${length} bytes, over the limit of ${limit}`,
      "limit",
    );
  }
  if (length === 0 && !EMPTY.includes(type)) {
    throw new ProtocolError(`read a frame: empty ${frameName(type)}`);
  }
  return { type: type as FrameTypeId, length };
}
