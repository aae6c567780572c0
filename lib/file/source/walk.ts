/**
 * What is below some paths: files, folders and links, a folder before what is in it, names in the
 * order of their code units. Lazy: a tree of a million files is never held as a whole.
 *
 * @module
 */

import { basename, join, resolve } from "node:path";
import { CallerError } from "../../errors.ts";
import { notCovered } from "../local_fault.ts";
import { targetFault } from "../staging/make_link.ts";
import { permissionBits } from "../permission_bits.ts";
import { NOT_UTF8 } from "./not_utf8.ts";
import { isReservedName } from "../reserved_name.ts";

/** Something found. */
export interface SourceEntry {
  /** What it is. */
  kind: "file" | "dir" | "link";
  /** Path for the peer: the root's name first, `/` between components. */
  path: string;
  /** Path on this machine. */
  source: string;
  /** Bytes of a file, 0 for others; null for a stream, which ends when it ends. */
  size: number | null;
  /** The content, where it is no file on this machine. */
  stream?: ReadableStream<Uint8Array>;
  /** Permission bits, at most 0o777; null where the system keeps none. */
  mode: number | null;
  /** Modification time, milliseconds since 1970. */
  mtime: number;
  /** Where a link points. */
  target?: string;
}

/** Something passed over. */
export interface SkippedEntry {
  /** Tells it from the others. */
  kind: "skipped";
  /** Path as it would have been for the peer. */
  path: string;
  /** Why. */
  reason: string;
  /** True when it could not be read, rather than is not meant to be sent. */
  failed: boolean;
}

/** A path given by the user, and its name at the peer. */
export interface Root {
  /** Top-level name for the peer. */
  name: string;
  /** Absolute path on this machine. */
  source: string;
}

/** Options of {@linkcode walk}. */
export interface WalkOptions {
  /** What becomes of links below the roots. Default "skip". */
  symlinks?: "skip" | "keep" | "follow";
  /** Whether to leave out an entry (and what is in it). Default: nothing is. */
  exclude?: (path: string, isDirectory: boolean, source: string) => boolean;
}

/**
 * Makes roots of the paths a user gave. A link given by name is followed.
 *
 * @param doing What is to be done with them, for the texts of errors.
 * @throws {CallerError} code `no_input`: nothing there, not readable, or neither a file nor a folder;
 *   `usage`: a path without a name, or two of one name.
 */
export function rootsOf(paths: readonly string[], doing: "send" | "share" = "send"): Root[] {
  const roots: Root[] = [];
  for (const path of paths) {
    const shown = JSON.stringify(path);
    let source: string;
    let special: string | undefined;
    try {
      // Through a link to what it means; but "holiday", a link, is still to be called "holiday".
      source = Deno.realPathSync(path);
      special = probe(source);
    } catch (cause) {
      throw new CallerError("no_input", `${doing} ${shown}: ${whyUnreadable(cause)}`, { cause });
    }
    if (special !== undefined) {
      const advice = special === "FIFO" ? "; pipe it in: sluice send - --name NAME" : "";
      throw new CallerError("no_input", `${doing} ${shown}: it is a ${special}${advice}`);
    }
    // "." and "holiday/.." have a name once they are made absolute.
    const name = basename(resolve(path));
    if (name === "") {
      throw new CallerError(
        "usage",
        `${doing} ${shown}: it has no name to arrive under; name a folder in it`,
      );
    }
    if (roots.some((root) => root.name === name)) {
      throw new CallerError(
        "usage",
        `${doing} ${shown}: two of the paths have this name; ${doing} them one after the other`,
      );
    }
    roots.push({ name, source });
  }
  return roots;
}

/** Opens a root to learn whether it can be read; what it is if it is neither a file nor a folder. */
function probe(source: string): string | undefined {
  const info = Deno.lstatSync(source);
  if (!info.isFile && !info.isDirectory) return specialKind(info);
  // Windows opens no folder; to list one there would read all of it.
  if (info.isFile || Deno.build.os !== "windows") Deno.openSync(source).close();
}

