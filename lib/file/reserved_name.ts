/** Names that this program keeps for its own folders. @module */

/** Prefix of the names of folders with unfinished content. */
export const STAGING_PREFIX = ".sluice-";

/** The name of a staging folder: the prefix and 128 random bits. */
export const STAGING_NAME = /^\.sluice-[0-9a-f]{32}$/;

/** The file in a folder for uploads with the secret of its address. */
export const TOKEN_FILE: string = `${STAGING_PREFIX}token`;

/** Why such a name is not sent. */
export const RESERVED = "names that begin with .sluice- are reserved for unfinished transfers";

/** Why a path in a staging folder is not used. */
export const UNFINISHED = "it is part of an unfinished transfer";

/** Whether a path is, or is in, a staging folder. @param path absolute, without links. */
export function isInStaging(path: string): boolean {
  return path.split(/[\\/]/).some((name) => STAGING_NAME.test(name.toLowerCase()));
}

/** A name for a new staging folder, or for an entry that is temporarily beside its place. */
export function newStagingName(): string {
  return STAGING_PREFIX + crypto.randomUUID().replaceAll("-", "");
}

/**
 * Whether a file system may treat a name as one with our prefix. Some fold case, some compose
 * or decompose characters, and some ignore invisible ones.
 *
 * @param os The system whose rules apply as well. Default: this one.
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
