/** Trees of files: random generation, reading, comparison. @module */

import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Random } from "./random.ts";

/** The entry at one path: `dir`, `link TARGET`, or `file SIZE DIGEST`. */
export type Tree = Map<string, string>;

/** Names that have exposed bugs in other programs. */
const NAMES = [
  "a.txt",
  "b",
  "photo 1.jpg",
  "ümläut.md",
  "-dash",
  "it's",
  "日本.bin",
  "back\\slash",
  "$(x)",
  "line\nbreak",
  ".hidden",
  "UPPER.TXT",
  "z".repeat(200),
  "#tag;x",
  "a.tar.gz",
];
const MIB = 1024 * 1024;

/**
 * Creates files and folders below `root`; returns the top-level names. Some trees have one large
 * file.
 */
export function makeTree(random: Random, root: string, links: boolean): string[] {
  Deno.mkdirSync(root, { recursive: true });
  const tops: string[] = [];
  const roots = random.pick([1, 1, 1, 2, 3]);
  for (const name of distinct(random, roots)) {
    tops.push(name);
    if (random.chance(0.3)) makeFile(random, join(root, name), MIB);
    else makeFolder(random, join(root, name), random.int(1, 12), 0, links);
  }
  if (random.chance(0.5)) {
    tops.push("large");
    makeFile(random, join(root, "large"), 0, random.int(1, 6) * MIB + random.int(0, 999));
  }
  return tops.sort();
}

function distinct(random: Random, count: number): Set<string> {
  const names = new Set<string>();
  while (names.size < count) names.add(random.pick(NAMES));
  return names;
}

function makeFile(random: Random, path: string, most: number, size = random.size(most)): void {
  Deno.writeFileSync(path, random.bytes(size), { mode: random.pick([0o644, 0o600, 0o755, 0o444]) });
  const time = random.int(1, 1_700_000_000);
  Deno.utimeSync(path, time, time);
}

function makeFolder(random: Random, path: string, count: number, depth: number, links: boolean) {
  Deno.mkdirSync(path);
  for (const name of distinct(random, count)) {
    const child = join(path, name);
    if (depth < 3 && random.chance(0.2)) {
      makeFolder(random, child, random.int(0, 5), depth + 1, links);
    } else if (links && random.chance(0.15)) Deno.symlinkSync(random.pick(NAMES), child);
    else makeFile(random, child, random.pick([100, 5000, 300_000, 2 * MIB]));
  }
  // Includes a folder that its owner may not write in.
  if (random.chance(0.1)) Deno.chmodSync(path, 0o555);
}

/** Reads a tree, without the names in `except`. */
export function readTree(root: string, except: (name: string) => boolean = () => false): Tree {
  const tree: Tree = new Map();
  const visit = (path: string) => {
    const names = Array.from(Deno.readDirSync(join(root, path)), ({ name }) => name).sort();
    for (const name of names) {
      if (except(name)) continue;
      const child = path === "" ? name : `${path}/${name}`;
      const at = join(root, child);
      const info = Deno.lstatSync(at);
      if (info.isSymlink) tree.set(child, `link ${Deno.readLinkSync(at)}`);
      else if (info.isDirectory) {
        tree.set(child, "dir");
        visit(child);
      } else tree.set(child, `file ${info.size} ${digestOf(at, "sha256")}`);
    }
  };
  visit("");
  return tree;
}

/** Modes and times of a tree's files and folders, as far as a transfer preserves them. */
export function readModes(root: string, tree: Tree): Tree {
  const modes: Tree = new Map();
  for (const [path, what] of tree) {
    if (what.startsWith("link")) continue;
    const { mode, mtime } = Deno.lstatSync(join(root, path));
    modes.set(path, `${((mode ?? 0) & 0o777).toString(8)} ${mtime!.getTime()}`);
  }
  return modes;
}

/** The digest of a file, in hexadecimal digits. */
export function digestOf(path: string, algorithm: string): string {
  return createHash(algorithm).update(Deno.readFileSync(path)).digest("hex");
}

/** The differences between two trees, a line for each path. */
export function differences(found: Tree, expected: Tree): string[] {
  const lines: string[] = [];
  for (const path of new Set([...found.keys(), ...expected.keys()])) {
    if (found.get(path) !== expected.get(path)) {
      lines.push(
        `${JSON.stringify(path)}: ${found.get(path) ?? "nothing"}, expected ${
          expected.get(path) ?? "nothing"
        }`,
      );
    }
  }
  return lines;
}

/**
 * Changes the bytes or the length of one file in place; returns its path, or undefined if there is
 * none.
 */
export function changeFile(random: Random, root: string): string | undefined {
  const files = [...readTree(root)].filter(([, what]) => what.startsWith("file"));
  if (files.length === 0) return undefined;
  const [path] = random.pick(files);
  const at = join(root, path);
  const before = Deno.lstatSync(at);
  Deno.chmodSync(at, 0o644);
  const size = random.chance(0.5) ? before.size : random.size(2 * before.size);
  Deno.writeFileSync(at, random.bytes(size));
  if (random.chance(0.5)) Deno.utimeSync(at, before.mtime!, before.mtime!);
  return path;
}
