/** Serves every connection that comes, each on its own. @module */

import { describeError } from "../../lib/cli/describe_error.ts";
import type { Context } from "../../lib/cli/command.ts";
import { MAX_SESSIONS } from "../../lib/limits.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import type { Listener } from "../../lib/socket/listen.ts";

/**
 * Runs `serve` for each connection until the program is told to end; one that fails is reported and
 * holds up nobody.
 *
 * @throws the signal's reason: there is no other end.
 */
export async function serveAll(
  listener: Listener,
  serve: (connection: Duplex) => Promise<unknown>,
  { signal, terminal }: Context,
): Promise<never> {
  const running = new Set<Promise<void>>();
  const report = (remoteAddr: string, error: unknown) => {
    if (signal.aborted) return;
    const { code, message, exit } = describeError(error);
    void terminal.event({ event: "failed", peer: remoteAddr, code, message, exit });
    terminal.warn(`sluice: ${message}`);
  };
  for (let connection; (connection = await listener.accept()) !== undefined;) {
    const { remoteAddr } = connection;
    if (running.size >= MAX_SESSIONS) {
      connection.abort();
      terminal.note(`turned away ${remoteAddr}: ${MAX_SESSIONS} transfers are running`);
      continue;
    }
    const session: Promise<void> = serve(connection)
      .then(() => {}, (error) => report(remoteAddr, error))
      .finally(() => running.delete(session));
    running.add(session);
  }
  await Promise.all(running);
  throw signal.reason;
}

/** The next connection, or the signal's reason. */
export async function acceptUntil(listener: Listener, signal: AbortSignal): Promise<Duplex> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort);
  try {
    const connection = await Promise.race([listener.accept(), promise]);
    if (connection === undefined) throw new TypeError("accept: the listener is closed");
    return connection;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
