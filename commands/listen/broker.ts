/** `listen --broker`: relays each peer's bytes to all other peers. @module */

import { sleep } from "../../lib/async.ts";
import type { Context } from "../../lib/cli/command.ts";
import { IDLE_CHECK_INTERVAL } from "../../lib/limits.ts";
import { SendQueue } from "../../lib/socket/send_queue.ts";
import type { Listener } from "../../lib/socket/listen.ts";
import { readChunks } from "../../lib/socket/read_chunks.ts";
import type { ServeOptions } from "../../lib/socket/serve.ts";
import { showFailure } from "../views/failed_service.ts";
import { PeerOutput } from "../views/peer_output.ts";
import type { Trace } from "../views/trace.ts";
import { servePeers } from "./serve_peers.ts";

/** The limits of a broker. */
export interface BrokerOptions extends Pick<ServeOptions, "idle"> {
  /**
   * Milliseconds without bytes for a peer that has ended its direction, after which its connection is
   * closed. @default {Infinity}
   */
  linger?: number;
}

/**
 * Relays every peer's bytes to all others and to standard output, and standard input to all, until
 * the signal aborts. Closes the connection of a peer that does not read. A peer that has ended its
 * direction still receives.
 */
export async function broker(
  listener: Listener,
  context: Context,
  trace: Trace | undefined,
  { linger = Infinity, ...options }: BrokerOptions,
): Promise<void> {
  const { terminal } = context;
  const boxes = new Set<SendQueue>();
  const tell = (bytes: Uint8Array, except?: SendQueue) => {
    for (const box of boxes) if (box !== except) box.put(bytes);
  };
  const reader = terminal.stdin.getReader();
  const typed = (async () => {
    for (let chunk; (chunk = (await reader.read()).value) !== undefined;) {
      trace?.onBytes("sent", chunk);
      tell(chunk);
    }
  })();
  typed.catch(() => {/* reported by the next reader; the peers continue */});
  try {
    await servePeers(
      listener,
      async (conn, { signal }) => {
        const box = new SendQueue(conn);
        const output = new PeerOutput(terminal);
        boxes.add(box);
        try {
          for await (const chunk of readChunks(conn)) {
            trace?.onBytes("received", chunk, conn.remoteAddr || "unix:");
            // The buffer is reused while the queues still hold the chunk.
            tell(chunk.slice(), box);
            await output.write(chunk);
          }
          await output.flush();
          while (!signal.aborted && !box.broken && conn.idle() < linger) {
            const wait = Math.min(Math.ceil(linger - conn.idle()), IDLE_CHECK_INTERVAL);
            await sleep(wait, signal).catch(() => {/* looked at above */});
          }
          await box.flushed();
        } finally {
          boxes.delete(box);
        }
      },
      context,
      {
        ...options,
        onError: (error, peer) => showFailure(error, peer, terminal),
      },
    );
  } finally {
    await reader.cancel().catch(() => {});
  }
}
