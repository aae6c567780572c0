/** Who may ask for commands: proves a connection before a byte of a request is read. @module */

import type { Context } from "../../lib/cli/command.ts";
import { RefusedError } from "../../lib/errors.ts";
import { MAX_HANDSHAKES } from "../../lib/limits.ts";
import { Penalties } from "../../lib/remote/penalties.ts";
import { codeSecret } from "../../lib/secure/code_phrase.ts";
import type { Guesses } from "../../lib/secure/guesses.ts";
import type { HandshakeCode } from "../../lib/secure/handshake.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { sourceOf } from "../../lib/socket/source_of.ts";
import { secureHandshake } from "../../lib/transfer/secure_handshake.ts";
import { PrintedCode } from "./printed_code.ts";

/** The channel of every secret that is no code. */
export const SECRET_CHANNEL = 0;
/** Milliseconds that somebody who guessed wrong is kept waiting; from there on he is turned away. */
const LONGEST_WAIT = 4000;
/** Connections of one place that wait for each other after a wrong guess. */
const MAX_WAITING = 8;

/** What proves who asks. */
export interface Trust {
  /** How. */
  readonly who: "secret" | "code" | "nobody";
  /**
   * Makes a connection one that only two can read.
   *
   * @throws {RefusedError} code `wrong_code`: whatever was wrong.
   */
  admit(connection: Duplex, signal: AbortSignal): Promise<Duplex>;
}

/** Anybody: for this machine alone. */
export const nobody: Trust = {
  who: "nobody",
  admit: (connection) => Promise.resolve(connection),
};

/** Whoever knows a secret that was shared ahead. */
export function trustSecret(secret: Uint8Array, penalties = new Penalties()): Trust {
  const queues = new Queues();
  const code = { channel: SECRET_CHANNEL, secret };
  return {
    who: "secret",
    async admit(connection, signal) {
      const source = sourceOf(connection.remoteAddr);
      // Whoever has guessed wrong guesses on one at a time.
      const done = penalties.wait(source) > 0 ? await queues.enter(source) : () => {};
      try {
        await waitOut(penalties.wait(source), signal);
        return await prove(connection, code, signal, () => penalties.succeeded(source));
      } catch (error) {
        if (isWrong(error)) penalties.failed(source);
        throw error;
      } finally {
        done();
      }
    },
  };
}

/** Whoever knows the code that is shown; each code is for one command. */
export function trustCode(words: number, { terminal }: Context): Trust {
  let code = new PrintedCode(words);
  const show = async () => {
    await terminal.event({ event: "code", code: code.text });
    // Also with --quiet: nobody could go on without it.
    terminal.warn(`code: ${code.text}`);
  };
  void show();
  return {
    who: "code",
    async admit(connection, signal) {
      const tried = code;
      const { guesses, phrase: { channel } } = tried;
      try {
        const known = { channel, secret: codeSecret(tried.phrase) };
        return await prove(connection, known, signal, () => {}, guesses);
      } finally {
        // Others may have tried at the same moment: the first to see it used up shows another.
        if (guesses.left === 0 && code === tried) {
          code = guesses.used ? new PrintedCode(words) : code.successor();
          await show();
        }
      }
    },
  };
}

async function prove(
  connection: Duplex,
  code: HandshakeCode,
  signal: AbortSignal,
  onSuccess: () => void,
  guesses: Guesses = { spend: () => true, succeed() {} },
): Promise<Duplex> {
  const { duplex } = await secureHandshake(connection, { role: "send", code, guesses, signal });
  onSuccess();
  return duplex;
}

/** Whether an error says that the secret was wrong, as far as anybody can know. */
export function isWrong(error: unknown): boolean {
  return error instanceof RefusedError && error.code === "wrong_code";
}

async function waitOut(time: number, signal: AbortSignal): Promise<void> {
  if (time > LONGEST_WAIT) {
    throw new RefusedError(
      "busy",
      `too many wrong secrets: turned away for ${Math.ceil(time / 1000)} s`,
    );
  }
  if (time === 0) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, time);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
  signal.throwIfAborted();
}

/** Lets those of one place in one after the other. */
class Queues {
  readonly #queues = new Map<string, { length: number; last: Promise<void> }>();
  #waiting = 0;

  /** Resolves when it is one's turn, to what ends it. @throws {RefusedError} code `busy`: too many wait. */
  async enter(source: string): Promise<() => void> {
    const queue = this.#queues.get(source) ?? { length: 0, last: Promise.resolve() };
    if (queue.length >= MAX_WAITING || this.#waiting >= MAX_HANDSHAKES / 2) {
      throw new RefusedError("busy", "too many connections after wrong secrets");
    }
    this.#queues.set(source, queue);
    const before = queue.last;
    const turn = Promise.withResolvers<void>();
    queue.last = turn.promise;
    queue.length++;
    this.#waiting++;
    await before;
    return () => {
      this.#waiting--;
      if (--queue.length === 0) this.#queues.delete(source);
      turn.resolve();
    };
  }
}
