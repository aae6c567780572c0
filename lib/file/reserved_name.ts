/** Names that this program keeps for its own folders. @module */

/** First characters of the name of a folder that holds what is unfinished. */
export const STAGING_PREFIX = ".sluice-";

/** The name of a staging folder: the prefix and 128 random bits. */
export const STAGING_NAME = /^\.sluice-[0-9a-f]{32}$/;

/** A name for a new staging folder, or for what is beside its place for a moment. */
export function newStagingName(): string {
  return STAGING_PREFIX + crypto.randomUUID().replaceAll("-", "");
}

/**
 * Whether a file system may take a name for one with our prefix. Some of them fold case, some compose
 * or decompose characters, and some ignore invisible ones.
 *
 * @param os The system whose rules apply as well; this machine's where left out.
 */
export function isReservedName(name: string, os: string = Deno.build.os): boolean {
  // NTFS gives long names a second, short one: SLUICE~1, or SL1A2B~1 after four of a kind.
  if (os === "windows" && /^sl(uice|[0-9a-f]{4})~\d+$/i.test(name)) return true;
  if (/^[\0-\x7f]*$/.test(name)) return /^\.sluice-/i.test(name);
  // With `u`, `i` folds as Unicode does: U+017F is an s.
  return /^\.sluice-/iu.test(
    name.normalize("NFKC").replace(/\p{Default_Ignorable_Code_Point}/gu, ""),
  );
}
