/** Fills in the installers of a release. @module */

import { REPOSITORY } from "../project.ts";

/** The lines of `install.sh` and `install.ps1` that differ between releases. */
const VERSION_LINE = /^( *\$DefaultVersion = '|DEFAULT_VERSION=)latest('?)$/gm;
const REPOSITORY_LINE = /^( *\$Repository = '|REPOSITORY=)(https:[^'\n]*)('?)$/gm;

/**
 * The installer of a release, which installs that version by default.
 *
 * @throws {Error} if the text is not an installer of this project.
 */
export function installer(text: string, version: string): string {
  const addresses = [...text.matchAll(REPOSITORY_LINE)].map(([, , address]) => address);
  if (addresses.length !== 1 || addresses[0] !== REPOSITORY) {
    throw new Error(`an installer names ${addresses.join() || "no repository"}, not ${REPOSITORY}`);
  }
  let count = 0;
  const filled = text.replaceAll(VERSION_LINE, (_, before, after) => {
    count++;
    return `${before}${version}${after}`;
  });
  if (count !== 1) throw new Error(`an installer has ${count} lines with the default version`);
  return filled;
}
