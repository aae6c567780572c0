/** The options of `sluice send`. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { type Root, rootsOf } from "../../lib/file/source/roots.ts";
import { type Addressing, addressingOf } from "../flags/addressing_of.ts";
import { selectionOf } from "../flags/selection.ts";
import { secretFor } from "../flags/secret.ts";
import { type GivenText, givenText } from "../flags/text.ts";
import { type TransferFlags, transferFlags } from "../flags/transfer.ts";
import { wordCount } from "../flags/words.ts";
import { machineName } from "../views/machine_name.ts";

/** The input of the confined part: data only. */
export interface SendOptions extends Addressing, TransferFlags {
  /** What to send: top-level names and their sources, standard input under a name, or a text. */
  source: { roots: readonly Root[] } | { name: string } | { text: GivenText };
  /** The shared secret, instead of a code. */
  secret: Uint8Array | undefined;
  /** The name of this machine, which the receiver is shown; undefined: unknown. */
  host: string | undefined;
  /** Words of the code. */
  words: number;
  /** Whether to serve many receivers. */
  keep: boolean;
  /** Name of the digest: `sha256`. */
  digest: string;
  /** What to do about symbolic links in a folder. */
  symlinks: "skip" | "keep" | "follow";
  /** Patterns of names. */
  selection: { exclude: readonly string[]; include: readonly string[]; gitignore: boolean };
}

/** Reads the flags. @throws {CallerError} if they conflict, or a path does not exist. */
export async function sendOptions(args: ParsedArguments, context: Context): Promise<SendOptions> {
  const addressing = addressingOf(args, "send");
  const text = givenText(args);
  checkSource(args, text);
  if (text !== undefined) await assertOneReader(args, text);
  const secret = await secretFor(args, "send", addressing, context);
  const keep = args.has("keep");
  if (keep && !addressing.plain && secret === undefined) {
    throw new CallerError(
      "usage",
      "--keep serves many receivers, and a code is for one; add --plain or --secret-file FILE",
    );
  }
  const isPiped = args.positionals.includes("-");
  return {
    ...addressing,
    ...await transferFlags(args),
    source: text !== undefined
      ? { text }
      : isPiped
      ? { name: args.value("name")! }
      : { roots: rootsOf(args.positionals) },
    secret,
    host: machineName(),
    words: wordCount(args),
    keep,
    digest: args.value("digest") ?? "sha256",
    symlinks: (args.value("symlinks") ?? "skip") as SendOptions["symlinks"],
    selection: selectionOf(args),
  };
}

/** @throws {CallerError} The text and the secret are both read from standard input. */
async function assertOneReader(args: ParsedArguments, { content }: GivenText): Promise<void> {
  const file = args.value("secret-file");
  if (content !== undefined || file === undefined) return;
  const { isStandardInput } = await import("../../lib/file/secret_file.ts");
  if (!isStandardInput(file)) return;
  throw new CallerError(
    "usage",
    `--secret-file ${file} and --text - both read standard input; use a file for one of them`,
  );
}

/** Checks flags that conflict. */
function checkSource(args: ParsedArguments, text: GivenText | undefined): void {
  const misuse = (what: string) => new CallerError("usage", `${what}; see sluice help send`);
  const name = args.value("name");
  const piped = args.positionals.includes("-");
  if (text !== undefined) {
    if (args.positionals.length > 0) {
      throw misuse("A text is sent alone; omit --text or the paths");
    }
  } else if (args.positionals.length === 0) {
    throw new CallerError("usage", "Missing PATH");
  }
  if (args.has("keep") && args.value("listen") === undefined) {
    throw misuse("--keep needs --listen");
  }
  if (!piped && name !== undefined) {
    throw misuse("--name is for standard input, which is sent as -");
  }
  if (!piped) return;
  if (args.positionals.length > 1 || args.has("keep")) {
    throw misuse("Standard input (-) is sent alone, and to one receiver");
  }
  if (name === undefined || name === "" || name.includes("/")) {
    throw misuse("Standard input (-) needs a file name: --name NAME");
  }
}
