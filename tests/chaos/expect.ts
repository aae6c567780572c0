/** The permitted contents of a destination at any moment, and at the end. @module */

import { join } from "node:path";
import type { IfExists } from "../../lib/file/if_exists.ts";
import type { Random } from "./random.ts";
import { differences, readTree, type Tree } from "./tree.ts";

const isStaging = (name: string) => name.startsWith(".sluice-");

/** The destination of a round, and its expected contents. */
export class Expectation {
  readonly #folder: string;
  readonly #policy: IfExists;
  readonly #links: boolean;
  /** The contents before, by path. */
  #before: Tree = new Map();
  /** Paths that existed before and that the policy replaces. */
  readonly #replaced = new Set<string>();
  /** All versions of the source, the newest last. */
  readonly #sources: Tree[] = [];

  /** @param folder Holds `source` and `destination`. */
  constructor(folder: string, policy: IfExists, links: boolean) {
    this.#folder = folder;
    this.#policy = policy;
    this.#links = links;
    this.learnSource();
  }

  /** Called when the source has changed. */
  learnSource(): void {
    const tree = readTree(join(this.#folder, "source"));
    for (const [path, what] of tree) {
      if (!this.#links && what.startsWith("link")) tree.delete(path);
    }
    this.#sources.push(tree);
  }

  /** The current source. */
  get source(): Tree {
    return this.#sources.at(-1)!;
  }

  /** The current destination, without staging folders. */
  found(): Tree {
    return readTree(join(this.#folder, "destination"), isStaging);
  }

  /** Staging folders in the destination, and reserved names below the top level. */
  staging(folder = ""): string[] {
    const at = join(this.#folder, "destination", folder);
    return Array.from(Deno.readDirSync(at)).flatMap(({ name, isDirectory }) => {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (isStaging(name)) return [path];
      return isDirectory ? this.staging(path) : [];
    });
  }

  /** Stores files of other content in the destination under some of the source's names. */
  occupy(random: Random): void {
    const destination = join(this.#folder, "destination");
    for (const [path, what] of this.source) {
      const at = join(destination, path);
      if (what === "dir" && random.chance(0.7)) {
        try {
          Deno.mkdirSync(at);
        } catch { /* the parent folder was not created */ }
      } else if (what.startsWith("file") && random.chance(0.4)) {
        const theirs = Deno.lstatSync(join(this.#folder, "source", path));
        const newer = random.chance(0.5);
        const size = random.chance(0.5) ? theirs.size : random.int(0, 1000);
        try {
          Deno.writeFileSync(at, random.bytes(size));
        } catch {
          continue;
        }
        const time = new Date(theirs.mtime!.getTime() + (newer ? 1 : -1) * 60_000);
        Deno.utimeSync(at, time, time);
        const isOther = size !== theirs.size || !newer;
        if (this.#policy === "overwrite" || (this.#policy === "update" && isOther)) {
          this.#replaced.add(path);
        }
      }
    }
    this.#before = this.found();
  }

  /** Names in the destination with contents that must not occur. */
  wrong(): string[] {
    const found = this.found();
    const lines: string[] = [];
    for (const [path, what] of found) {
      const original = this.#policy === "rename" ? originalName(path) : path;
      const good = this.#before.get(path) === what ||
        this.#sources.some((source) => [source.get(path), source.get(original)].includes(what));
      if (!good) lines.push(`${JSON.stringify(path)} holds ${what}, which was never sent`);
    }
    for (const path of this.#before.keys()) {
      if (!found.has(path)) lines.push(`${JSON.stringify(path)} is gone from the destination`);
    }
    if (this.#policy !== "refuse") return lines;
    // With this policy a folder appears at once, with all entries except its links.
    for (const top of new Set([...found.keys()].map((path) => path.split("/")[0]!))) {
      const part = (tree: Tree) =>
        new Map(
          [...tree].filter(([path, what]) =>
            (path === top || path.startsWith(top + "/")) && !what.startsWith("link")
          ),
        );
      const whole = this.#sources.some((source) =>
        differences(part(found), part(source)).length === 0
      );
      if (!whole) lines.push(`${JSON.stringify(top)} is there and not whole`);
    }
    return lines;
  }

  /** What the destination still lacks at the end. */
  missing(): string[] {
    const found = this.found();
    const expected: Tree = new Map(this.#policy === "rename" ? found : this.#before);
    for (const [path, what] of this.source) {
      const kept = this.#before.has(path) && !this.#replaced.has(path);
      if (!kept) expected.set(path, what);
      else if (this.#policy === "rename" && what !== "dir") {
        const under = [...found].some(([other, content]) =>
          other !== path && originalName(other) === path && content === what
        );
        if (!under) expected.set(`${path} under another name`, what);
      }
    }
    return differences(found, expected);
  }
}

function originalName(path: string): string {
  return path.replace(/ \(\d+\)(?=\.[^./]*$|$)/, "");
}
