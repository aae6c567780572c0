/** Who may ask for commands: proves a connection before a byte of a request is read. @module */

import type { Context } from "../../../lib/cli/command.ts";
import { RefusedError } from "../../../lib/errors.ts";
import { CodeLine } from "../../../lib/secure/code_line.ts";
import { codeSecret } from "../../../lib/secure/code_phrase.ts";
import { GuessLine } from "../../../lib/secure/guess_line.ts";
import type { Duplex } from "../../../lib/socket/duplex.ts";
import { Admission, paceCode, paceSecret } from "../../../lib/pairing/admission.ts";
import { PrintedCode } from "../../../lib/pairing/printed_code.ts";
import { codeOfSecret } from "../../../lib/pairing/code_of_secret.ts";

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
  const admission = new Admission();
  const pace = paceSecret(line);
  const code = codeOfSecret(secret);
  return {
    who: "secret",
    async admit(connection, signal) {
      const proof = () => ({ role: "send", code, pace }) as const;
      return (await admission.prove(connection, signal, proof)).duplex;
    },
  };
}

/** What {@linkcode trustCode} works with. */
export interface TrustCodeOptions {
  /** Words of a code. */
  words: number;
  /** Told when so many codes have died that no other is shown, and no client can be admitted. */
  onOver(error: Error): void;
  /** Paces the guesses. Default: one a second, fewer of a source that has guessed before. */
  line?: CodeLine;
}

/** Whoever knows the code that is shown; each code is for one command. */
export function trustCode(options: TrustCodeOptions, { terminal }: Context): Trust {
  const { words, onOver, line = new CodeLine() } = options;
  const admission = new Admission();
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
      const { guesses, phrase } = tried;
      const known = { channel: phrase.channel, secret: codeSecret(phrase) };
      const pace = paceCode(line, guesses);
      try {
        const proof = () => ({ role: "send", code: known, pace }) as const;
        return (await admission.prove(connection, signal, proof)).duplex;
      } finally {
        // Others may have tried at the same moment: the first to see it used up shows another.
        if (guesses.left === 0 && code === tried) await showNext();
      }
    },
  };
}

/** Whether an error says that the secret was wrong, as far as anybody can know. */
export function isWrong(error: unknown): boolean {
  return error instanceof RefusedError && error.code === "wrong_code";
}
