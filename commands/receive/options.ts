/** What `sluice receive` was asked for. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError, LocalError } from "../../lib/errors.ts";
import { existingFolder } from "../../lib/file/existing_folder.ts";
import { openDestination } from "../../lib/file/destination.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";
import { type Names, usualNames } from "../../lib/file/staging/stored_name.ts";
import type { HandshakeCode } from "../../lib/secure/handshake.ts";
import { shellWord } from "../../lib/text/shell_word.ts";
import { type Addressing, addressingOf } from "../flags/addressing.ts";
import { givenIfExists } from "../flags/if_exists.ts";
import { secretFor } from "../flags/secret.ts";
import { type TransferFlags, transferFlags } from "../flags/transfer.ts";

/** The body's input: data only. */
export type ReceiveInput = ReceiveOptions | PartialOptions;

/** Looks at unfinished transfers. */
export interface PartialOptions {
  kind: "partial";
  /** The folder that they are in. */
  into: string;
  /** Whether they are removed. */
  discard: boolean;
}

/** Receives. */
export interface ReceiveOptions extends Addressing, TransferFlags {
  kind: "receive";
  /** The destination; "": standard output. */
  into: string;
  /** The secret that was shared ahead, instead of a code. */
  secret: Uint8Array | undefined;
  /** The code that was given; undefined: none was, or none is used. */
  code: HandshakeCode | undefined;
  /** Whether every offer is agreed to. */
  yes: boolean;
  /** Names that are taken although other programs read or run them. */
  acceptNames: readonly string[];
  /** Whether the program ends after the first connection. */
  once: boolean;
  /** What becomes of names that exist, where the flag says so. */
  ifExists: IfExists | undefined;
  /** What becomes of names that the file system cannot hold. */
  names: Names;
  /** Whether unfinished transfers are continued, and left. */
  resume: boolean;
  /** Digests that are not good enough. */
  refuseDigests: readonly string[];
  /** A command that receives the same with another code, for messages. */
  nextCommand: string;
}

/** Reads the flags. @throws {CallerError} if they do not go together. */
export async function receiveInput(
  args: ParsedArguments,
  context: Context,
): Promise<ReceiveInput> {
  const discard = args.has("discard-partial");
  if (args.has("list-partial") || discard) {
    const into = existingFolder(args.positionals[0] ?? args.value("into") ?? ".", "look into");
    return { kind: "partial", into, discard };
  }
  // What is wrong with the command line is to be said before a folder is made.
  const addressing = addressingOf(args, "receive");
  const secret = await secretFor(args, "receive", addressing, context);
  const code = await givenCode(args, secret);
  if (args.has("stdout") && context.terminal.json) {
    throw new CallerError("usage", "receive: --stdout and --json both want standard output");
  }
  return {
    kind: "receive",
    ...addressing,
    ...await transferFlags(args),
    into: args.has("stdout") ? "" : openDestination(args.value("into") ?? "."),
    secret,
    code,
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

/** The code in the words. @throws {CallerError} if it is none, or not wanted. */
async function givenCode(
  args: ParsedArguments,
  secret: Uint8Array | undefined,
): Promise<HandshakeCode | undefined> {
  if (args.positionals.length === 0) return undefined;
  if (args.has("plain") || secret !== undefined) {
    const what = args.has("plain") ? "--plain" : "a shared secret";
    throw new CallerError(
      "usage",
      `receive: no code with ${what}; --into DIR says where to store; see: sluice help receive`,
    );
  }
  const { codeOf } = await import("../views/ask_code.ts");
  return codeOf(args.positionals.join(" "));
}

/** The command for the same destination with another code. */
function commandWithNewCode(args: ParsedArguments): string {
  const words = ["from", "listen", "into"].flatMap((flag) => {
    const value = args.value(flag);
    if (value === undefined) return [];
    return value === "" ? [`--${flag}`] : [`--${flag}`, shellWord(value)];
  });
  return ["sluice receive NEW-CODE", ...words].join(" ");
}

/** A code is not spent on an offer that cannot be agreed to. @throws {LocalError} code `declined`. */
export function assertConsent({ yes }: ReceiveOptions, { terminal }: Context): void {
  if (terminal.interactive || yes) return;
  throw new LocalError(
    "declined",
    "receive: there is no terminal to ask on; add --yes to accept without asking",
  );
}
