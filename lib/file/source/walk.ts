/**
 * Walks files, folders and links: a folder before its content, names in the order of their code units.
 * Lazy: a tree of a million files is never in memory as a whole.
 *
 * @module
 */

import { basename, sep as SEPARATOR } from "node:path";
import { targetFault } from "../link_target.ts";
import { permissionBits } from "../permission_bits.ts";
import { type FileIdentity, identityOf } from "./is_as_listed.ts";
import { isInStaging, isReservedName, RESERVED, TOKEN_FILE, UNFINISHED } from "../reserved_name.ts";
import type { Root } from "./roots.ts";
import { specialKind } from "./special_kind.ts";
import { whyUnreadable } from "./why_unreadable.ts";

/** An entry that was found. */
export interface SourceEntry {
  /** Its kind. */
  kind: "file" | "dir" | "link";
  /** Path for the peer: the root's name first, `/` between components. */
  path: string;
  /** Path on this machine. */
  source: string;
  /** Size of a file in bytes, 0 for others; null for a stream, whose size is not known. */
  size: number | null;
  /** The content, where it is not a file on this machine. */
  stream?: ReadableStream<Uint8Array>;
  /** Permission bits, at most 0o777; null where the system keeps none. */
  mode: number | null;
  /** Modification time, milliseconds since 1970. */
  mtime: number;
  /** What distinguishes a file from another of its name; absent where this is not known. */
  identity?: FileIdentity;
  /** Target of a link. */
  target?: string;
}

/** An entry that was skipped. */
export interface SkippedEntry {
  /** Distinguishes it from other entries. */
  kind: "skipped";
  /** Path that the peer would have got. */
  path: string;
  /** Why. */
  reason: string;
  /** True where it could not be read; false where it is not sent on purpose. */
  failed: boolean;
}

/** Options of {@linkcode walk}. */
export interface WalkOptions {
  /** What happens to links below the roots. @default {"skip"} */
  symlinks?: "skip" | "keep" | "follow" | undefined;
  /** How the user sends a link that is skipped. @default {"--symlinks keep or follow sends it"} */
  linkAdvice?: string;
  /** Whether to leave out an entry and its content. Nothing is left out if absent. */
  exclude?: (path: string, isDirectory: boolean, source: string) => boolean;
}

/** Walks the roots. */
export function* walk(
  roots: readonly Root[],
  options: WalkOptions = {},
): Generator<SourceEntry | SkippedEntry> {
  const { symlinks = "skip", linkAdvice = "--symlinks keep or follow sends it" } = options;
  // The folders that contain the current one, by device and inode: a followed link may lead back to one.
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
          yield skipped(path, `symbolic link (${linkAdvice})`);
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
        if (isInStaging(Deno.realPathSync(source))) {
          yield skipped(path, UNFINISHED);
          return;
        }
      }
    } catch (cause) {
      yield skipped(path, whyUnreadable(cause, source), true);
      return;
    }
    if (options.exclude?.(path, info.isDirectory, source)) return;
    // A receiver rejects a whole transfer with such a name.
    if (!isRoot && basename(source) === TOKEN_FILE) return;
    if (!isRoot && isReservedName(basename(source))) {
      yield skipped(path, RESERVED);
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
    const prefix = source.endsWith(SEPARATOR) ? source : source + SEPARATOR;
    for (const name of names) yield* visit(`${path}/${name}`, prefix + name, false);
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
  const identity = kind === "file" ? identityOf(info) : undefined;
  return {
    kind,
    path,
    source,
    size: kind === "file" ? info.size : 0,
    mode: permissionBits(info),
    mtime: info.mtime?.getTime() ?? 0,
    ...identity && { identity },
    ...target !== undefined && { target },
  };
}

/** The target of a link as it is sent: with `/` between components, as in paths. */
export function portableTarget(target: string, os: string = Deno.build.os): string {
  return os === "windows" ? target.replaceAll("\\", "/") : target;
}

function skipped(path: string, reason: string, failed = false): SkippedEntry {
  return { kind: "skipped", path, reason, failed };
}
