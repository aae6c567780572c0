/** Authenticates clients of `serve exec` before a byte of a request is read. @module */

import type { Context } from "../../../lib/cli/command.ts";
import { RefusedError } from "../../../lib/errors.ts";
import { CodeLine } from "../../../lib/secure/code_line.ts";
import { handshakeCode } from "../../../lib/secure/code_phrase.ts";
import { GuessLine } from "../../../lib/secure/guess_line.ts";
import type { Duplex } from "../../../lib/socket/duplex.ts";
import { Admission, paceCode, paceSecret } from "../../../lib/pairing/admission.ts";
import { PrintedCode } from "../../../lib/pairing/printed_code.ts";
import { codeOfSecret } from "../../../lib/pairing/code_of_secret.ts";

/** A way to authenticate clients. */
export interface Trust {
  /** Its kind. */
  readonly who: "secret" | "code" | "nobody";
  /**
   * Authenticates a connection and returns it encrypted.
   *
   * @throws {RefusedError} code `wrong_code`, whatever was wrong.
   */
  admit(connection: Duplex, signal: AbortSignal): Promise<Duplex>;
}

/** No authentication: for clients on this machine only. */
export const noAuthentication: Trust = {
  who: "nobody",
  admit: (connection) => Promise.resolve(connection),
};

/** Trusts clients that know a shared secret. Guesses of one source are checked one at a time. */
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

/** Options of {@linkcode trustCode}. */
export interface TrustCodeOptions {
  /** Words of a code. */
  words: number;
  /**
   * Called when the maximum number of codes was ended by wrong guesses: no other is printed, and no
   * client can authenticate.
   */
  onOver(error: Error): void;
  /**
   * Limits the rate of guesses. @default {one a second, fewer for a source that has guessed wrong}
   */
  line?: CodeLine;
}

/** Trusts clients that know the printed code; each code is for one command. */
export function trustCode(options: TrustCodeOptions, { terminal }: Context): Trust {
  const { words, onOver, line = new CodeLine() } = options;
  const admission = new Admission();
  let code = new PrintedCode(words);
  const show = async () => {
    await terminal.event({ event: "code", code: code.text });
    // Also with --quiet: no client can authenticate without the code.
    terminal.warn(`Code: ${terminal.style.bold(code.text)}`);
  };
  const showNext = async () => {
    try {
      code = code.guesses.used ? new PrintedCode(words) : code.successor();
    } catch (cause) {
      const text = "Too many wrong codes were tried, so no new one is shown; " +
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
      const known = handshakeCode(phrase);
      const pace = paceCode(line, guesses);
      try {
        const proof = () => ({ role: "send", code: known, pace }) as const;
        return (await admission.prove(connection, signal, proof)).duplex;
      } finally {
        // Concurrent guesses may have used up the same code: only the first replaces it.
        if (guesses.left === 0 && code === tried) await showNext();
      }
    },
  };
}

/** Whether an error means that the secret was wrong, as far as this side can tell. */
export function isWrong(error: unknown): boolean {
  return error instanceof RefusedError && error.code === "wrong_code";
}
