/**
 * A peer that sends the bytes of a script, valid or not. It shares no code with `lib/frame`: the
 * numbers are repeated here, and it can break every rule.
 *
 * @module
 */

import { createHash } from "node:crypto";

/** The types of frames, as PROTOCOL.md lists them. */
export const Wire = {
  hello: 1,
  offer: 2,
  answer: 3,
  entry: 4,
  data: 5,
  end: 6,
  skip: 7,
  want: 8,
  start: 9,
  verdict: 10,
  fin: 11,
  done: 12,
  error: 13,
  ping: 14,
  lost: 23,
} as const;

/** Members of a JSON payload; any value, because invalid ones are sent as well. */
export type Members = Record<string, unknown>;

/** A received frame. */
export interface Received {
  type: number;
  bytes: Uint8Array;
  /** The payload as JSON; undefined if it is none. */
  json?: Members;
}

/** Concatenates arrays. */
export function concat(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The bytes of a text. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** A preface. @default {version 2, plain} */
export function preface(min = 2, max = 2, security = 0, reserved = 0): Uint8Array {
  return concat(utf8("SLUICE\r\n"), new Uint8Array([min, max, security, reserved]));
}

/** A header alone. */
export function header(type: number, length: number, reserved = [0, 0, 0]): Uint8Array {
  return new Uint8Array([
    type,
    ...reserved,
    length >>> 24,
    (length >>> 16) & 255,
    (length >>> 8) & 255,
    length & 255,
  ]);
}

/** A frame of raw bytes, or of JSON. */
export function frame(type: number, payload: Uint8Array | Members): Uint8Array {
  const bytes = payload instanceof Uint8Array ? payload : utf8(JSON.stringify(payload));
  return concat(header(type, bytes.length), bytes);
}

/** SHA-256 in lower-case hexadecimal digits. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** A hello of either role. */
export function hello(role: string, members: Members = {}): Uint8Array {
  return frame(Wire.hello, { role, agent: "script", digests: [1], capabilities: [], ...members });
}

/** An offer of one file called `a`. */
export function offer(members: Members = {}): Uint8Array {
  const usual = { names: ["a"], roots: 1, entries: 1, bytes: 3, exact: false, digest: 1 };
  return frame(Wire.offer, { ...usual, ...members });
}

/** The entry of a file of three bytes called `a`. */
export function entry(members: Members = {}): Uint8Array {
  const usual = { id: 0, kind: "file", path: "a", size: 3, mode: 0o644, mtime: 0 };
  return frame(Wire.entry, { ...usual, ...members });
}

/** Content. */
export function data(content: string | Uint8Array): Uint8Array {
  return frame(Wire.data, typeof content === "string" ? utf8(content) : content);
}

/** The end of a file whose content is `abc`. */
export function end(members: Members = {}): Uint8Array {
  return frame(Wire.end, { id: 0, size: 3, digest: sha256("abc"), ...members });
}

/** A whole file: entry, content, end. */
export function file(id: number, path: string, content = "abc", members: Members = {}): Uint8Array {
  const bytes = utf8(content);
  return concat(
    entry({ id, path, size: bytes.length, ...members }),
    ...bytes.length > 0 ? [data(bytes)] : [],
    end({ id, size: bytes.length, digest: sha256(bytes) }),
  );
}

/** The sender's totals. */
export function fin(members: Members = {}): Uint8Array {
  return frame(Wire.fin, { files: 1, bytes: 3, failed: 0, ...members });
}

/** A sender's frames up to and including its offer. */
export function greeting(members: Members = {}): Uint8Array {
  return concat(preface(), hello("send"), offer(members));
}

/** Names that fill the list of an offer, so that it may leave others out. */
export const FULL_LIST: readonly string[] = Array.from(
  { length: 17 },
  (_, i) => `${i}-`.padEnd(250, "n"),
);

/** One end of a connection, controlled by a script. */
export class ScriptedPeer {
  readonly #conn: Deno.Conn;
  #held: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** All bytes that were read. */
  heard = 0;

  constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  /** Connects to a port of this machine. */
  static async dial(port: number): Promise<ScriptedPeer> {
    return new ScriptedPeer(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  /** Writes; in many scripts the peer has closed meanwhile, so that is no error. */
  async write(...parts: Uint8Array[]): Promise<void> {
    const bytes = concat(...parts);
    try {
      for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
    } catch { /* it has closed */ }
  }

  /** Ends this direction. */
  async endWrite(): Promise<void> {
    try {
      await this.#conn.closeWrite();
    } catch { /* it has closed */ }
  }

  /** Reads exactly so many bytes; undefined if the stream ends or breaks before. */
  async read(count: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    while (this.#held.length < count) {
      const buffer = new Uint8Array(64 * 1024);
      const got = await this.#conn.read(buffer).catch(() => null);
      if (got === null) return undefined;
      this.heard += got;
      this.#held = concat(this.#held, buffer.subarray(0, got));
    }
    const bytes = this.#held.slice(0, count);
    this.#held = this.#held.slice(count);
    return bytes;
  }

  /** Reads the peer's preface. */
  async readPreface(): Promise<Uint8Array | undefined> {
    return await this.read(12);
  }

  /** The next frame except pings; undefined at the end. */
  async next(): Promise<Received | undefined> {
    for (;;) {
      const head = await this.read(8);
      if (head === undefined) return undefined;
      const bytes = await this.read(new DataView(head.buffer).getUint32(4));
      if (bytes === undefined) return undefined;
      const type = head[0]!;
      if (type === Wire.ping) continue;
      if (type === Wire.data) return { type, bytes };
      return { type, bytes, json: JSON.parse(new TextDecoder().decode(bytes)) };
    }
  }

  /** Reads up to a frame of a type, and fails if the stream ends before. */
  async until(type: number): Promise<Received> {
    for (;;) {
      const received = await this.next();
      if (received === undefined) throw new Error(`script: the stream ended before type ${type}`);
      if (received.type === type) return received;
    }
  }

  /** Reads frames to the end of the stream. */
  async rest(): Promise<Received[]> {
    const all: Received[] = [];
    for (let one; (one = await this.next()) !== undefined;) all.push(one);
    return all;
  }

  /** Closes both directions. */
  close(): void {
    try {
      this.#conn.close();
    } catch { /* closed before */ }
  }
}
