/**
 * The contents of an executable: the packages that the program imports and their dependencies, from
 * `deno.json`, `deno.lock` and the sources alone. Packages that only tests import are not included.
 *
 * @module
 */

import { join } from "node:path";

/** A package inside the executable. */
export interface InsidePackage {
  registry: "npm" | "jsr";
  /** With its scope: `@noble/curves`. */
  name: string;
  /**
   * The version in the lock file; for a JSR package that is not in it, the range in `deno.json`.
   */
  version: string;
  /** The digest in the lock file; absent if there is none. */
  integrity?: string;
  /** Whether the program itself imports the package. */
  direct: boolean;
  /** Its dependencies, as `name@version`. */
  dependencies: string[];
}

interface Lock {
  specifiers: Record<string, string>;
  npm?: Record<string, LockEntry>;
  jsr?: Record<string, LockEntry>;
}

interface LockEntry {
  integrity?: string;
  dependencies?: string[];
  optionalDependencies?: string[];
}

/**
 * Every package inside, sorted by name and version.
 *
 * @param root the folder of `deno.json`, `deno.lock` and the sources
 * @throws {Error} if a package is not in the lock file.
 */
export async function insidePackages(root: string): Promise<InsidePackage[]> {
  const { imports }: { imports: Record<string, string> } = await readJson(root, "deno.json");
  const lock: Lock = await readJson(root, "deno.lock");
  const used = await importedNames(root);
  const found = new Map<string, InsidePackage>();
  for (const [alias, specifier] of Object.entries(imports)) {
    if (!used.some((name) => name === alias || name.startsWith(`${alias}/`))) continue;
    const [, registry, name, range] = /^(npm|jsr):(@?[^@]+)@(.+)$/.exec(specifier) ?? [];
    if (registry === "npm") collect(lock, registry, rootKey(lock, "npm", name!)!, true, found);
    if (registry !== "jsr") continue;
    // Without JSR only the range is known.
    const key = rootKey(lock, "jsr", name!);
    if (key !== undefined) collect(lock, "jsr", key, true, found);
    else {found.set(name!, {
        registry,
        name: name!,
        version: range!,
        direct: true,
        dependencies: [],
      });}
  }
  const order = ({ name, version }: InsidePackage) => `${name} ${version}`;
  return [...found.values()].sort((a, b) => order(a) < order(b) ? -1 : 1);
}

async function readJson<T>(root: string, name: string): Promise<T> {
  return JSON.parse(await Deno.readTextFile(join(root, name)));
}

/** Specifiers that the program's modules import: statically, dynamically or for types. */
async function importedNames(root: string): Promise<string[]> {
  const names = new Set<string>();
  for (const path of ["main.ts", ...modules(root, "commands"), ...modules(root, "lib")]) {
    const lines = (await Deno.readTextFile(join(root, path))).split("\n");
    // Examples in comments also import packages of the tests.
    const code = lines.filter((line) => !/^\s*(\*|\/\*|\/\/)/.test(line)).join("\n");
    for (const [, name] of code.matchAll(/\b(?:from|import)\s*\(?\s*"([^".][^"]*)"/g)) {
      names.add(name!);
    }
  }
  return [...names];
}

function* modules(root: string, folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(join(root, folder))) {
    const path = join(folder, name);
    if (isDirectory) yield* modules(root, path);
    else if (name.endsWith(".ts")) yield path;
  }
}

/** The key in the lock file of a package that `deno.json` names. */
function rootKey(lock: Lock, registry: "npm" | "jsr", name: string): string | undefined {
  const start = `${registry}:${name}@`;
  // Several packages may depend on the same one with different ranges.
  const found = Object.entries(lock.specifiers).filter(([each]) => each.startsWith(start));
  const versions = new Set(found.map(([, version]) => version));
  if (versions.size === 0 && registry === "jsr") return undefined;
  if (versions.size !== 1) throw new Error(`deno.lock has ${versions.size} versions of ${name}`);
  return `${name}@${[...versions][0]}`;
}

function collect(
  lock: Lock,
  registry: "npm" | "jsr",
  key: string,
  direct: boolean,
  found: Map<string, InsidePackage>,
): string {
  const entry = lock[registry]?.[key];
  if (entry === undefined) throw new Error(`deno.lock has no entry for ${key}`);
  // The part of a version after "_" names the peers it was resolved with.
  const [, name, version] = /^(@?[^@]+)@([^_]+)/.exec(key)!;
  const id = `${name}@${version}`;
  const known = found.get(id);
  if (known !== undefined) {
    known.direct ||= direct;
    return id;
  }
  const inside: InsidePackage = {
    registry,
    name: name!,
    version: version!,
    ...entry.integrity && { integrity: entry.integrity },
    direct,
    dependencies: [],
  };
  found.set(id, inside);
  for (const each of [...entry.dependencies ?? [], ...entry.optionalDependencies ?? []]) {
    const below = each.startsWith("jsr:")
      ? collect(lock, "jsr", dependencyKey(lock, "jsr", each.slice(4)), false, found)
      : collect(lock, "npm", dependencyKey(lock, "npm", each.replace(/^npm:/, "")), false, found);
    inside.dependencies.push(below);
  }
  inside.dependencies.sort();
  return id;
}

/** The key of a dependency, which has a version only if there is more than one. */
function dependencyKey(lock: Lock, registry: "npm" | "jsr", dependency: string): string {
  const entries = Object.keys(lock[registry] ?? {});
  if (entries.includes(dependency)) return dependency;
  const specified = lock.specifiers[`${registry}:${dependency}`];
  const [, name] = /^(@?[^@]+)/.exec(dependency)!;
  if (specified !== undefined) return `${name}@${specified}`;
  const found = entries.filter((key) => key.startsWith(`${name}@`));
  if (found.length !== 1) {
    throw new Error(`deno.lock has ${found.length} entries for ${dependency}`);
  }
  return found[0]!;
}
