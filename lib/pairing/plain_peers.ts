/** Connections as they are, without a code or a secret. @module */

import type { Context } from "../cli/command.ts";
import { CallerError, RefusedError, SluiceError } from "../errors.ts";
import { Unproven } from "../secure/unproven.ts";
import type { Duplex } from "../socket/duplex.ts";
import { sourceOf } from "../socket/source_of.ts";
import { escapeText } from "../text/escape.ts";
import { Session } from "../channel/session.ts";
import type { Endpoint } from "../../commands/flags/addressing.ts";
import { dialMeeting, listenMeeting, type Meeting } from "./open_peer.ts";
import { reportRejected } from "../../commands/views/report_rejected.ts";

/** Notes that are written, each once: a port scan, or a monitor that comes every second, is no news. */
const MAX_NOTED = 1000;

/** Dials, or listens for the first peer that speaks the protocol. */
export async function plainMeeting(
  role: "send" | "receive",
  { how, address }: Endpoint,
  context: Context,
): Promise<Meeting> {
  if (how === "dial") return dialMeeting(address, (connection) => Promise.resolve(connection));
  const greetings = new Greetings(role, context);
  const discard = (connection: Duplex) => greetings.discard(connection);
  const reject = (error: unknown, connection: Duplex) => greetings.reject(error, connection);
  const meeting = await listenMeeting(address, context, {
    prove: (connection, signal) => greetings.greet(connection, signal),
    onFailure: reject,
    discard,
  });
  return {
    ...meeting,
    sessionOf: (connection) => greetings.sessionOf(connection),
    discard,
    reject,
  };
}

/** Peers that come to a listener. One that has not sent its preface and hello is none. */
class Greetings {
  readonly #role: "send" | "receive";
  readonly #context: Context;
  readonly #unproven = new Unproven();
  readonly #sessions = new WeakMap<Duplex, Session>();
  readonly #noted = new Set<string>();

  constructor(role: "send" | "receive", context: Context) {
    this.#role = role;
    this.#context = context;
  }

  /** Resolves once the peer has greeted; until then the connection is in the place of its source. */
  async greet(connection: Duplex, signal: AbortSignal): Promise<Duplex> {
    const source = sourceOf(connection.remoteAddr);
    return await this.#unproven.hold(source, signal, async (_, signal) => {
      const stop = () => connection.abort(signal.reason);
      const session = new Session(connection, { signal: this.#context.signal });
      try {
        signal.addEventListener("abort", stop);
        await session.greet(this.#role);
        this.#sessions.set(connection, session);
        return connection;
      } catch (error) {
        await session.fail(error);
        throw error;
      } finally {
        signal.removeEventListener("abort", stop);
      }
    });
  }

  /** The session of a connection whose peer has greeted. */
  sessionOf(connection: Duplex): Session | undefined {
    return this.#sessions.get(connection);
  }

  /** Ends a session that another was before. */
  discard(connection: Duplex): void {
    const busy = new RefusedError("busy", "another transfer is running");
    void this.#sessions.get(connection)?.fail(busy);
  }

  /** Notes a connection that is no peer. @throws the error, where it is not the peer's. */
  reject(error: unknown, connection: Duplex): void {
    const { terminal } = this.#context;
    const isOneTooMany = error instanceof RefusedError && error.code === "busy";
    const isPeer = error instanceof RefusedError && !isOneTooMany;
    if (isPeer || !(error instanceof SluiceError) || error instanceof CallerError) {
      return reportRejected(error, connection, terminal);
    }
    const host = escapeText(hostOf(connection.remoteAddr));
    const note = isOneTooMany
      ? `${host}: too many connections that say nothing; closing the oldest of them`
      : `${host}: not sluice; still waiting`;
    if (this.#noted.has(note) || this.#noted.size >= MAX_NOTED) return;
    this.#noted.add(note);
    terminal.note(note);
  }
}

/** The host in an address as `formatAddress` prints it; the whole address of a Unix socket. */
function hostOf(address: string): string {
  const [, bracketed, plain] = /^[a-z]+:\/\/(?:\[([^\]]*)\]|([^:]*)):\d+$/.exec(address) ?? [];
  return bracketed ?? plain ?? address;
}
