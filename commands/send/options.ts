/** The options of `sluice send`. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { type Root, rootsOf } from "../../lib/file/source/roots.ts";
import { type Addressing, addressingOf } from "../flags/addressing_of.ts";
import { selectionOf } from "../flags/selection.ts";
import { secretFor } from "../flags/secret.ts";
import { type TransferFlags, transferFlags } from "../flags/transfer.ts";
import { wordCount } from "../flags/words.ts";
import { machineName } from "../views/machine_name.ts";

/** The input of the confined part: data only. */
export interface SendOptions extends Addressing, TransferFlags {
  /** What to send: top-level names and their sources, or standard input under a name. */
  source: { roots: readonly Root[] } | { name: string };
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
  checkSource(args);
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
    source: isPiped ? { name: args.value("name")! } : { roots: rootsOf(args.positionals) },
    secret,
    host: machineName(),
    words: wordCount(args),
    keep,
    digest: args.value("digest") ?? "sha256",
    symlinks: (args.value("symlinks") ?? "skip") as SendOptions["symlinks"],
    selection: selectionOf(args),
  };
}

/** Checks flags that conflict. */
function checkSource(args: ParsedArguments): void {
  const misuse = (what: string) => new CallerError("usage", `${what}; see sluice help send`);
  const name = args.value("name");
  const piped = args.positionals.includes("-");
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
