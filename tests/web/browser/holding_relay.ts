/** A relay that holds back what a browser sends. @module */

/** A running relay. */
export interface HoldingRelay extends Disposable {
  /** Where it listens, on 127.0.0.1. */
  port: number;
  /** Passes on what was held back, and everything from then on. */
  release(): void;
}

/** Options of {@linkcode holdingRelay}. */
export interface HoldingRelayOptions {
  /** Whether connections pass everything that are opened after the first bytes were held. @default {false} */
  onlyOpen?: boolean;
}

/** Starts a relay to a port of 127.0.0.1 that passes on so many bytes of clients, and holds the others. */
export function holdingRelay(
  port: number,
  bytes: number,
  { onlyOpen = false }: HoldingRelayOptions = {},
): HoldingRelay {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const released = Promise.withResolvers<void>();
  const connections = new Set<Deno.Conn>();
  let left = bytes;
  const relay = async (client: Deno.Conn) => {
    connections.add(client);
    const holds = !onlyOpen || left >= 0;
    try {
      using server = await Deno.connect({ hostname: "127.0.0.1", port });
      const held = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        async transform(piece, controller) {
          left -= piece.length;
          if (holds && left < 0) await released.promise;
          controller.enqueue(piece);
        },
      });
      await Promise.all([
        client.readable.pipeThrough(held).pipeTo(server.writable),
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
    release: released.resolve,
    [Symbol.dispose]() {
      released.resolve();
      listener.close();
      for (const connection of connections) {
        try {
          connection.close();
        } catch { /* closed by its streams */ }
      }
    },
  };
}
