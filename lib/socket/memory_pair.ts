/** A connection in memory, for tests and for the parts of one program. @module */

import { type Duplex, duplex, type RawConnection } from "./duplex.ts";

/** Bytes that one direction holds before a write waits. */
const CAPACITY = 64 * 1024;

/** One direction: a queue of bytes with backpressure. */
class Pipe {
  #queue: Uint8Array<ArrayBuffer>[] = [];
  #size = 0;
  #ended = false;
  #broken = false;
  #wake: (() => void)[] = [];

  /** Bytes that wait to be read. */
  get size(): number {
    return this.#size;
  }

  #notify(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  async read(buffer: Uint8Array<ArrayBuffer>): Promise<number | null> {
    while (this.#size === 0 || this.#broken) {
      if (this.#broken) throw new Deno.errors.ConnectionReset("Connection reset by peer");
      if (this.#ended) return null;
      await this.#change();
    }
    // Joins pieces: otherwise they would only get smaller on their way, down to single bytes.
    let count = 0;
    for (let head; count < buffer.length && (head = this.#queue[0]) !== undefined;) {
      const part = head.subarray(0, buffer.length - count);
      buffer.set(part, count);
      count += part.length;
      if (part.length === head.length) this.#queue.shift();
      else this.#queue[0] = head.subarray(part.length);
    }
    this.#size -= count;
    this.#notify();
    return count;
  }

  async write(bytes: Uint8Array): Promise<number> {
    while (this.#size >= CAPACITY && !this.#broken && !this.#ended) await this.#change();
    if (this.#broken || this.#ended) throw new Deno.errors.BrokenPipe("Broken pipe");
    const part = bytes.slice(0, CAPACITY - this.#size);
    if (part.length > 0) this.#queue.push(part);
    this.#size += part.length;
    this.#notify();
    return part.length;
  }

  end(): void {
    this.#ended = true;
    this.#notify();
  }

  /** The reader has closed: bytes in flight are lost, as on a socket. */
  break(): void {
    this.#broken = true;
    this.#notify();
  }
}

function connection(incoming: Pipe, outgoing: Pipe): RawConnection {
  return {
    read: (buffer) => incoming.read(buffer),
    write: (bytes) => outgoing.write(bytes),
    closeWrite: () => Promise.resolve(outgoing.end()),
    close() {
      // As on a socket: closing with unread bytes is a reset.
      if (incoming.size > 0) outgoing.break();
      else outgoing.end();
      incoming.break();
    },
  };
}

/**
 * Makes the two connected ends of a connection in memory.
 *
 * ```ts
 * import { memoryPair } from "./memory_pair.ts";
 * import { readLines } from "../line/read_lines.ts";
 * import { writeAll } from "./write_all.ts";
 * import { assertEquals } from "@std/assert";
 * const [here, there] = memoryPair();
 * await writeAll(here, "one\ntwo\n");
 * await here.closeWrite();
 * assertEquals(await Array.fromAsync(readLines(there)), ["one", "two"]);
 * ```
 */
export function memoryPair(): [Duplex, Duplex] {
  const there = new Pipe();
  const back = new Pipe();
  return [
    duplex(connection(back, there), "memory:a", "memory:b"),
    duplex(connection(there, back), "memory:b", "memory:a"),
  ];
}
