/** Listeners whose peers have to prove that they know a code or a secret. @module */

import { sleep } from "../async.ts";
import { RefusedError } from "../errors.ts";
import type { CodeLine } from "../secure/code_line.ts";
import type { GuessLine } from "../secure/guess_line.ts";
import type { CodeGuesses, Guesses } from "../secure/guesses.ts";
import { Unproven } from "../secure/unproven.ts";
import type { Duplex } from "../socket/duplex.ts";
import { sourceOf } from "../socket/source_of.ts";
import {
  type SecureConnection,
  secureHandshake,
  type SecureHandshakeOptions,
} from "../channel/secure_handshake.ts";

/** Counts and paces the guesses of one connection. */
export type Pace = (source: string, signal: AbortSignal) => Guesses;

/** What a connection is proved with. */
export interface Proof extends Omit<SecureHandshakeOptions, "guesses" | "signal"> {
  /** How guesses are counted and paced. Default: they are not, for a side whose user types a code. */
  pace?: Pace | undefined;
}

/** The connections of one listener that have not proved a key yet: each source has a share of them. */
export class Admission {
  readonly #unproven = new Unproven();

  /**
   * Completes the handshake of one connection, in the place of its source.
   *
   * @param proofFor Makes the proof; its signal also ends when the connection has to make room.
   * @throws {RefusedError} code `wrong_code`, or `busy`: others of its source guess or are silent.
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
        signal,
        guesses: {
          enter: (instance) => guesses?.enter?.(instance),
          async turn() {
            place.spoke();
            await guesses?.turn?.();
          },
          spend: () => guesses?.spend() ?? true,
          see: (mark) => guesses?.see?.(mark),
          succeed: () => guesses?.succeed(),
        },
      });
    });
  }
}

/** Guesses at a shared secret: those of one source are judged in line. The secret never dies. */
export function paceSecret(line: GuessLine): Pace {
  return (source, signal) => ({
    async turn() {
      const time = line.enter(source);
      if (time === undefined) throw new RefusedError("busy", "too many guesses wait to be judged");
      if (time > 0) await sleep(time, signal);
    },
    spend: () => true,
    succeed: () => line.giveBack(source),
  });
}

/**
 * Guesses at a code: each is counted, and judged in line. A guess that says itself that it was wrong
 * before, at another address of this machine, is neither judged nor counted again.
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
        if (isRepeated) throw new RefusedError("refused", "the same wrong code at another address");
      },
      succeed() {
        guesses.succeed();
        line.succeed(source);
      },
    };
  };
}
