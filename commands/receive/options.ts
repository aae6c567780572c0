/** The options of `sluice receive`. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError, LocalError } from "../../lib/errors.ts";
import { existingFolder } from "../../lib/file/existing_folder.ts";
import { openDestination } from "../../lib/file/destination.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";
import { type Names, usualNames } from "../../lib/file/staging/stored_name.ts";
import type { HandshakeCode } from "../../lib/secure/handshake.ts";
import { shellWord } from "../../lib/text/shell_word.ts";
import { type Addressing, addressingOf } from "../flags/addressing_of.ts";
import { codeTextOf } from "../flags/code.ts";
import { givenIfExists } from "../flags/if_exists.ts";
import { secretFor } from "../flags/secret.ts";
import { type TransferFlags, transferFlags } from "../flags/transfer.ts";
import { machineName } from "../views/machine_name.ts";
import { NO_TERMINAL } from "../views/question.ts";
import type { LocalSendOptions } from "./localsend/options.ts";

/** The input of the confined part: data only. */
export type ReceiveInput = ReceiveOptions | PartialOptions | LocalSendOptions;

/** Options for listing unfinished transfers. */
export interface PartialOptions {
  kind: "partial";
  /** The folder that holds them. */
  into: string;
  /** Whether to remove them. */
  discard: boolean;
}

/** Options for receiving. */
export interface ReceiveOptions extends Addressing, TransferFlags {
  kind: "receive";
  /** The destination; "": standard output. */
  into: string;
  /** The shared secret, instead of a code. */
  secret: Uint8Array | undefined;
  /** The code in the arguments; undefined: none was given, or none is used. */
  code: HandshakeCode | undefined;
  /** The name of this machine, which the sender is shown; undefined: unknown. */
  host: string | undefined;
  /** Whether to list digests on a terminal as well. */
  digests: boolean;
  /** Whether to accept every offer. */
  yes: boolean;
  /** Names to accept although other programs read or run them. */
  acceptNames: readonly string[];
  /** Whether to end after the first connection. */
  once: boolean;
  /** What to do about names that exist, if the flag is given. */
  ifExists: IfExists | undefined;
  /** What to do about names that the file system cannot hold. */
  names: Names;
  /** Whether unfinished transfers are resumed and kept. */
  resume: boolean;
  /** Digests that are not accepted. */
  refuseDigests: readonly string[];
  /**
   * A command that receives to the same destination with another code, for messages; undefined: the
   * name of the destination cannot be shown.
   */
  nextCommand: string | undefined;
}

/** Reads the flags. @throws {CallerError} if they conflict. */
export async function receiveInput(
  args: ParsedArguments,
  context: Context,
): Promise<ReceiveInput> {
  if (args.has("localsend")) {
    const { localSendOptions } = await import("./localsend/options.ts");
    return await localSendOptions(args, context);
  }
  assertNoLocalSendFlags(args);
  if (args.has("list-partial") || args.has("discard-partial")) return partialOptions(args);
  // Command-line errors are reported before a folder is created.
  const addressing = addressingOf(args, "receive");
  const secret = await secretFor(args, "receive", addressing, context);
  const code = await givenCode(args, secret);
  if (args.has("stdout") && context.terminal.json) {
    throw new CallerError(
      "usage",
      "--stdout and --json both write to standard output; use one of them",
    );
  }
  return {
    kind: "receive",
    ...addressing,
    ...await transferFlags(args),
    into: args.has("stdout") ? "" : openDestination(args.value("into") ?? "."),
    secret,
    code,
    host: machineName(),
    digests: args.has("digests"),
    yes: args.has("yes"),
    acceptNames: args.values("accept-name"),
    once: args.has("once"),
    ifExists: givenIfExists(args),
    names: (args.value("names") ?? usualNames()) as Names,
    resume: !args.has("no-resume"),
    refuseDigests: args.values("refuse-digest"),
    nextCommand: commandWithNewCode(args),
  };
}

/** @throws {CallerError} if flags of LocalSend are given without --localsend. */
function assertNoLocalSendFlags(args: ParsedArguments): void {
  for (const flag of ["pin", "alias"]) {
    if (!args.has(flag)) continue;
    throw new CallerError("usage", `--${flag} is for --localsend; add it, or omit --${flag}`);
  }
}

function partialOptions(args: ParsedArguments): PartialOptions {
  const discard = args.has("discard-partial");
  if (discard && args.has("list-partial")) {
    throw new CallerError("usage", "--list-partial and --discard-partial exclude each other");
  }
  const flag = discard ? "--discard-partial" : "--list-partial";
  const into = args.value("into");
  const [folder = into ?? ".", extra] = args.positionals;
  if (extra !== undefined) {
    throw new CallerError(
      "usage",
      `${flag} takes one folder; unexpected ${JSON.stringify(extra)}`,
    );
  }
  if (into !== undefined && args.positionals.length > 0) {
    throw new CallerError(
      "usage",
      `${flag} takes one folder; omit --into or ${JSON.stringify(folder)}`,
    );
  }
  return { kind: "partial", into: existingFolder(folder, "look into"), discard };
}

/** The code in the arguments. @throws {CallerError} if it is invalid, or no code is used. */
async function givenCode(
  args: ParsedArguments,
  secret: Uint8Array | undefined,
): Promise<HandshakeCode | undefined> {
  const text = codeTextOf(args, args.positionals);
  if (text === undefined) return undefined;
  if (args.has("plain") || secret !== undefined) {
    const what = args.has("plain") ? "--plain" : "a shared secret";
    throw new CallerError(
      "usage",
      `No code is used with ${what}; to name the destination, use --into DIR`,
    );
  }
  const { codeOf } = await import("../views/ask_code.ts");
  return codeOf(text);
}

/** The command for the same destination with another code; undefined: it cannot be shown. */
function commandWithNewCode(args: ParsedArguments): string | undefined {
  let command = "sluice receive NEW-CODE";
  for (const flag of ["from", "listen", "into"]) {
    const value = args.value(flag);
    if (value === undefined) continue;
    const word = shellWord(value);
    if (word === undefined) return undefined;
    command += value === "" ? ` --${flag}` : ` --${flag} ${word}`;
  }
  return command;
}

/**
 * Avoids using up a code for an offer that cannot be accepted.
 *
 * @throws {LocalError} code `unattended` if there is no terminal to ask on.
 */
export function assertConsent({ yes }: ReceiveOptions, { terminal }: Context): void {
  if (terminal.interactive || yes) return;
  throw new LocalError("unattended", NO_TERMINAL);
}
