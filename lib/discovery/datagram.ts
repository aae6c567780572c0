/**
 * The datagrams of discovery (PROTOCOL.md, section 8). All have the same length, so that no answer is
 * longer than its query.
 *
 * @module
 */

/** Bytes of every datagram. */
export const DATAGRAM_BYTES = 28;
/** Bytes of a nonce. */
export const DATAGRAM_NONCE_BYTES = 8;
/** Bytes of the hash of a sender's instance. */
export const INSTANCE_HASH_BYTES = 8;

const MAGIC = [0x53, 0x4c, 0x55, 0x44];
const VERSION = 1;
const MAX_CHANNEL = 999;
const NONCE_AT = 12;
const INSTANCE_AT = NONCE_AT + DATAGRAM_NONCE_BYTES;

/** The types of datagrams. */
export const DatagramType = {
  /** Receiver to all: queries a channel. */
  ask: 1,
  /** Sender to one receiver: answers a query. */
  answer: 2,
  /** Sender to all: announces itself without a query. */
  announce: 3,
} as const;
/** One of {@linkcode DatagramType}. */
export type DatagramTypeId = typeof DatagramType[keyof typeof DatagramType];

/** A decoded datagram. */
export interface DiscoveryDatagram {
  /** The type. */
  type: DatagramTypeId;
  /** 1 to 999; 0 in a query for any channel. */
  channel: number;
  /** The sender's TCP port; 0 in a query. */
  port: number;
  /** {@linkcode DATAGRAM_NONCE_BYTES} bytes. An answer repeats those of its query. */
  nonce: Uint8Array;
  /** {@linkcode INSTANCE_HASH_BYTES} bytes that identify a sender. */
  instance: Uint8Array;
}

/** Encodes a datagram. Nonce and instance are zeros if absent. */
export function encodeDatagram(
  datagram: Pick<DiscoveryDatagram, "type" | "channel"> & Partial<DiscoveryDatagram>,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(DATAGRAM_BYTES);
  bytes.set(MAGIC);
  bytes.set([VERSION, datagram.type], MAGIC.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(6, datagram.channel);
  view.setUint16(8, datagram.port ?? 0);
  if (datagram.nonce) bytes.set(datagram.nonce, NONCE_AT);
  if (datagram.instance) bytes.set(datagram.instance, INSTANCE_AT);
  return bytes;
}

/** Decodes a datagram. Undefined for any other bytes, which every program may send to the port. */
export function decodeDatagram(bytes: Uint8Array): DiscoveryDatagram | undefined {
  if (bytes.length !== DATAGRAM_BYTES || !MAGIC.every((byte, i) => bytes[i] === byte)) return;
  const [version, type] = bytes.subarray(MAGIC.length);
  if (version !== VERSION) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const channel = view.getUint16(6);
  const port = view.getUint16(8);
  const isAsk = type === DatagramType.ask;
  if (!isAsk && type !== DatagramType.answer && type !== DatagramType.announce) return;
  if (channel > MAX_CHANNEL || (channel === 0 && !isAsk) || (port === 0) !== isAsk) return;
  return {
    type,
    channel,
    port,
    nonce: bytes.slice(NONCE_AT, INSTANCE_AT),
    instance: bytes.slice(INSTANCE_AT, DATAGRAM_BYTES),
  };
}

/** The hash of an instance in datagrams. It identifies the sender without revealing the instance. */
export async function hashInstance(instance: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const hash = await crypto.subtle.digest("SHA-256", instance.slice());
  return new Uint8Array(hash, 0, INSTANCE_HASH_BYTES);
}
