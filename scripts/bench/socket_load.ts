/** Connections to an echo server: many short ones, and many that are idle. @module */

/** The result of a load. */
export interface Connected {
  /** Connections that were served correctly. */
  done: number;
  /** Those that were not. */
  failed: number;
  /** From the first to the last. */
  seconds: number;
}

/** Connects, sends one request, half-closes and reads to the end; `count` connections in all. */
export async function connections(
  port: number,
  parallel: number,
  count: number,
): Promise<Connected> {
  const load = { done: 0, failed: 0, seconds: 0 };
  let left = count;
  const start = performance.now();
  const one = async () => {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    try {
      await conn.write(new Uint8Array(6));
      await conn.closeWrite();
      let got = 0;
      const buffer = new Uint8Array(64);
      for (let size; (size = await conn.read(buffer)) !== null;) got += size;
      return got === 6;
    } finally {
      conn.close();
    }
  };
  await Promise.all(Array.from({ length: parallel }, async () => {
    while (left-- > 0) await one().catch(() => false) ? load.done++ : load.failed++;
  }));
  load.seconds = (performance.now() - start) / 1000;
  return load;
}

/** Connections that were served once and are still open. */
export class IdleConnections {
  readonly #open: Deno.Conn[] = [];

  /** The number of connections. */
  get size(): number {
    return this.#open.length;
  }

  /** Opens more. Each sends one request, so that the server has accepted it. */
  async open(port: number, count: number): Promise<void> {
    for (let left = count; left > 0; left -= 100) {
      const some = Array.from({ length: Math.min(left, 100) }, async () => {
        const conn = await Deno.connect({ hostname: "127.0.0.1", port });
        this.#open.push(conn);
        await conn.write(new Uint8Array(1));
        await conn.read(new Uint8Array(1));
      });
      await Promise.all(some);
    }
  }

  /** The number of connections that still answer. */
  async alive(): Promise<number> {
    let count = 0;
    for (const conn of this.#open) {
      if (await ask(conn, new Uint8Array(1), new Uint8Array(1))) count++;
    }
    return count;
  }

  /** Closes them all. */
  close(): void {
    for (const conn of this.#open.splice(0)) conn.close();
  }
}

async function ask(conn: Deno.Conn, request: Uint8Array, reply: Uint8Array): Promise<boolean> {
  try {
    await conn.write(request);
    for (let at = 0; at < reply.length;) {
      const count = await conn.read(reply.subarray(at));
      if (count === null) return false;
      at += count;
    }
    return reply.every((byte, at) => byte === request[at]);
  } catch {
    return false;
  }
}
