/** Finds the licence texts of npm packages in Deno's cache. @module */

import { join } from "node:path";

/** The licence of a package as it is published. */
export interface PackageLicense {
  /** SPDX expression in `package.json`. */
  expression: string;
  /** The content of its licence and notice files, in the order of their names. */
  text: string;
}

const LICENSE_FILE = /^(licen[cs]e|copying|notice|copyrightnotice)([.-].*)?$/i;

/** The folders that npm packages are unpacked in, one for each registry. */
export async function npmFolders(): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const { npmCache } = JSON.parse(new TextDecoder().decode(stdout));
  try {
    return Array.from(Deno.readDirSync(npmCache), ({ name }) => join(npmCache, name));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** The licence of a package; undefined if the package is not in the cache. */
export async function packageLicense(
  folders: readonly string[],
  name: string,
  version: string,
): Promise<PackageLicense | undefined> {
  for (const folder of folders) {
    const path = join(folder, name, version);
    try {
      const { license = "" } = JSON.parse(await Deno.readTextFile(join(path, "package.json")));
      const files = Array.from(Deno.readDirSync(path), ({ name }) => name)
        .filter((name) => LICENSE_FILE.test(name))
        .sort();
      const texts = await Promise.all(files.map((name) => Deno.readTextFile(join(path, name))));
      return { expression: license, text: texts.map(tidy).join("\n\n") };
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

/** Normalizes line endings, trailing blanks and tabs. */
function tidy(text: string): string {
  return text.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n").replaceAll("\t", "    ")
    .replaceAll(/ +$/gm, "").replaceAll(/^\n+|\n+$/g, "");
}
