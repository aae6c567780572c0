/**
 * `deno task release [--unreleased]`: packs the output of `deno task compile --all`.
 * `dist/release/` then holds exactly the files of a release; `dist/RELEASE_NOTES.md` is its text.
 *
 * @module
 */

import { licenses } from "../commands/licenses/text.ts";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onlyArguments } from "./arguments.ts";
import { licenseIndex } from "./licenses/document.ts";
import { insidePackages } from "./licenses/inside.ts";
import { writeArchive } from "./release/archive.ts";
import { homebrewFormula } from "./release/homebrew.ts";
import { installer } from "./release/installer.ts";
import { releaseNotes } from "./release/notes.ts";
import { billOfMaterials } from "./release/sbom.ts";
import { scoopManifest } from "./release/scoop.ts";
import { sha256 } from "./release/sha256.ts";
import { archiveName, builtName, EDITIONS, TARGETS } from "./targets.ts";

/** One line about the program, for package managers. */
const DESCRIPTION = "Send files between machines on a LAN, encrypted and verified";

/** The earliest time in a zip archive. */
const DEFAULT_EPOCH = Date.UTC(1980, 0, 1) / 1000;
/** The latest time in a zip archive. */
const LAST_EPOCH = Date.UTC(2107, 11, 31) / 1000;

/** Options of {@link makeRelease}. */
export interface MakeReleaseOptions {
  /** The folder with the executables, in which `release/` is made. */
  dist: string;
  /** Takes the notes from the section [Unreleased], for a trial. @default {false} */
  unreleased?: boolean;
  /** Seconds since 1970, for the times in the archives. @default {the beginning of 1980} */
  epoch?: number;
  /** Called with each file that is complete. */
  onFile?: (name: string, bytes: number, executableBytes: number | undefined) => void;
}

/**
 * Creates the files of a release.
 *
 * @param root the folder of `deno.json`
 * @throws {Error} if an executable is missing, or the change log has no section for the version.
 */
export async function makeRelease(root: string, options: MakeReleaseOptions): Promise<void> {
  const { dist, onFile = () => {} } = options;
  const read = (path: string) => Deno.readTextFile(join(root, path));
  const { version }: { version: string } = JSON.parse(await read("deno.json"));
  const notes = releaseNotes(
    await read("CHANGELOG.md"),
    options.unreleased ? "Unreleased" : version,
  );
  await checkExecutables(dist);
  const release = join(dist, "release");
  await removeIfPresent(release);
  await Deno.mkdir(release);
  const sums = new Map<string, string>();
  const done = async (name: string, executableBytes?: number) => {
    const path = join(release, name);
    sums.set(name, await sha256(path));
    onFile(name, (await Deno.stat(path)).size, executableBytes);
  };
  const write = async (name: string, text: string) => {
    await Deno.writeTextFile(join(release, name), text);
    await done(name);
  };
  await write("LICENSES.txt", licenses);
  const mtime = new Date((options.epoch ?? DEFAULT_EPOCH) * 1000);
  for (const target of TARGETS) {
    for (const [name] of EDITIONS) {
      const archive = archiveName(name, target);
      const folder = archive.slice(0, -target.archive.length - 1);
      const executable = join(dist, builtName(name, target));
      const files = [
        { name: `${folder}/${name}${target.suffix}`, source: executable, mode: 0o755 },
        { name: `${folder}/LICENSE`, source: join(root, "LICENSE"), mode: 0o644 },
        {
          name: `${folder}/LICENSES.txt`,
          source: join(release, "LICENSES.txt"),
          mode: 0o644,
        },
      ];
      await writeArchive(target.archive, join(release, archive), files, { mtime });
      await done(archive, (await Deno.stat(executable)).size);
    }
  }
  const packaged = {
    version,
    description: DESCRIPTION,
    sha256: (archive: string) => sums.get(archive)!,
  };
  await write("sluice.rb", homebrewFormula(packaged));
  await write("sluice.json", scoopManifest(packaged));
  for (const script of ["install.sh", "install.ps1"]) {
    await write(script, installer(await read(`scripts/${script}`), version));
  }
  const bill = {
    version,
    description: DESCRIPTION,
    deno: (await read(".dvmrc")).trim(),
    packages: await insidePackages(root),
    licenses: licenseIndex(licenses),
  };
  await write("sluice.cdx.json", billOfMaterials(bill));
  const lines = [...sums].sort(([a], [b]) => a < b ? -1 : 1).map(([name, sum]) =>
    `${sum}  ${name}\n`
  );
  await Deno.writeTextFile(join(release, "SHA256SUMS"), lines.join(""));
  await Deno.writeTextFile(join(dist, "RELEASE_NOTES.md"), notes);
}

async function checkExecutables(dist: string): Promise<void> {
  const missing: string[] = [];
  for (const target of TARGETS) {
    for (const [name] of EDITIONS) {
      const path = join(dist, builtName(name, target));
      const info = await Deno.stat(path).catch((error) => {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      });
      if (!info?.isFile) missing.push(basename(path));
    }
  }
  if (missing.length > 0) {
    throw new Error(`dist/ lacks ${missing.join(", ")}; run deno task compile --all`);
  }
}

/**
 * The time for archives, from the text of `SOURCE_DATE_EPOCH`.
 *
 * @throws {Error} if it is not a number of seconds that a zip archive can hold.
 */
export function parseEpoch(text: string): number {
  const epoch = /^\d+$/.test(text) ? Number(text) : NaN;
  if (epoch >= DEFAULT_EPOCH && epoch <= LAST_EPOCH) return epoch;
  throw new Error(
    `SOURCE_DATE_EPOCH is ${
      JSON.stringify(text)
    }; use seconds since 1970, from ${DEFAULT_EPOCH} on`,
  );
}

async function removeIfPresent(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

if (import.meta.main) {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  const epoch = Deno.env.get("SOURCE_DATE_EPOCH");
  try {
    onlyArguments(Deno.args, "--unreleased");
    await makeRelease(root, {
      dist: join(root, "dist"),
      unreleased: Deno.args.includes("--unreleased"),
      ...epoch !== undefined && { epoch: parseEpoch(epoch) },
      onFile: (name, bytes, executableBytes) =>
        console.log(
          executableBytes === undefined
            ? `dist/release/${name}`
            : `dist/release/${name}  ${mib(bytes)}, ${
              (bytes / executableBytes * 100).toFixed(0)
            } % of the executable`,
        ),
    });
  } catch (error) {
    console.error(`release: ${error instanceof Error ? error.message : error}`);
    Deno.exit(1);
  }
}
