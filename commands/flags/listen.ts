/** `--listen`, where its address may be left out. @module */

import type { Flag } from "../../lib/cli/command.ts";
import { looksLikeAddress } from "../../lib/cli/looks_like_address.ts";
import { CallerError } from "../../lib/errors.ts";

/** What a text without a host means, for the summaries of `--listen`. */
export const LISTEN_FORMS =
  "PORT alone is this machine only, :PORT every address, port 0 any free port.";

/** What else may follow `--listen`. */
interface Argument {
  /** Its name in messages: "a path that exists". */
  name: string;
  /** Whether a word is one. */
  test(word: string): boolean;
}

/** Paths, which exist or contain a slash. */
export const PATH_ARGUMENT: Argument = { name: "a path that exists", test: isPath };

/**
 * `--listen`, alone or with an address.
 *
 * @param port The port of an address without one.
 * @param argument The command's arguments, of which one may follow.
 */
export function listenFlag(port: number, argument: Argument): Flag {
  return {
    name: "listen",
    value: "address",
    placeholder: "ADDR",
    optionalValue: true,
    looksLikeValue: (word) => isAddress(word, argument),
    summary: "listen at this address",
    details: LISTEN_FORMS,
    default: `127.0.0.1:${port}`,
  };
}

/** A host, or none, and the name of a port: `localhost:http`, `:http-alt`, `[::1]:gopher`. */
const SERVICE_AT_END = /^(?:\[[^\]]*\]|[^\s:/\\[\]]*):[a-z][\w-]*$/i;

/** @throws {CallerError} for a word that is neither an address nor an argument. */
function isAddress(word: string, argument: Argument): boolean {
  if (looksLikeAddress(word)) return true;
  if (argument.test(word)) return false;
  if (/^\d+$|^localhost$/i.test(word) || SERVICE_AT_END.test(word)) return true;
  const forms = `HOST:PORT, [v6]:PORT or :PORT, or ${argument.name}`;
  const text = `--listen needs an address, not ${JSON.stringify(word)}; expected ${forms}`;
  throw new CallerError("usage", text);
}

function isPath(word: string): boolean {
  if (word === "-" || /[/\\]/.test(word)) return true;
  try {
    Deno.lstatSync(word);
    return true;
  } catch (error) {
    // A path that may not be looked at is reported where it is used.
    return !(error instanceof Deno.errors.NotFound);
  }
}
