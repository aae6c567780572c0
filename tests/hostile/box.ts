/**
 * A folder to attack: a destination with contents, a folder outside of it that must not change, and
 * a record of both.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { join } from "node:path";

/** A folder of its own for one attack. */
export class Box implements Disposable {
  /** The folder everything is in. */
  readonly root: string = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "sluice-hostile-" }));
  /** The destination. */
  readonly into: string = join(this.root, "in");
  /** The folder outside the destination. */
  readonly outside: string = join(this.root, "outside");
  #before: string[] = [];

  constructor() {
    Deno.mkdirSync(this.into);
    Deno.mkdirSync(this.outside);
    Deno.writeTextFileSync(join(this.into, "mine.txt"), "mine");
    Deno.writeTextFileSync(join(this.outside, "mine.txt"), "mine too");
    this.remember();
  }

  /** Records the current contents as those that must stay. */
  remember(): void {
    this.#before = look(this.root);
  }

  /** What was added (`+`), removed or changed (`-`) since then. */
  changes(): string[] {
    const after = look(this.root);
    const had = new Set(this.#before);
    const have = new Set(after);
    return [
      ...this.#before.filter((line) => !have.has(line)).map((line) => `- ${line}`),
      ...after.filter((line) => !had.has(line)).map((line) => `+ ${line}`),
    ];
  }

  /** Fails if anything has changed. */
  assertUntouched(about = ""): void {
    assertEquals(this.changes(), [], `${about}: something was touched`);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.root, { recursive: true });
  }
}

/** Everything below a folder, a line each: kind, mode, path, content. Links are not followed. */
export function look(folder: string, path = ""): string[] {
  const lines: string[] = [];
  for (const { name } of Deno.readDirSync(join(folder, path))) {
    const one = path === "" ? name : `${path}/${name}`;
    const full = join(folder, one);
    const info = Deno.lstatSync(full);
    const mode = ((info.mode ?? 0) & 0o7777).toString(8);
    if (info.isSymlink) {
      lines.push(`link ${one} -> ${Deno.readLinkSync(full)}`);
    } else if (info.isDirectory) {
      lines.push(`dir ${mode} ${one}`, ...look(folder, one));
    } else if (info.isFile) {
      lines.push(`file ${mode} ${one}: ${Deno.readTextFileSync(full).slice(0, 200)}`);
    } else {
      lines.push(`special ${one}`);
    }
  }
  return lines.sort();
}
