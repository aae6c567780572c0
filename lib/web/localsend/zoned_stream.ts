/** Connections to link-local addresses of IPv6, whose zone `node:net` ignores (Deno 2.9). @module */

import type { Duplex } from "node:stream";
import { settlesWithin } from "../../async.ts";
import { CONNECT_TIMEOUT } from "../../limits.ts";
import { nodeStream } from "../../socket/node_stream.ts";

/** What `node:http` calls of a socket besides its stream. */
const SOCKET = {
  setKeepAlive() {},
  setNoDelay() {},
  setTimeout() {},
  ref() {},
  unref() {},
};

/**
 * Connects by the runtime's own socket.
 *
 * @throws what the runtime reports, with the system's code.
 */
export async function zonedStream(
  { host, port }: { host: string; port: number },
): Promise<Duplex> {
  const connecting = Deno.connect({ hostname: host, port });
  if (!await settlesWithin(connecting, CONNECT_TIMEOUT)) {
    void connecting.then((conn) => conn.close(), () => {});
    throw Object.assign(new Error("no answer"), { code: "ETIMEDOUT" });
  }
  const conn = await connecting;
  conn.setNoDelay(true);
  const { stream, onEnd } = await nodeStream({
    read: (buffer) => conn.read(buffer),
    write: (bytes) => conn.write(bytes),
    closeWrite: () => conn.closeWrite(),
    close: () => conn.close(),
  });
  // Every answer has its length, so that an end in between is an error.
  onEnd(() => stream.destroy(Object.assign(new Error("ended"), { code: "ECONNRESET" })));
  return Object.assign(stream, SOCKET);
}
