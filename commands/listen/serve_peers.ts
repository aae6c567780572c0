/** Serves the peers of `listen`, until a fault of this side. @module */

import type { Context } from "../../lib/cli/command.ts";
import { SluiceError } from "../../lib/errors.ts";
import type { Listener } from "../../lib/socket/listen.ts";
import { type ConnectionService, serve, type ServeOptions } from "../../lib/socket/serve.ts";

/**
 * Serves peers at the same time until the signal aborts. The failure of one peer is reported and does not
 * affect the others; a fault of this side, such as a closed standard output, ends all.
 *
 * @throws the signal's reason, or the fault.
 */
export async function servePeers(
  listener: Listener,
  service: ConnectionService,
  { signal }: Context,
  options: Pick<ServeOptions, "maxConnections" | "idle"> & {
    onError: (error: SluiceError, peer: string) => void;
  },
): Promise<void> {
  const stop = new AbortController();
  let fault: { error: unknown } | undefined;
  await serve(listener, service, {
    idle: Infinity,
    ...options,
    signal: AbortSignal.any([signal, stop.signal]),
    onError(error, { remoteAddr }) {
      if (error instanceof SluiceError && error.fault !== "local") {
        return options.onError(error, remoteAddr);
      }
      fault ??= { error };
      stop.abort();
    },
  });
  signal.throwIfAborted();
  if (fault !== undefined) throw fault.error;
}
