/** Stores a small file that arrived in memory. @module */

import { sha256 } from "../../digest/sha256.ts";
import { IntegrityError } from "../../errors.ts";
import { EntryError } from "../../file/entry_error.ts";
import type { IfExists } from "../../file/if_exists.ts";
import { type PeerPath, type SafePath, safePath } from "../../file/safe_path.ts";
import type { SingleFiles } from "../../file/staging/single_files.ts";
import type { Names } from "../../file/staging/stored_name.ts";
import { type Stored, Upload, type UploadPlan } from "./upload.ts";

/** Options of {@linkcode storeSmall}. */
export interface StoreSmallOptions {
  /** The client's SHA-256 in hexadecimal; null where it sent none. */
  given: string | null;
  /** The destination, absolute and without links. */
  into: string;
  /** Stores in the simple way. */
  singles: SingleFiles;
  /** What to do with a name that exists, for the path that the file is stored under. */
  policy: (path: SafePath) => IfExists;
  /** What to do with a name that the disk cannot hold. @default {"keep"} */
  names?: Names;
  /** Called where the disk cannot hold the name, with the one in its place. */
  onAdapted?: (path: SafePath) => void;
}

/**
 * Verifies and stores the content, in the simple way, and in the general one where that is not possible.
 *
 * @throws {IntegrityError} if the digests differ. @throws {LocalError} as {@linkcode Upload.finish} does.
 */
export async function storeSmall(
  plan: UploadPlan<PeerPath>,
  bytes: Uint8Array<ArrayBuffer>,
  { given, into, singles, policy, names, onAdapted }: StoreSmallOptions,
): Promise<Stored> {
  const { path, mtime } = plan;
  const digest = sha256.of(bytes);
  if (given !== null && given !== digest) {
    throw new IntegrityError(
      "digest_mismatch",
      `${JSON.stringify(path)} is damaged: its digest differs from the sender's; send it again`,
    );
  }
  const safe = usable(path);
  if (safe !== undefined) {
    const single = { path: safe, bytes, mtime: mtime ?? Date.now() };
    const final = await singles.store(single, policy(safe) === "rename");
    if (final !== undefined) return { kind: "stored", path: final, size: bytes.length, digest };
  }
  const upload = await Upload.open(into, plan, names);
  try {
    if (upload.path !== path) onAdapted?.(upload.path);
    await upload.write(bytes);
    return await upload.finish(digest, policy(upload.path));
  } finally {
    await upload.leave();
  }
}

/** The path where this system can hold it. */
function usable(path: PeerPath): SafePath | undefined {
  try {
    return safePath(path);
  } catch (error) {
    if (error instanceof EntryError) return undefined;
    throw error;
  }
}
