/** A relay whose server goes away. @module */

import { writeAll } from "../../../lib/bytes.ts";

/** A running relay. */
export interface BrokenRelay extends AsyncDisposable {
  /** Where it listens, on 127.0.0.1. */
  port: number;
  /** Requests that it has answered by itself. */
  answered: number;
  /**
   * Closes all connections. Answers requests by itself from then on, whatever they ask, and closes the
   * connection; undefined: passes everything on again.
   */
  answer(text: string | undefined): void;
}

/** Starts a relay to a port of 127.0.0.1. */
export function brokenRelay(port: number): BrokenRelay {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  const running: Promise<void>[] = [];
  let answer: string | undefined;
  const close = () => {
    for (const each of open) {
      try {
        each.close();
      } catch { /* closed by its streams */ }
    }
    open.clear();
  };
  const serve = async (client: Deno.Conn) => {
    open.add(client);
    try {
      if (answer !== undefined) {
        await client.read(new Uint8Array(65536));
        relay.answered++;
        await writeAll(client, new TextEncoder().encode(answer));
        await client.closeWrite();
        // Otherwise what the browser still sends would reset the connection before the answer is read.
        for (const buffer = new Uint8Array(65536); await client.read(buffer) !== null;);
        client.close();
        return;
      }
      const server = await Deno.connect({ hostname: "127.0.0.1", port });
      open.add(server);
      await Promise.all([
        client.readable.pipeTo(server.writable),
        server.readable.pipeTo(client.writable),
      ]);
    } catch { /* one side has gone */ }
  };
  const accepting = (async () => {
    for await (const client of listener) running.push(serve(client));
  })();
  const relay: BrokenRelay = {
    port: listener.addr.port,
    answered: 0,
    answer(text) {
      answer = text;
      close();
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      close();
      await Promise.allSettled([accepting, ...running]);
    },
  };
  return relay;
}
