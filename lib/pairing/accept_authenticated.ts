/** Accepts connections until one authenticates. @module */

import { ConnectionError } from "../errors.ts";
import type { Duplex } from "../socket/duplex.ts";
import type { Listener } from "../socket/listen.ts";
import type { Peer } from "./peer.ts";

/** Options of {@linkcode AuthenticatedAccept}. */
export interface AuthenticatedAcceptOptions {
  /** Authenticates one connection; the signal aborts when another was first. */
  prove(connection: Duplex, signal: AbortSignal): Promise<Peer>;
  /** Called with a connection that failed; an error thrown here ends the wait. */
  onFailure(error: unknown, connection: Duplex): void | Promise<void>;
  /** Ends a connection that authenticated, but is not served. @default {it is closed} */
  discard?(peer: Peer): void;
}

/** Ends a connection that authenticated, but is not served. */
export function discardPeer(peer: Peer, { discard }: AuthenticatedAcceptOptions): void {
  if (discard !== undefined) discard(peer);
  else peer.duplex.abort();
}

/**
 * Authenticates all connections of a listener concurrently, so that a silent one delays no other.
 */
export class AuthenticatedAccept {
  readonly #listener: Listener;
  readonly #options: AuthenticatedAcceptOptions;
  /** A pending accept outlives a call of {@linkcode AuthenticatedAccept.connect}. */
  #accepting: Promise<Duplex | undefined> | undefined;

  constructor(listener: Listener, options: AuthenticatedAcceptOptions) {
    this.#listener = listener;
    this.#options = options;
  }

  /** Resolves with the first connection that authenticates; the others are closed. */
  async connect(signal: AbortSignal): Promise<Peer> {
    const won = Promise.withResolvers<Peer>();
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const onAbort = () => won.reject(signal.reason);
    signal.addEventListener("abort", onAbort);
    this.#accept(won, either).catch(won.reject);
    try {
      signal.throwIfAborted();
      return await won.promise;
    } finally {
      signal.removeEventListener("abort", onAbort);
      over.abort(new ConnectionError("interrupted", "Another connection was authenticated first"));
    }
  }

  /** Stops listening. */
  close(): void {
    this.#listener.close();
    void this.#accepting?.then((connection) => connection?.abort());
  }

  async #accept(won: PromiseWithResolvers<Peer>, signal: AbortSignal): Promise<void> {
    let isWon = false;
    const attempt = async (connection: Duplex) => {
      try {
        const proved = await this.#options.prove(connection, signal);
        if (isWon || signal.aborted) return discardPeer(proved, this.#options);
        isWon = true;
        won.resolve(proved);
      } catch (error) {
        if (!signal.aborted) await this.#options.onFailure(error, connection);
      }
    };
    const aborted = new Promise<"aborted">((resolve) =>
      signal.addEventListener("abort", () => resolve("aborted"))
    );
    while (!signal.aborted) {
      this.#accepting ??= this.#listener.accept();
      const connection = await Promise.race([this.#accepting, aborted]);
      if (connection === "aborted") return;
      this.#accepting = undefined;
      if (connection === undefined) return;
      attempt(connection).catch(won.reject);
    }
  }
}
