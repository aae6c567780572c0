/** Who may ask for commands: proves a connection before a byte of a request is read. @module */

import type { Context } from "../../lib/cli/command.ts";
import { RefusedError } from "../../lib/errors.ts";
import { RUN_CODE_INTERVAL } from "../../lib/limits.ts";
import { GuessLine } from "../../lib/remote/guess_line.ts";
import { Unproven, type UnprovenPlace } from "../../lib/remote/unproven.ts";
import { codeSecret } from "../../lib/secure/code_phrase.ts";
import type { Guesses } from "../../lib/secure/guesses.ts";
import type { HandshakeCode } from "../../lib/secure/handshake.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { sourceOf } from "../../lib/socket/source_of.ts";
import { secureHandshake } from "../../lib/transfer/secure_handshake.ts";
import { PrintedCode } from "./printed_code.ts";

/** The channel of every secret that is no code. */
export const SECRET_CHANNEL = 0;

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

/** Trusts clients that know a secret shared ahead. Those of one source are judged in line. */
export function trustSecret(secret: Uint8Array, line = new GuessLine()): Trust {
  const unproven = new Unproven();
  const code = { channel: SECRET_CHANNEL, secret };
  return {
    who: "secret",
    async admit(connection, signal) {
      const source = sourceOf(connection.remoteAddr);
      return await inPlace(unproven, connection, (place) =>
        prove(connection, code, signal, {
          async turn() {
            place.spoke();
            await wait(line.enter(source), signal);
          },
          spend: () => true,
          succeed: () => line.giveBack(source),
        }));
    },
  };
}

/** What {@linkcode trustCode} works with. */
export interface TrustCodeOptions {
  /** Words of a code. */
  words: number;
  /** Told when so many codes have died that no other is shown, and no client can be admitted. */
  onOver(error: Error): void;
  /** Paces the guesses. Default: one a second. */
  line?: GuessLine;
}

/** Whoever knows the code that is shown; each code is for one command. */
export function trustCode(options: TrustCodeOptions, { terminal }: Context): Trust {
  const { words, onOver, line = new GuessLine({ burst: 1, interval: RUN_CODE_INTERVAL }) } =
    options;
  const unproven = new Unproven();
  let code = new PrintedCode(words);
  const show = async () => {
    await terminal.event({ event: "code", code: code.text });
    // Also with --quiet: nobody could go on without it.
    terminal.warn(`code: ${code.text}`);
  };
  const showNext = async () => {
    try {
      code = code.guesses.used ? new PrintedCode(words) : code.successor();
    } catch (cause) {
      const text = "serve exec: too many codes died of wrong guesses, so no other is shown; " +
        "use --secret-file, or --words for longer codes";
      return onOver(new RefusedError("wrong_code", text, { cause }));
    }
    await show();
  };
  void show();
  return {
    who: "code",
    async admit(connection, signal) {
      const tried = code;
      const { guesses, phrase: { channel } } = tried;
      const known = { channel, secret: codeSecret(tried.phrase) };
      try {
        return await inPlace(unproven, connection, (place) =>
          prove(connection, known, signal, {
            async turn() {
              place.spoke();
              // A dead code is not worth a turn: what is tried at it is refused unjudged.
              if (guesses.left > 0) await wait(line.enter(""), signal);
            },
            spend: () => guesses.spend(),
            succeed() {
              guesses.succeed();
              line.giveBack("");
            },
          }));
      } finally {
        // Others may have tried at the same moment: the first to see it used up shows another.
        if (guesses.left === 0 && code === tried) await showNext();
      }
    },
  };
}

async function inPlace(
  unproven: Unproven,
  connection: Duplex,
  act: (place: UnprovenPlace) => Promise<Duplex>,
): Promise<Duplex> {
  const place = unproven.enter(
    sourceOf(connection.remoteAddr),
    (reason) => connection.abort(reason),
  );
  try {
    return await act(place);
  } finally {
    place.leave();
  }
}

async function prove(
  connection: Duplex,
  code: HandshakeCode,
  signal: AbortSignal,
  guesses: Guesses,
): Promise<Duplex> {
  return (await secureHandshake(connection, { role: "send", code, guesses, signal })).duplex;
}

/** Whether an error says that the secret was wrong, as far as anybody can know. */
export function isWrong(error: unknown): boolean {
  return error instanceof RefusedError && error.code === "wrong_code";
}

async function wait(time: number | undefined, signal: AbortSignal): Promise<void> {
  if (time === undefined) throw new RefusedError("busy", "too many guesses wait to be judged");
  if (time === 0) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, time);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
  signal.throwIfAborted();
}
