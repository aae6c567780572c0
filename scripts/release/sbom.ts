/**
 * The bill of materials of a release: CycloneDX 1.6, https://cyclonedx.org/docs/1.6/json/. It is
 * made of the lock file, the configuration and the licences alone, so it is reproducible.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { HASH_WASM } from "../bundle_hashes.ts";
import type { LicensedPart } from "../licenses/document.ts";
import type { InsidePackage } from "../licenses/inside.ts";
import { REPOSITORY } from "../project.ts";

/** The sources of the bill. */
export interface BillOfMaterialsOptions {
  /** The release's version. */
  version: string;
  /** One line about the program. */
  description: string;
  /** The version of the Deno runtime inside. */
  deno: string;
  packages: readonly InsidePackage[];
  /** The list at the start of the text of `sluice licenses`. */
  licenses: readonly Omit<LicensedPart, "text">[];
}

/** The package whose bundle is a script of the pages. No digest: that of its archive is not the bundle's. */
const BUNDLED: InsidePackage = { registry: "npm", ...HASH_WASM, direct: true, dependencies: [] };

/** The bill, as JSON. */
export function billOfMaterials(options: BillOfMaterialsOptions): string {
  const { version, description, deno, licenses } = options;
  const packages = [...options.packages, BUNDLED];
  const github = REPOSITORY.replace("https://github.com/", "");
  const sluice = `pkg:github/${github}@v${version}`;
  const runtime = `pkg:github/denoland/deno@v${deno}`;
  const refs = new Map(packages.map((each) => [`${each.name}@${each.version}`, reference(each)]));
  const licenseOf = (part: { name: string; version: string }) => {
    // The lock file may have the version of a JSR package for which the licences name its range.
    const found =
      licenses.find(({ name, version }) => name === part.name && version === part.version) ??
        licenses.find(({ name }) => name === part.name);
    const expression = found?.license ?? "MIT";
    return expression.includes(" ") ? [{ expression }] : [{ license: { id: expression } }];
  };
  const bill = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": sluice,
        name: "sluice",
        version,
        description,
        licenses: licenseOf({ name: "sluice", version: "" }),
        purl: sluice,
        externalReferences: [{ type: "vcs", url: REPOSITORY }],
      },
    },
    components: [
      {
        type: "platform",
        "bom-ref": runtime,
        name: "deno",
        version: deno,
        licenses: licenseOf({ name: "deno", version: deno }),
        purl: runtime,
      },
      ...packages.map((each) => ({
        type: "library",
        "bom-ref": reference(each),
        ...scopeAndName(each.name),
        version: each.version,
        ...hashes(each),
        licenses: licenseOf(each),
        ...each.registry === "npm" && { purl: reference(each) },
        ...each.registry === "jsr" &&
          { externalReferences: [{ type: "distribution", url: `https://jsr.io/${each.name}` }] },
      })),
    ],
    dependencies: [
      {
        ref: sluice,
        dependsOn: [runtime, ...packages.filter(({ direct }) => direct).map(reference)],
      },
      { ref: runtime, dependsOn: [] },
      ...packages.map((each) => ({
        ref: reference(each),
        dependsOn: each.dependencies.map((id) => refs.get(id)!),
      })),
    ],
  };
  return JSON.stringify(bill, null, 2) + "\n";
}

/** A package URL for npm; there is no type for JSR, so the specifier is used. */
function reference({ registry, name, version }: InsidePackage): string {
  return registry === "npm"
    ? `pkg:npm/${name.replace("@", "%40")}@${version}`
    : `jsr:${name}@${version}`;
}

function scopeAndName(name: string): { group?: string; name: string } {
  const [, scope, rest] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  return scope === undefined ? { name } : { group: scope, name: rest! };
}

/**
 * npm's digests are those of the archive, in base64; JSR's are those of the list of files, in hex.
 */
function hashes({ registry, integrity }: InsidePackage) {
  if (integrity === undefined) return {};
  if (registry === "jsr") return { hashes: [{ alg: "SHA-256", content: integrity }] };
  const [, algorithm, base64] = /^sha(\d+)-(.+)$/.exec(integrity)!;
  const content = Buffer.from(base64!, "base64").toString("hex");
  return { hashes: [{ alg: `SHA-${algorithm}`, content }] };
}
