/**
 * The text of `sluice licenses`, generated from `deno.lock` and the packages in Deno's cache by
 * `deno task generate`.
 *
 * @module
 */

import { join } from "node:path";
import { HASH_WASM } from "./bundle_hashes.ts";
import { licenseDocument, type LicensedPart } from "./licenses/document.ts";
import { insidePackages } from "./licenses/inside.ts";
import { npmFolders, packageLicense } from "./licenses/texts.ts";

/** Licences that only require to be included with the executable. */
const ALLOWED = ["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD"];

/** Whether an SPDX expression is one of the allowed licences, or a choice between some of them. */
export function isAllowed(expression: string): boolean {
  const choices = expression.replace(/^\((.*)\)$/, "$1").split(" OR ");
  return choices.every((choice) => ALLOWED.includes(choice));
}

/**
 * A note on the licences of the runtime. Deno's releases contain only its own
 * (https://github.com/denoland/deno/issues/13515).
 */
const runtimeNote = (version: string) => `
Deno contains V8 (BSD-3-Clause) and libraries in Rust. Their licences are with their
sources, which these lists name:
  https://github.com/denoland/deno/blob/v${version}/Cargo.lock
  https://chromium.googlesource.com/v8/v8/+/refs/heads/main/LICENSE`;

/** Names and versions of the parts that the text must list, in order; needs no network. */
export async function expectedParts(root: string): Promise<{ name: string; version: string }[]> {
  const version = (await Deno.readTextFile(join(root, ".dvmrc"))).trim();
  const { imports } = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
  const packages = await insidePackages(root);
  const std = packages.filter(({ registry, direct }) => registry === "jsr" && direct);
  return [
    { name: "sluice", version: "" },
    { name: "deno", version },
    // The lock file in git has no JSR packages, so the text names the range, with any network.
    ...std.map(({ name }) => ({ name, version: imports[name].replace(/^.*@/, "") as string })),
    ...[...packages.filter(({ registry }) => registry === "npm"), HASH_WASM]
      .sort((a, b) => a.name < b.name ? -1 : 1),
  ].map(({ name, version }) => ({ name, version }));
}

/**
 * The text for the current tree.
 *
 * @throws {Error} if a package is not in the cache, has no licence text, or a licence that is not
 *   allowed.
 */
export async function makeLicenses(root: string): Promise<string> {
  const read = (path: string) => Deno.readTextFile(join(root, path));
  const folders = await npmFolders();
  const parts: LicensedPart[] = [];
  const problems: string[] = [];
  for (const { name, version } of await expectedParts(root)) {
    const part = { name, version, license: "MIT" };
    if (name === "sluice") parts.push({ ...part, text: await read("LICENSE") });
    else if (name === "deno") {
      const text = await read("scripts/licenses/deno.txt") + runtimeNote(version);
      parts.push({ ...part, text });
    } else if (name.startsWith("@std/")) {
      parts.push({ ...part, text: await read("scripts/licenses/std.txt") });
    } else {
      const found = await packageLicense(folders, name, version);
      if (found === undefined) {
        problems.push(`${name} ${version}: not in the cache; run deno task ok`);
      } else if (found.text === "") problems.push(`${name} ${version}: has no licence text`);
      else if (!isAllowed(found.expression)) {
        problems.push(`${name} ${version}: licence "${found.expression}" is not in the list`);
      } else parts.push({ ...part, license: found.expression, text: found.text });
    }
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return licenseDocument(parts);
}
