/** Waits at a listener for the peer that proves itself. @module */

import { ConnectionError } from "../errors.ts";
import type { Duplex } from "../socket/duplex.ts";
import type { Listener } from "../socket/listen.ts";
import type { Peer } from "./peer.ts";

/** Options of {@linkcode AuthenticatedAccept}. */
export interface AuthenticatedAcceptOptions {
  /** Proves one connection; the signal ends it when another was first. */
  prove(connection: Duplex, signal: AbortSignal): Promise<Peer>;
  /** Told of a connection that failed; what it throws ends the waiting. */
  onFailure(error: unknown, connection: Duplex): void | Promise<void>;
  /** Ends a connection that was proved after another. Default: it is closed. */
  discard?(peer: Peer): void;
}

/** Lets all connections of a listener try side by side, so that no silent one holds up another. */
export class AuthenticatedAccept {
  readonly #listener: Listener;
  readonly #options: AuthenticatedAcceptOptions;
  /** An accept under way outlives a call of {@linkcode AuthenticatedAccept.connect}. */
  #accepting: Promise<Duplex | undefined> | undefined;

  constructor(listener: Listener, options: AuthenticatedAcceptOptions) {
    this.#listener = listener;
    this.#options = options;
  }

  /** Resolves with the first connection that is proved; the others are closed. */
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
      over.abort(new ConnectionError("interrupted", "another connection was proved first"));
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
        if (isWon || signal.aborted) {
          const { discard = ({ duplex }) => duplex.abort() } = this.#options;
          return discard(proved);
        }
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
