/** The flags of commands that speak LocalSend, and what they keep between runs. @module */

import { join } from "node:path";
import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import {
  makePrivate,
  readPrivateFile,
  stateFolder,
  writePrivateFile,
} from "../../lib/file/private_file.ts";
import { MAX_ALIAS_LENGTH, MAX_PIN_LENGTH, MIN_PIN_LENGTH } from "../../lib/limits.ts";
import { escapeText } from "../../lib/text/escape.ts";
import { hasUnsafe } from "../../lib/text/has_unsafe.ts";
import {
  formatIdentity,
  type Identity,
  newIdentity,
  parseIdentity,
} from "../../lib/web/localsend/identity.ts";
import { KnownDevices } from "../../lib/web/localsend/known_devices.ts";
import { machineName } from "../views/machine_name.ts";

/** What a device is on the network, for the confined part: data only. */
export interface LocalSendSettings {
  /** The name that others are shown. */
  alias: string;
  /** The certificate and its key. */
  identity: Identity;
  /** The remembered devices, as their file has them; "" for none. */
  known: string;
  /** The file of the remembered devices; undefined: nothing is kept. */
  knownFile: string | undefined;
}

/** The folder of what is kept; undefined where the system names no place. */
export function localSendFolder({ env }: Pick<Context, "env">): string | undefined {
  const folder = stateFolder(env);
  return folder === undefined ? undefined : join(folder, "localsend");
}

/**
 * Reads what is kept, and makes a certificate if there is none. Without a place to keep it in, it is for
 * this run, and other devices take this machine for a new one the next time.
 *
 * @throws {CallerError} code `usage` if the name is empty, too long, or has control characters.
 */
export async function localSendSettings(
  args: ParsedArguments,
  context: Context,
  list: "devices" | "senders",
): Promise<LocalSendSettings> {
  const alias = aliasOf(args);
  const folder = localSendFolder(context);
  const identity = await keptIdentity(folder, context);
  const knownFile = folder === undefined ? undefined : join(folder, `${list}.json`);
  const known = knownFile === undefined ? "" : readPrivateFile(knownFile) ?? "";
  if (known !== "" && !KnownDevices.isSound(known)) {
    const shown = escapeText(knownFile!);
    context.terminal.warn(`${shown} is damaged; the fingerprints in it are forgotten`);
  }
  return { alias, identity, known, knownFile };
}

/**
 * The PIN of `--pin`; undefined: none is needed.
 *
 * @throws {CallerError} code `usage` if it is too short or too long.
 */
export function pinOf(args: ParsedArguments): string | undefined {
  const pin = args.value("pin");
  if (pin === undefined || (pin.length >= MIN_PIN_LENGTH && pin.length <= MAX_PIN_LENGTH)) {
    return pin;
  }
  throw new CallerError("usage", `--pin must be ${MIN_PIN_LENGTH} to ${MAX_PIN_LENGTH} characters`);
}

/**
 * The name that others are shown: that of `--alias`, or of this machine.
 *
 * @throws {CallerError} code `usage` if it is empty, too long, or has control characters.
 */
export function aliasOf(args: ParsedArguments): string {
  const alias = args.value("alias") ?? machineName() ?? "sluice";
  if (alias.trim() !== "" && alias.length <= MAX_ALIAS_LENGTH && !hasUnsafe(alias)) return alias;
  throw new CallerError(
    "usage",
    `--alias must be 1 to ${MAX_ALIAS_LENGTH} characters without control characters`,
  );
}

async function keptIdentity(
  folder: string | undefined,
  { terminal }: Context,
): Promise<Identity> {
  if (folder === undefined) {
    terminal.warn("HOME is not set; other devices will not recognise this one the next time");
    return await newIdentity();
  }
  const path = join(folder, "identity.json");
  const text = readPrivateFile(path);
  const kept = parseIdentity(text ?? "");
  if (kept !== undefined) {
    if (makePrivate(path)) {
      terminal.warn(
        `Other users could read the key in ${escapeText(path)}; remove the file for a new one`,
      );
    }
    return kept;
  }
  if (text !== undefined) {
    terminal.warn(`${escapeText(path)} is damaged; other devices take this one for a new one`);
  }
  const identity = await newIdentity();
  try {
    writePrivateFile(path, formatIdentity(identity));
  } catch {
    terminal.warn(
      `Cannot write ${escapeText(path)}; other devices will not recognise this one the next time`,
    );
  }
  return identity;
}
