/** Discard: reads everything and sends nothing (RFC 863). @module */

import { readChunks } from "../socket/read_chunks.ts";
import { SERVICE_PORTS } from "./ports.ts";
import type { ServesConnections, ServesDatagrams, Service } from "./service.ts";

/**
 * Discard over connections and datagrams.
 *
 * ```ts
 * import { discard } from "./discard.ts";
 * import { assertEquals } from "@std/assert";
 * const { datagram } = discard.start();
 * assertEquals(datagram(new Uint8Array(3), "udp://127.0.0.1:40213"), undefined);
 * ```
 */
export const discard: Service<object, ServesConnections & ServesDatagrams> = {
  name: "discard",
  summary: "swallows everything and says nothing (RFC 863)",
  port: SERVICE_PORTS.discard,
  transports: ["tcp"],
  options: [],
  start: () => ({
    async connection(conn) {
      // Reading the bytes is the whole service.
      for await (const _ of readChunks(conn));
    },
    datagram: () => undefined,
  }),
};
