/** The record in a staging folder of the offer that it belongs to. @module */

import { join } from "node:path";
import { lstatBelow } from "../lstat_below.ts";

/** Version of the format of `offer.json`. */
const FORMAT = 2;

/** The offer that a staging folder belongs to. */
export interface StagedOffer {
  /** Top-level names of the offer. */
  names: string[];
  /** Name of its digest. */
  digest: string;
}

/** Writes the offer into a new staging folder. */
export function writeOffer(folder: string, offer: StagedOffer): void {
  const made = identityOf(Deno.lstatSync(folder));
  const text = JSON.stringify({ format: FORMAT, made, ...offer });
  Deno.writeTextFileSync(join(folder, "offer.json"), text, { createNew: true, mode: 0o600 });
}

/**
 * The offer of a staging folder; one without names where the folder is an orphan of none; undefined
 * where the folder is not one of this program.
 *
 * @param info What `lstat` says of the folder.
 */
export function readOffer(folder: string, info: Deno.FileInfo): StagedOffer | undefined {
  const made = identityOf(info);
  let offer;
  try {
    // Not made by this program: a link leads elsewhere, and reading a pipe never ends.
    if (lstatBelow(folder, "offer.json")?.isFile === false) return undefined;
    offer = JSON.parse(Deno.readTextFileSync(join(folder, "offer.json")));
  } catch (cause) {
    // A program was killed while it created or removed the folder. The offer is written before there
    // is content and removed after it, so a folder with content is not such an orphan.
    const isOrphan = cause instanceof Deno.errors.NotFound || cause instanceof SyntaxError;
    return isOrphan && isBare(folder) ? { names: [], digest: "" } : undefined;
  }
  const isOurs = offer?.format === FORMAT && made !== undefined && offer.made === made;
  if (!isOurs || !Array.isArray(offer.names)) return undefined;
  return { names: offer.names.map(String), digest: String(offer.digest) };
}

/**
 * Identifies a folder by what only the file system assigns. Content that is received, unpacked or copied
 * can imitate everything else in a staging folder. Undefined where the file system has neither number
 * nor time of creation: no folder is accepted there.
 */
function identityOf({ ino, birthtime }: Deno.FileInfo): string | undefined {
  if (ino === null && birthtime === null) return undefined;
  return `${ino ?? ""}:${birthtime?.getTime() ?? ""}`;
}

/** Whether a staging folder contains nothing but the files that are created first. */
function isBare(folder: string): boolean {
  return Array.from(Deno.readDirSync(folder))
    .every(({ name, isFile }) => isFile && (name === "lock" || name === "offer.json"));
}
