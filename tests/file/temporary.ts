/** A folder for one test of files. @module */

import { join } from "node:path";

/** A temporary folder, gone with its scope. */
export class Temporary implements Disposable {
  /** Its absolute path, without links. */
  readonly path: string = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "sluice-file-" }));

  /** A path in it. */
  at(...parts: string[]): string {
    return join(this.path, ...parts);
  }

  /** Writes a file, with the folders it is in, and returns its path. */
  write(path: string, content = path): string {
    const full = this.at(path);
    Deno.mkdirSync(join(full, ".."), { recursive: true });
    Deno.writeTextFileSync(full, content);
    return full;
  }

  /** Makes a folder, and returns its path. */
  folder(path: string): string {
    Deno.mkdirSync(this.at(path), { recursive: true });
    return this.at(path);
  }

  /** The content of a file. */
  read(path: string): string {
    return Deno.readTextFileSync(this.at(path));
  }

  /** The names in a folder, in order. */
  names(path = "."): string[] {
    return Array.from(Deno.readDirSync(this.at(path)), ({ name }) => name).sort();
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