/** Walks the roots. */
export function* walk(
  roots: readonly Root[],
  options: WalkOptions = {},
): Generator<SourceEntry | SkippedEntry> {
  const symlinks = options.symlinks ?? "skip";
  // Folders entered on the way down, by device and inode: a followed link may lead back up.
  const above: string[] = [];

  function* visit(
    path: string,
    source: string,
    isRoot: boolean,
  ): Generator<SourceEntry | SkippedEntry> {
    let info: Deno.FileInfo;
    try {
      info = Deno.lstatSync(source);
      if (info.isSymlink && !isRoot) {
        if (symlinks === "skip") {
          yield skipped(path, "symbolic link (--symlinks keep or follow sends it)");
          return;
        }
        if (symlinks === "keep") {
          const target = portableTarget(Deno.readLinkSync(source));
          const fault = targetFault(path, target);
          if (fault !== undefined) yield skipped(path, `symbolic link: ${fault}`);
          else yield entry("link", path, source, info, target);
          return;
        }
        info = Deno.statSync(source);
      }
    } catch (cause) {
      yield skipped(path, whyUnreadable(cause, source), true);
      return;
    }
    if (options.exclude?.(path, info.isDirectory, source)) return;
    // A receiver refuses the whole transfer for such a name.
    if (!isRoot && isReservedName(basename(source))) {
      yield skipped(path, "its name is kept for unfinished transfers");
      return;
    }
    if (info.isFile) {
      yield entry("file", path, source, info);
    } else if (info.isDirectory) {
      yield* visitFolder(path, source, info);
    } else {
      yield skipped(path, specialKind(info));
    }
  }

  function* visitFolder(
    path: string,
    source: string,
    info: Deno.FileInfo,
  ): Generator<SourceEntry | SkippedEntry> {
    const identity = `${info.dev}:${info.ino}`;
    if (info.ino !== null && above.includes(identity)) {
      yield skipped(path, "link to a folder that it is in");
      return;
    }
    let names: string[];
    try {
      names = Array.from(Deno.readDirSync(source), (child) => child.name).sort();
    } catch (cause) {
      yield skipped(path, whyUnreadable(cause), true);
      return;
    }
    yield entry("dir", path, source, info);
    above.push(identity);
    for (const name of names) yield* visit(`${path}/${name}`, join(source, name), false);
    above.pop();
  }

  for (const root of roots) yield* visit(root.name, root.source, true);
}

function entry(
  kind: SourceEntry["kind"],
  path: string,
  source: string,
  info: Deno.FileInfo,
  target?: string,
): SourceEntry {
  return {
    kind,
    path,
    source,
    size: kind === "file" ? info.size : 0,
    mode: permissionBits(info),
    mtime: info.mtime?.getTime() ?? 0,
    ...target !== undefined && { target },
  };
}

/** The target of a link as it travels: with `/` between components, as in paths. */
export function portableTarget(target: string, os: string = Deno.build.os): string {
  return os === "windows" ? target.replaceAll("\\", "/") : target;
}

function skipped(path: string, reason: string, failed = false): SkippedEntry {
  return { kind: "skipped", path, reason, failed };
}

function specialKind(info: Deno.FileInfo): string {
  if (info.isFifo) return "FIFO";
  if (info.isSocket) return "socket";
  if (info.isBlockDevice || info.isCharDevice) return "device";
  return "neither file nor folder";
}

/** In plain words why something cannot be read. */
export function whyUnreadable(cause: unknown, source = ""): string {
  if (cause instanceof Deno.errors.NotFound) {
    return source.includes("\ufffd") ? NOT_UTF8 : "no such file or folder";
  }
  if (cause instanceof Deno.errors.NotCapable) return notCovered(cause);
  if (cause instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (cause instanceof Deno.errors.FilesystemLoop) return "links in a circle";
  return cause instanceof Error
    ? cause.message.replace(/ \(os error \d+\).*$/s, "")
    : String(cause);
}
