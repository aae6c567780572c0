/**
 * The numbers of the wire format. `scripts/check_protocol.ts` compares them with PROTOCOL.md.
 *
 * @module
 */

import { MAX_CONTROL_BYTES, MAX_DATA_BYTES } from "../limits.ts";
import { ProtocolError } from "../errors.ts";

/** First bytes of every connection: `SLUICE` and a CRLF, which detects relays that convert line ends. */
export const MAGIC: Uint8Array = new Uint8Array([0x53, 0x4c, 0x55, 0x49, 0x43, 0x45, 0x0d, 0x0a]);
/** Bytes of the preface: magic, lowest and highest version, security, a reserved byte. */
export const PREFACE_BYTES = 12;
/** The oldest supported version of the protocol. */
export const MIN_VERSION = 2;
/** The newest supported version. */
export const MAX_VERSION = 2;
/** The protection of the frames. */
export const Security = {
  /** None: neither secret nor authenticated. */
  plain: 0,
  /** Encrypted with a key from a code phrase or a shared secret. */
  code: 1,
} as const;
/** One of {@linkcode Security}. */
export type SecurityId = typeof Security[keyof typeof Security];

/** Bytes before a frame's payload: type, flags, two zero bytes, length (big-endian). */
export const HEADER_BYTES = 8;

/** The types of frames. */
export const FrameType = {
  /** Both: the greeting. JSON. */
  hello: 1,
  /** Sender: describes the transfer. JSON. */
  offer: 2,
  /** Receiver: accepts the offer. JSON. */
  answer: 3,
  /** Sender: announces the next file, folder or link. JSON. */
  entry: 4,
  /** Sender: content of the current file. Bytes. */
  data: 5,
  /** Sender: ends the current file, with its digest. JSON. */
  end: 6,
  /** Sender: reports that a file could not be sent completely. JSON. */
  skip: 7,
  /** Receiver: requests a file from an offset, or skips it. JSON. */
  want: 8,
  /** Sender: begins the content of a requested file. JSON. */
  start: 9,
  /** Receiver: reports whether a resumed file is intact. JSON. */
  verdict: 10,
  /** Sender: ends the transfer. JSON. */
  fin: 11,
  /** Receiver: confirms that everything is verified and in place. JSON. */
  done: 12,
  /** Both: ends the session with an error. JSON. The last frame of its direction. */
  error: 13,
  /** Both: keep-alive. Empty. */
  ping: 14,
  /** Client: requests a command. JSON. */
  run: 15,
  /** Server: confirms that the command has started. JSON. */
  started: 16,
  /** Server: the command's standard output. Bytes. */
  stdout: 17,
  /** Server: the command's standard error. Bytes. */
  stderr: 18,
  /** Client: the command's standard input. Bytes. */
  stdin: 19,
  /** Client: the end of the command's standard input. Empty. */
  eof: 20,
  /** Server: grants bytes of standard input. JSON. */
  credit: 21,
  /** Server: reports the end of the command. JSON. */
  exit: 22,
  /** Receiver: reports that one entry is not stored. JSON. */
  lost: 23,
} as const;
/** One of {@linkcode FrameType}. */
export type FrameTypeId = typeof FrameType[keyof typeof FrameType];

/** Frames whose payload is raw bytes. */
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

/** The name of a frame for messages: `entry`, or `type 99`. */
export function frameName(type: number): string {
  return names.get(type) ?? `type ${type}`;
}

/** Encodes a header at `at`. */
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

/** A checked header. */
export interface FrameHeader {
  /** The frame's type. */
  type: FrameTypeId;
  /** Bytes of its payload. */
  length: number;
}

/**
 * Decodes and checks the header at `at`, before its payload is read.
 *
 * @throws {ProtocolError} if the type is unknown, a reserved bit is set, the length is over the limit, or
 * the payload is empty where the type requires one.
 */
export function readHeader(from: Uint8Array, at: number): FrameHeader {
  const type = from[at]!;
  const length = new DataView(from.buffer, from.byteOffset + at + 4, 4).getUint32(0);
  if (!names.has(type)) throw new ProtocolError(`unknown frame type ${type}`);
  if (from[at + 1] !== 0 || from[at + 2] !== 0 || from[at + 3] !== 0) {
    throw new ProtocolError(`${frameName(type)} has reserved bits set`);
  }
  const limit = BYTES.includes(type)
    ? MAX_DATA_BYTES
    : EMPTY.includes(type)
    ? 0
    : MAX_CONTROL_BYTES;
  if (length > limit) {
    throw new ProtocolError(
      `A frame (${frameName(type)}) has ${length} bytes; the limit is ${limit}`,
      "limit",
    );
  }
  if (length === 0 && !EMPTY.includes(type)) {
    throw new ProtocolError(`${frameName(type)} is empty`);
  }
  return { type: type as FrameTypeId, length };
}
