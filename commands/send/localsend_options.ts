/** The options of `sluice send --localsend`. @module */

import { dirname } from "node:path";
import type { Context, ParsedArguments, Rights } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { type Root, rootsOf } from "../../lib/file/source/roots.ts";
import { type LocalSendSettings, localSendSettings } from "../flags/localsend.ts";
import { type LocalSendTarget, localSendTarget } from "./localsend_target.ts";
import { selectionOf } from "../flags/selection.ts";
import { type GivenText, givenText } from "../flags/text.ts";
import { type TransferFlags, transferFlags } from "../flags/transfer.ts";

/** The input of the confined part: data only. */
export interface LocalSendOptions extends TransferFlags {
  /** The device to send to. */
  target: LocalSendTarget;
  /** What this machine is to other devices. */
  settings: LocalSendSettings;
  /** The PIN of the device, if it was given. */
  pin: string | undefined;
  /** The network interface to search; undefined: all. */
  interfaceName: string | undefined;
  /** What to send. */
  source: { roots: readonly Root[] } | { text: GivenText };
  /** What to do about symbolic links in a folder. */
  symlinks: "skip" | "follow";
  /** Patterns of names. */
  selection: { exclude: readonly string[]; include: readonly string[]; gitignore: boolean };
}

/** Flags of the other ways to send. */
const OTHERS = ["to", "listen", "plain", "words", "secret-file", "digest", "keep", "name"] as const;

/** Reads the flags. @throws {CallerError} if they conflict, or a path does not exist. */
export async function localSendOptions(
  args: ParsedArguments,
  context: Context,
): Promise<LocalSendOptions> {
  const text = givenText(args);
  checkFlags(args, text);
  const target = localSendTarget(args.value("localsend")!);
  if (target.kind === "any" && !context.terminal.interactive) {
    throw new CallerError(
      "usage",
      "Without a terminal, --localsend needs a NAME or an ADDRESS; sluice peers --localsend lists devices",
    );
  }
  return {
    ...await transferFlags(args),
    target,
    pin: args.value("pin"),
    interfaceName: args.value("interface"),
    source: text === undefined ? { roots: rootsOf(args.positionals) } : { text },
    symlinks: args.value("symlinks") === "follow" ? "follow" : "skip",
    selection: selectionOf(args),
    settings: await localSendSettings(args, context, "devices"),
  };
}

/** The sources, and the folder of what is remembered. */
export function localSendRights({ source, settings: { knownFile } }: LocalSendOptions): Rights {
  const kept = knownFile === undefined ? [] : [dirname(knownFile)];
  const sources = "roots" in source ? source.roots.map(({ source }) => source) : [];
  return { net: true, read: [...sources, ...kept], write: kept, sys: ["networkInterfaces"] };
}

function checkFlags(args: ParsedArguments, text: GivenText | undefined): void {
  const misuse = (what: string) => new CallerError("usage", what);
  const other = OTHERS.find((name) => args.has(name));
  if (other !== undefined) {
    throw misuse(`--${other} and --localsend exclude each other; see sluice help send`);
  }
  if (args.value("symlinks") === "keep") {
    throw misuse("LocalSend has no symbolic links; use --symlinks follow or skip");
  }
  if (text !== undefined && args.positionals.length > 0) {
    throw misuse("A text is sent alone; omit --text or the paths");
  }
  if (text === undefined && args.positionals.length === 0) {
    throw new CallerError("usage", "Missing PATH");
  }
  if (args.positionals.includes("-")) {
    throw misuse("LocalSend needs the size of a file, so write standard input (-) to a file first");
  }
}
