/** Runs the tests of the installer with each shell that is installed. @module */

import { archiveName, TARGETS } from "../../scripts/targets.ts";
import { type ServedRelease, servedRelease, SHELLS } from "./served_release.ts";

const target = TARGETS.find(({ triple }) => triple === Deno.build.target);

/** The archive for this machine. */
export const ARCHIVE: string = target === undefined ? "" : archiveName("sluice", target);

/**
 * Registers a test for each shell, with a release 0.2.0.
 *
 * @param ignore Whether the machine lacks something. @default {false}
 */
export function inEachShell(
  name: string,
  run: (release: ServedRelease, shell: string[]) => Promise<void>,
  ignore = false,
): void {
  for (const shell of SHELLS) {
    Deno.test({
      name: `install.sh in ${shell[0]}: ${name}`,
      ignore: ignore || !target?.archive.startsWith("tar"),
      async fn() {
        await using release = await servedRelease();
        await release.add("0.2.0");
        await run(release, shell);
      },
    });
  }
}
