/** Symbolic links, which are created last and do not lead out of the destination. @module */

import { basename, dirname, join, resolve } from "node:path";
import { EntryError, entryError } from "../entry_error.ts";
import { judgeTarget } from "../link_target.ts";
import { isInside } from "../is_inside.ts";
import { localFault } from "../local_fault.ts";
import { lstat } from "../lstat_below.ts";
import type { IfExists } from "../if_exists.ts";
import { numbered } from "./stored_name.ts";
import type { SafePath } from "../safe_path.ts";

/**
 * Creates a link below `into`; false where the policy keeps an existing entry.
 *
 * @throws {ProtocolError} see {@linkcode judgeTarget}. @throws {LocalError} the disk or the permissions do not allow it.
 */
export function makeLink(into: string, path: SafePath, target: string, policy: IfExists): boolean {
  judgeTarget(path, target);
  const doing = `make the link ${JSON.stringify(path)}`;
  try {
    return putLink(into, path, target, policy, doing);
  } catch (cause) {
    throw linkFault(cause, doing);
  }
}

function putLink(
  into: string,
  path: SafePath,
  target: string,
  policy: IfExists,
  doing: string,
): boolean {
  const parts = path.split("/");
  for (let depth = 1; depth < parts.length; depth++) {
    // Where a link kept the folder from being committed, the path leads elsewhere.
    if (!lstat(join(into, parts.slice(0, depth).join("/")))?.isDirectory) {
      throw new EntryError(doing, "place", "part of its path is not a folder");
    }
  }
  const final = join(into, path);
  if (leadsOut(into, join(dirname(final), target))) {
    const why = "an existing link would lead it out of the destination";
    throw new EntryError(doing, "place", why);
  }
  const there = lstat(final);
  if (there !== undefined && policy === "rename") {
    symlink(target, freePath(final));
    return true;
  }
  if (there !== undefined) {
    if (policy === "skip") return false;
    if (policy === "refuse" || there.isDirectory) {
      const kind = there.isDirectory ? "folder" : "file";
      throw new EntryError(doing, "clash", `a ${kind} of that name already exists`);
    }
  }
  const folder = dirname(final);
  const { atime, mtime } = Deno.lstatSync(folder);
  if (there !== undefined) Deno.removeSync(final);
  symlink(target, final);
  // With this policy the folder belongs to the transfer, and has its final times.
  if (policy === "refuse" && parts.length > 1 && atime && mtime) {
    Deno.utimeSync(folder, atime, mtime);
  }
  return true;
}

/** The first of `name (1).txt`, `name (2).txt`, … that is free. */
function freePath(path: string): string {
  for (let number = 1;; number++) {
    const free = join(dirname(path), numbered(basename(path), number));
    if (lstat(free) === undefined) return free;
  }
}

/** Whether a path leads out of a folder through an existing link in it. */
function leadsOut(into: string, path: string): boolean {
  for (let at = path; at.length >= into.length; at = dirname(at)) {
    try {
      return !isInside(into, Deno.realPathSync(at));
    } catch (error) {
      // A dangling link, or one in a circle, is checked by its own target.
      if (lstat(at)?.isSymlink) return !isInside(into, resolve(dirname(at), Deno.readLinkSync(at)));
      if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) {
        throw error;
      }
    }
  }
  return false;
}

function symlink(target: string, final: string): void {
  if (Deno.build.os !== "windows") return Deno.symlinkSync(target, final);
  // Windows distinguishes links to folders from links to files; a dangling one counts as the latter.
  let type: "dir" | "file" = "file";
  try {
    if (Deno.statSync(join(dirname(final), target)).isDirectory) type = "dir";
  } catch { /* it leads nowhere */ }
  Deno.symlinkSync(target.replaceAll("/", "\\"), final, { type });
  // Some systems that emulate Windows report success and create nothing.
  if (lstat(final) === undefined) throw new Deno.errors.NotSupported("no link was made");
}

/** Why a link was not created. On Windows the usual cause is a right that few users have. */
export function linkFault(cause: unknown, doing: string, os: string = Deno.build.os): Error {
  const code = (cause as { code?: unknown }).code;
  const isNotAllowed = code === "EPERM" || /os error 1314/.test(String(cause));
  if (os === "windows" && isNotAllowed) {
    const why = "Windows lets only administrators make symbolic links; turn on developer mode";
    return new EntryError(doing, "place", why, { cause });
  }
  return entryError(cause, doing) ?? localFault(cause, doing);
}
