/** Authentication of a listener's connections. @module */

import { sleep } from "../async.ts";
import { RefusedError } from "../errors.ts";
import type { CodeLine } from "../secure/code_line.ts";
import type { GuessLine } from "../secure/guess_line.ts";
import type { CodeGuesses, Guesses } from "../secure/guesses.ts";
import { warmUpKeys } from "../secure/self_signed.ts";
import { Unproven } from "../secure/unproven.ts";
import type { Duplex } from "../socket/duplex.ts";
import { sourceOf } from "../socket/source_of.ts";
import {
  type SecureConnection,
  secureHandshake,
  type SecureHandshakeOptions,
} from "../channel/secure_handshake.ts";

/** Counts and rate-limits the guesses of one connection. */
export type Pace = (source: string, signal: AbortSignal) => Guesses;

/** What a connection authenticates with. */
export interface Proof extends Omit<SecureHandshakeOptions, "guesses" | "side" | "signal"> {
  /** How guesses are counted and rate-limited. Undefined for a side whose user types the code. */
  pace?: Pace | undefined;
}

/** A listener's unauthenticated connections; each source has a share of them. */
export class Admission {
  readonly #unproven = new Unproven();

  /** Prepares for the first connection. */
  constructor() {
    warmUpKeys();
  }

  /**
   * Completes the handshake of one connection, within the share of its source.
   *
   * @param proofFor Creates the proof; its signal also aborts when the connection is evicted.
   * @throws {RefusedError} code `wrong_code`, or `busy` if too many connections of its source are
   *   unauthenticated.
   */
  async prove(
    connection: Duplex,
    signal: AbortSignal,
    proofFor: (signal: AbortSignal) => Proof,
  ): Promise<SecureConnection> {
    const source = sourceOf(connection.remoteAddr);
    return await this.#unproven.hold(source, signal, async (place, signal) => {
      const { pace, ...options } = proofFor(signal);
      const guesses = pace?.(source, signal);
      return await secureHandshake(connection, {
        ...options,
        side: "listener",
        signal,
        guesses: {
          enter: (instance) => guesses?.enter?.(instance),
          async turn() {
            place.spoke();
            await guesses?.turn?.();
          },
          spend: () => guesses?.spend() ?? true,
          see: (mark) => guesses?.see?.(mark),
          confirm: () => guesses?.confirm?.(),
          succeed: () => guesses?.succeed(),
        },
      });
    });
  }
}

/**
 * For guesses at a shared secret: those of one source are checked one at a time, without a limit on
 * their number.
 */
export function paceSecret(line: GuessLine): Pace {
  return (source, signal) => ({
    async turn() {
      const time = line.enter(source);
      if (time === undefined) {
        throw new RefusedError("busy", "Too many attempts are waiting; try again later");
      }
      if (time > 0) await sleep(time, signal);
    },
    spend: () => true,
    confirm: () => line.giveBack(source),
    succeed() {},
  });
}

/** Ends a handshake with a wrong code that was judged at another address of the same machine. */
export class RepeatedGuess extends RefusedError {
  constructor() {
    super("refused", "The same wrong code was tried at another address");
  }
}

/**
 * For guesses at a code: each is counted, and checked one at a time. A guess that carries the mark
 * of a wrong guess at another address of this machine is neither checked nor counted again.
 */
export function paceCode(line: CodeLine, guesses: CodeGuesses): Pace {
  const isDead = () => guesses.left === 0;
  return (source, signal) => {
    let isRepeated = false;
    return {
      enter(instance) {
        isRepeated = guesses.hasSeen(instance);
        if (!isRepeated && !isDead()) line.enter(source);
      },
      async turn() {
        if (!isRepeated) await line.turn(source, { isDead, signal });
      },
      spend: () => isRepeated || guesses.spend(),
      see(mark) {
        guesses.see(mark);
        if (isRepeated) throw new RepeatedGuess();
      },
      confirm: () => guesses.confirm(),
      succeed() {
        guesses.succeed();
        line.succeed(source);
      },
    };
  };
}
