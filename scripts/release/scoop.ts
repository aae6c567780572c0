/** The Scoop manifest of a release. @module */

import { REPOSITORY } from "../project.ts";
import { archiveName, TARGETS } from "../targets.ts";
import type { PackagedRelease } from "./homebrew.ts";

/** The names of processors in a manifest. */
const ARCHITECTURES = { x86_64: "64bit", aarch64: "arm64" } as const;

/** The manifest, as JSON: an archive for each processor that Windows supports. */
export function scoopManifest({ version, description, sha256 }: PackagedRelease): string {
  const targets = TARGETS.filter(({ os }) => os === "windows");
  const url = (version: string, archive: string) =>
    `${REPOSITORY}/releases/download/v${version}/${archive}`;
  const byArchitecture = <T>(describe: (archive: string) => T) =>
    Object.fromEntries(
      targets.map((target) => [
        ARCHITECTURES[target.arch],
        describe(archiveName("sluice", target)),
      ]),
    );
  const manifest = {
    version,
    description,
    homepage: REPOSITORY,
    license: "MIT",
    architecture: byArchitecture((archive) => ({
      url: url(version, archive),
      hash: sha256(archive),
      extract_dir: archive.replace(/\.zip$/, ""),
    })),
    bin: "sluice.exe",
    checkver: "github",
    // $version is Scoop's own variable, with which it finds later releases.
    autoupdate: {
      architecture: byArchitecture((archive) => ({ url: url("$version", archive) })),
      hash: { url: "$baseurl/SHA256SUMS" },
    },
  };
  return JSON.stringify(manifest, null, 2) + "\n";
}
