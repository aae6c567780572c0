/** Names that other programs read or run because of their place. @module */

/**
 * Top-level names without a leading dot that matter in a home folder, or in one of the folders that
 * hold settings or programs. No such list is complete.
 */
const AT_THE_TOP = new Set([
  "_emacs",
  "_gvimrc",
  "_netrc",
  "_vimrc",
  "appdata",
  "authorized_keys",
  "authorized_keys2",
  "autorun.inf",
  "autostart",
  "bin",
  "desktop.ini",
  "launchagents",
  "launchdaemons",
  "library",
  // Node.js looks for modules in every folder above a program.
  "node_modules",
  "start menu",
  "startup",
  "systemd",
  "vimfiles",
]);

/** The same for names of more than one component. */
const PATHS_AT_THE_TOP: readonly (readonly string[])[] = [
  ["documents", "powershell"],
  ["documents", "windowspowershell"],
  ["go", "bin"],
  ["local", "bin"],
  ["share", "applications"],
  ["share", "dbus-1"],
];

/** Version control runs what its settings and hooks name as soon as a shell or an editor enters the folder. */
const ANYWHERE = new Set([
  ".git",
  ".hg",
  ".jj",
  // A folder of any name with a file HEAD is a Git repository, whose settings Git reads.
  "head",
]);

/** Short names that NTFS gives to files with long ones: `BASHRC~1` opens `.bashrc`. */
const SHORT_NAME = /^[^.]{1,7}~[0-9]+(\.[^.]{0,3})?$/;

const ASCII = /^[\x21-\x7e]*$/;

/**
 * The start of a path, up to the component that other programs read or run; undefined where there is none.
 *
 * At the top these are all names that begin with a dot, and some others. The folders of version control,
 * and the file `HEAD` of a bare Git repository, count at every depth. Names are compared as the file
 * systems do that distinguish the fewest.
 *
 * @param path Components with `/` between them.
 * @param os The system whose rules apply. Default: this one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sensitivePart } from "./sensitive_name.ts";
 *
 * assertEquals(sensitivePart(".SSH/authorized_keys"), ".SSH");
 * assertEquals(sensitivePart("project/.git/hooks/post-checkout"), "project/.git");
 * assertEquals(sensitivePart("project/.env"), undefined);
 * ```
 */
export function sensitivePart(path: string, os: string = Deno.build.os): string | undefined {
  const names = path.split("/");
  const first = foldName(names[0]!);
  if (first.startsWith(".") || AT_THE_TOP.has(first)) return names[0];
  for (let at = 0; at < names.length; at++) {
    const name = names[at]!;
    if (os === "windows" && SHORT_NAME.test(name)) return startOf(names, at);
    if (ANYWHERE.has(foldName(name))) return startOf(names, at);
  }
  for (const wanted of PATHS_AT_THE_TOP) {
    if (wanted[0] !== first || names.length < wanted.length) continue;
    if (wanted.every((name, at) => foldName(names[at]!) === name)) {
      return startOf(names, wanted.length - 1);
    }
  }
  return undefined;
}

/**
 * A name without differences that some file system ignores: case, compatibility forms (`ſ` and `s`),
 * invisible characters, trailing dots. For comparisons only.
 */
export function foldName(name: string): string {
  if (ASCII.test(name)) {
    const lower = name.toLowerCase();
    return lower.endsWith(".") ? lower.replace(/\.+$/, "") : lower;
  }
  return name.normalize("NFKC").replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    // Twice, because `ſ` reaches its lower case only through its upper case.
    .toUpperCase().toLowerCase().normalize("NFKC").replace(/[. ]+$/, "");
}

function startOf(names: readonly string[], last: number): string {
  return names.slice(0, last + 1).join("/");
}
