/** Serves every connection that comes, each on its own. @module */

import { describeError } from "../cli/describe_error.ts";
import type { Context } from "../cli/command.ts";
import { MAX_SESSIONS } from "../limits.ts";
import type { Duplex } from "../socket/duplex.ts";
import type { Listener } from "../socket/listen.ts";

/** What is done with each connection. */
export interface ServeAllOptions {
  /** Makes it ready for a session; until then it is none. */
  protect(connection: Duplex): Promise<Duplex>;
  /** Ends a connection that is ready and one too many. Default: it is closed. */
  discard?: ((connection: Duplex) => void) | undefined;
  /** Tells the user of a connection that could not be made ready. Default: as of a session that failed. */
  reject?: ((error: unknown, connection: Duplex) => void) | undefined;
  /** The session. */
  serve(connection: Duplex): Promise<unknown>;
}

/**
 * Serves each connection until the program is told to end; one that fails is reported and delays
 * no other. Connections that have yet to prove themselves take no session away from others.
 *
 * @throws the signal's reason: there is no other end.
 */
export async function serveAll(
  listener: Listener,
  { protect, discard, reject, serve }: ServeAllOptions,
  { signal, terminal }: Context,
): Promise<never> {
  const running = new Set<Promise<void>>();
  let sessions = 0;
  const report = (remoteAddr: string, error: unknown) => {
    if (signal.aborted) return;
    const { code, message, exit } = describeError(error);
    void terminal.event({ event: "failed", peer: remoteAddr, code, message, exit });
    terminal.warn(`sluice: ${message}`);
  };
  const serveOne = async (connection: Duplex) => {
    let ready: Duplex;
    try {
      ready = await protect(connection);
    } catch (error) {
      if (reject === undefined || signal.aborted) throw error;
      return reject(error, connection);
    }
    if (sessions >= MAX_SESSIONS) {
      if (discard) discard(ready);
      else ready.abort();
      terminal.note(`turned away ${ready.remoteAddr}: ${MAX_SESSIONS} transfers are running`);
      return;
    }
    sessions++;
    try {
      await serve(ready);
    } finally {
      sessions--;
    }
  };
  for (let connection; (connection = await listener.accept()) !== undefined;) {
    const { remoteAddr } = connection;
    const session: Promise<void> = serveOne(connection)
      .catch((error) => report(remoteAddr, error))
      .finally(() => running.delete(session));
    running.add(session);
  }
  await Promise.all(running);
  throw signal.reason;
}
