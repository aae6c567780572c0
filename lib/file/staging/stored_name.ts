/**
 * The names that entries are stored under: their own, or, where the file system cannot hold these, similar
 * ones.
 *
 * @module
 */

import { ProtocolError } from "../../errors.ts";
import { EntryError } from "../entry_error.ts";
import { isReservedName } from "../reserved_name.ts";
import { type SafePath, safePath, WINDOWS_DEVICE } from "../safe_path.ts";

/** What happens to a name that the file system cannot hold: its entry fails, or gets another name. */
export type Names = "keep" | "adapt";

/** All of {@linkcode Names}. */
export const NAMES: readonly Names[] = ["keep", "adapt"];

/** The default: "adapt" on Windows, which cannot hold many names that are common elsewhere. */
export function usualNames(os: string = Deno.build.os): Names {
  return os === "windows" ? "adapt" : "keep";
}

/** Numbers that are tried before a name counts as unavailable. */
const MAX_NUMBER = 1000;
/** Maximum length of a name in characters: no file system allows more. */
const MAX_CHARACTERS = 255;
/** Maximum length of an extension in characters; a longer one belongs to the stem. */
const MAX_EXTENSION = 32;

/**
 * Creates an entry under a name, or under one derived from it.
 *
 * @param parent The folder, "" for the top.
 * @param create Creates it, and fails where the name exists. Called with one path after the other.
 * @throws {EntryError} no name is possible. @throws {ProtocolError} the name is hostile, or was used before.
 */
export function storeUnder<T>(
  parent: SafePath | "",
  name: string,
  names: Names,
  create: (path: SafePath) => T,
  os: string = Deno.build.os,
): { path: SafePath; made: T } {
  const attempt = (candidate: string) => {
    const path = safePath(parent === "" ? candidate : `${parent}/${candidate}`, os);
    return { path, made: create(path) };
  };
  let first: EntryError;
  try {
    return attempt(name);
  } catch (error) {
    if (!(error instanceof EntryError)) throw error;
    if (names === "keep") {
      if (error.reason !== "duplicate") throw error;
      throw new ProtocolError(error.message, "unsafe_name");
    }
    first = error;
  }
  let base = name;
  let failure = first;
  for (let number = 0; number < MAX_NUMBER;) {
    if (failure.reason === "clash" || failure.reason === "duplicate") {
      number++;
    } else if (failure.reason === "characters") {
      const cleaned = cleanName(name, os);
      if (base !== name || cleaned === name) throw first;
      base = cleaned;
    } else if (failure.reason === "length") {
      const shorter = shortened(base);
      if (shorter === undefined) throw first;
      base = shorter;
    } else throw first;
    try {
      return attempt(number === 0 ? base : numbered(base, number));
    } catch (error) {
      if (!(error instanceof EntryError)) throw error;
      failure = error;
    }
  }
  throw first;
}

// deno-lint-ignore no-control-regex
const FORBIDDEN = /[\x00-\x1f\x7f<>:"/\\|?*]/g;

/** A name without characters that file systems of Windows (NTFS, exFAT, FAT) cannot hold. */
export function cleanName(name: string, os: string = Deno.build.os): string {
  let clean = name.replace(FORBIDDEN, "-").replace(/[. ]+$/, "");
  if (WINDOWS_DEVICE.test(clean)) clean = `_${clean}`;
  // Replacing characters may produce a reserved name.
  if (clean === "" || isReservedName(clean, os)) clean = `_${clean}`;
  return clean;
}

/** A name's stem and its extension, the dot included. */
export function splitName(name: string): [stem: string, extension: string] {
  const dot = name.lastIndexOf(".");
  return dot > 0 && name.length - dot <= MAX_EXTENSION
    ? [name.slice(0, dot), name.slice(dot)]
    : [name, ""];
}

/** `name (2).txt` */
export function numbered(name: string, number: number): string {
  const [stem, extension] = splitName(name);
  return `${stem} (${number})${extension}`;
}

/** A name without the last character (grapheme) of its stem; undefined where nothing would be left. */
export function shortened(name: string): string | undefined {
  const [stem, extension] = splitName(name);
  const characters = Array.from(new Intl.Segmenter().segment(stem), ({ segment }) => segment);
  const kept = characters.slice(0, Math.min(characters.length - 1, MAX_CHARACTERS));
  const rest = kept.join("").replace(/[. ]+$/, "");
  return rest === "" ? undefined : rest + extension;
}
