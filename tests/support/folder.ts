/** A folder for one test, and trees in it. @module */

import { createHash } from "node:crypto";
import { join } from "node:path";

/** A temporary folder that is removed with its scope. */
export interface Folder extends AsyncDisposable {
  /** Its absolute path. */
  readonly path: string;
}

/** Makes a temporary folder; `await using` removes it. */
export async function temporaryFolder(): Promise<Folder> {
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "sluice-test-" }));
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** Names that cause problems in other tools. */
export const ODD_NAMES = [
  "plain.txt",
  "with blanks",
  " blank at both ends ",
  "new\nline",
  "carriage\rreturn",
  "tab\tand\x07bell",
  "émoji 😀",
  "e\u0301 decomposed",
  "-rf",
  "--",
  "quote'\"`$(x)",
  "back\\slash",
  "*?[glob]",
  ".hidden",
  "a".repeat(255),
  "ж".repeat(127),
];

/** Writes a small tree with odd names, empty files and folders, modes and times. */
export async function makeOddTree(folder: string): Promise<void> {
  await Deno.mkdir(join(folder, "empty folder"), { recursive: true });
  await Deno.mkdir(join(folder, "a/b/c/d/e"), { recursive: true });
  for (const [n, name] of ODD_NAMES.entries()) {
    // Empty, small, and over the length of a data frame.
    const size = n === 0 ? 0 : n === 1 ? 2_500_000 : n * 37;
    const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 31 + n) ^ (i >> 8));
    const file = join(folder, n % 2 === 0 ? "." : "a/b/c/d/e", name);
    await Deno.writeFile(file, bytes, { createNew: true });
    await Deno.utime(file, 1_500_000_000 + n, 1_500_000_000.25 + n);
    await Deno.chmod(file, [0o644, 0o600, 0o755, 0o444][n % 4]!);
  }
  await Deno.mkdir(join(folder, "new\nfolder"));
  await Deno.writeTextFile(join(folder, "new\nfolder", "inside"), "inside\n");
  await Deno.chmod(join(folder, "a/b"), 0o750);
  await Deno.utime(join(folder, "a/b"), 1_400_000_000, 1_400_000_000);
}

/** Every entry below a folder: path → kind, mode, modification time in milliseconds, content. */
export function describeTree(folder: string, below = ""): Map<string, string> {
  const entries = new Map<string, string>();
  for (const { name } of Deno.readDirSync(join(folder, below))) {
    const path = below === "" ? name : `${below}/${name}`;
    const info = Deno.lstatSync(join(folder, path));
    const mode = ((info.mode ?? 0) & 0o777).toString(8);
    const about = `${mode} ${info.mtime?.getTime()}`;
    if (info.isDirectory) {
      entries.set(path, `dir ${about}`);
      for (const [key, value] of describeTree(folder, path)) entries.set(key, value);
    } else if (info.isSymlink) {
      entries.set(path, `link ${Deno.readLinkSync(join(folder, path))}`);
    } else {
      const digest = createHash("sha256").update(Deno.readFileSync(join(folder, path)));
      entries.set(path, `file ${about} ${digest.digest("hex")}`);
    }
  }
  return new Map([...entries].sort(([a], [b]) => a < b ? -1 : 1));
}

/** The longest path in bytes that this system supports: PATH_MAX without the zero at its end. */
const LONGEST_PATH = Deno.build.os === "darwin" ? 1023 : 4095;

/**
 * Creates a folder so deep that names in its staging folder have room for `room` bytes only,
 * without the slash before them. Returns its path. Serves as a disk that cannot hold a name.
 */
export function deepFolder(folder: string, room: number): string {
  const staging = "/.sluice-".length + 32 + "/tree/".length;
  let left = LONGEST_PATH - room - staging - folder.length;
  let path = folder;
  while (left > 0) {
    const length = Math.min(200, left < 202 ? left - 1 : 200);
    path += `/${"d".repeat(Math.max(1, length))}`;
    left -= length + 1;
  }
  Deno.mkdirSync(path, { recursive: true });
  return path;
}
