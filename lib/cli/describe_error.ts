/** Describes errors on the command line. @module */

import { SluiceError } from "../errors.ts";
import { notCovered } from "../file/local_fault.ts";
import { escapeText } from "../text/escape.ts";
import { exitCodeOf, isNotLoaded, isUnsupported } from "./exit_codes.ts";

/** The description of an error for users and programs. */
export interface ErrorReport {
  /** The stable code of `lib/errors.ts`, `permission`, or `internal` for an error in sluice itself. */
  code: string;
  /** One escaped line. */
  message: string;
  /** The exit code. */
  exit: number;
  /** Whether a part of the message is the peer's. @default {false} */
  remote?: boolean;
}

/**
 * Describes any thrown value, without a stack trace, which contains paths of the machine that built the
 * program.
 */
export function describeError(error: unknown): ErrorReport {
  const exit = exitCodeOf(error);
  const text = escapeText(error instanceof Error ? error.message : String(error));
  if (error instanceof SluiceError) {
    return { code: error.code, message: text, exit, ...error.remote && { remote: true } };
  }
  if (exit === 77) return { code: "permission", message: permissionMessage(error, text), exit };
  if (isUnsupported(error)) {
    const message = `This system cannot do that: ${text}`;
    return { code: "unavailable", message, exit };
  }
  if (isNotLoaded(error)) {
    const what = escapeText(firstLine((error as Error).message));
    const message =
      `Cannot load a package of sluice: ${what}; connect to the Internet and try again`;
    return { code: "unavailable", message, exit };
  }
  const name = error instanceof Error ? `${escapeText(error.name)}: ` : "";
  return { code: "internal", message: `Internal error (please report it): ${name}${text}`, exit };
}

/** The first line, without the source position and colours that the runtime adds. */
function firstLine(text: string): string {
  // deno-lint-ignore no-control-regex -- colours
  return text.split("\n")[0]!.replace(/\x1b\[[0-9;]*m/g, "").replace(/^Uncaught (\(.*?\) )?/, "");
}

function permissionMessage(error: unknown, text: string): string {
  const path = /^Requires all access to (".*?"), run again/.exec(text)?.[1];
  if (path === undefined) return firstSentence(text);
  return `Cannot open ${path}: ${notCovered(error as Error)}`;
}

/** Without Deno's advice on flags, which applies to `deno run` only. */
function firstSentence(text: string): string {
  return text.split(", run again with")[0]!;
}
