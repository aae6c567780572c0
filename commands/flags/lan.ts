/** `--lan`: the networks that can connect. @module */

import type { Flag } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { escapeText } from "../../lib/text/escape.ts";
import {
  addressBytes,
  chooseAddresses,
  type InterfaceAddress,
  reachable,
} from "../../lib/web/lan_address.ts";

/** What {@linkcode lanFlag} looks up on this machine. */
export interface LanLookup {
  /** The addresses of this machine. @default {those of its interfaces} */
  addresses?: () => readonly InterfaceAddress[];
  /** Whether a path exists. @default {the file system's answer} */
  exists?: (path: string) => boolean;
}

/**
 * The flag `--lan`. An argument after it is its value where an interface or an address of this machine is
 * so called, and a path otherwise.
 *
 * @param makes Whether the command makes a folder that does not exist.
 */
export function lanFlag(
  makes: boolean,
  { addresses = ownAddresses, exists = pathExists }: LanLookup = {},
): Flag {
  return {
    name: "lan",
    value: "interface",
    placeholder: "NAME",
    optionalValue: true,
    looksLikeValue(word) {
      if (isPath(word)) return false;
      const all = addresses();
      if (chooseAddresses(all, word).kind !== "unknown") return true;
      if (exists(word)) return false;
      if (addressBytes(word) !== undefined) return true;
      const shown = escapeText(word);
      const hint = makes ? `; for a new folder write ./${shown}` : "";
      throw new CallerError(
        "usage",
        `There is no interface and no path "${shown}"; the interfaces are ${namesOf(all)}${hint}`,
      );
    },
    summary: "let other machines on the network connect",
    details:
      "NAME is an interface of this machine, or one of its addresses. An argument that is neither " +
      "is a path. Where both have that name, it is the interface; write ./NAME for the path. Without NAME " +
      "the server listens at every address of this machine that other machines can reach.",
  };
}

/**
 * The addresses that `--lan` names, the likeliest first.
 *
 * @param word Its value; "" without one.
 * @throws {CallerError} code `usage` if there is none.
 */
export function lanAddresses(
  word: string,
  addresses: readonly InterfaceAddress[] = ownAddresses(),
): readonly InterfaceAddress[] {
  const choice = chooseAddresses(addresses, word);
  if (choice.kind === "addresses") return choice.addresses;
  const usable = reachable(addresses);
  if (word === "" || usable.length === 0) {
    throw new CallerError("usage", "This machine has no address that other machines can reach");
  }
  const shown = escapeText(word);
  throw new CallerError(
    "usage",
    choice.kind === "unknown"
      ? `--lan needs an interface or an address of this machine, not "${shown}"; use one of ${
        namesOf(usable)
      }`
      : `Other machines cannot reach an address of ${shown}; use one of ${namesOf(usable)}`,
  );
}

/** The addresses of this machine's interfaces. */
export function ownAddresses(): InterfaceAddress[] {
  return Deno.networkInterfaces().map(({ name, family, address }) => ({ name, family, address }));
}

function namesOf(addresses: readonly InterfaceAddress[]): string {
  return [...new Set(addresses.map(({ name }) => escapeText(name)))].join(", ");
}

/** Whether an argument can only be a path. */
function isPath(word: string): boolean {
  return word === "" || word === "." || word === ".." || word.includes("/") ||
    Deno.build.os === "windows" && word.includes("\\");
}

function pathExists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    // What may not be examined is left to the command, which reports it.
    return !(error instanceof Deno.errors.NotFound);
  }
}
