/** A relay that holds back what a browser sends. @module */

/** A running relay. */
export interface HoldingRelay extends Disposable {
  /** Where it listens, on 127.0.0.1. */
  port: number;
  /** Resolves once the first bytes are held. */
  held: Promise<void>;
  /** Passes on what was held back, and everything from then on. */
  release(): void;
}

/** Options of {@linkcode holdingRelay}. */
export interface HoldingRelayOptions {
  /**
   * Whether only the connections are held that carry an upload when the first bytes are held, and not
   * those that the browser keeps for further requests. @default {false}
   */
  onlyUploads?: boolean;
}

/** Bytes of a connection that carries an upload; requests alone are shorter. */
const UPLOAD = 65536;

/** Starts a relay to a port of 127.0.0.1 that passes on so many bytes of clients, and holds the others. */
export function holdingRelay(
  port: number,
  bytes: number,
  { onlyUploads = false }: HoldingRelayOptions = {},
): HoldingRelay {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const released = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const connections = new Map<Deno.Conn, { carried: number; passes: boolean }>();
  let left = bytes;
  const holdFirst = () => {
    if (onlyUploads) {
      for (const each of connections.values()) {
        each.passes = each.carried < UPLOAD;
      }
    }
    held.resolve();
  };
  const relay = async (client: Deno.Conn) => {
    const state = { carried: 0, passes: onlyUploads };
    connections.set(client, state);
    try {
      using server = await Deno.connect({ hostname: "127.0.0.1", port });
      const holding = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        async transform(piece, controller) {
          const before = left;
          left -= piece.length;
          state.carried += piece.length;
          if (before >= 0 && left < 0) holdFirst();
          if (left < 0 && !state.passes) await released.promise;
          controller.enqueue(piece);
        },
      });
      await Promise.all([
        client.readable.pipeThrough(holding).pipeTo(server.writable),
        server.readable.pipeTo(client.writable),
      ]);
    } catch {
      /* either side has closed it */
    } finally {
      connections.delete(client);
    }
  };
  void (async () => {
    for await (const client of listener) void relay(client);
  })();
  return {
    port: listener.addr.port,
    held: held.promise,
    release: released.resolve,
    [Symbol.dispose]() {
      released.resolve();
      listener.close();
      for (const connection of connections.keys()) {
        try {
          connection.close();
        } catch { /* closed by its streams */ }
      }
    },
  };
}
