/** The licences and the bill of materials list exactly the contents of an executable. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { licenses as document } from "../../commands/licenses/text.ts";
import { HASH_WASM } from "../../scripts/bundle_hashes.ts";
import { expectedParts, isAllowed, makeLicenses } from "../../scripts/licenses.ts";
import { licenseDocument, licenseIndex } from "../../scripts/licenses/document.ts";
import { insidePackages } from "../../scripts/licenses/inside.ts";
import { npmFolders, packageLicense } from "../../scripts/licenses/texts.ts";
import { billOfMaterials } from "../../scripts/release/sbom.ts";
// Brings the package into the cache, and pins it: the program has only a bundle of it.
// deno-lint-ignore no-import-prefix -- only this test and the bundle need it
import "npm:hash-wasm@4.13.0";
import { temporaryFolder } from "../support/folder.ts";
import { needing } from "../support/needs.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

Deno.test("the licences list every package of the lock file; otherwise run deno task generate", async () => {
  const listed = licenseIndex(document).map(({ name, version }) => ({ name, version }));
  assertEquals(listed, await expectedParts(root));
});

Deno.test("every licence is one of the allowed ones", () => {
  for (const { name, license } of licenseIndex(document)) assert(isAllowed(license), name);
  assert(!isAllowed("GPL-3.0-only"));
  assert(!isAllowed("(MIT OR GPL-3.0-only)"));
  assert(!isAllowed(""));
});

Deno.test("the tests pin the package of the bundle", async () => {
  const { specifiers } = JSON.parse(await Deno.readTextFile(join(root, "tests/deno.lock")));
  assertEquals(specifiers[`npm:${HASH_WASM.name}@${HASH_WASM.version}`], HASH_WASM.version);
});

/** Whether Deno's cache has every package, as after a run of the tests. */
async function allCached(): Promise<boolean> {
  const folders = await npmFolders();
  const npm = (await insidePackages(root)).filter(({ registry }) => registry === "npm");
  const found = npm.map(({ name, version }) => packageLicense(folders, name, version));
  return (await Promise.all(found)).every((license) => license !== undefined);
}

Deno.test({
  ...needing(
    "the licences match those of the packages; otherwise run deno task generate",
    !await allCached() && "cache of all packages",
  ),
  fn: async () => assertEquals(await makeLicenses(root), document),
});

/** A project with one package in production, which has a dependency, and one in tests. */
const PROJECT: Record<string, string> = {
  ".dvmrc": "2.9.6\n",
  "LICENSE": "text",
  "deno.json": JSON.stringify({
    imports: {
      "@x/used": "npm:@x/used@^1.0.0",
      "test-only": "npm:test-only@2",
      "@std/fmt": "jsr:@std/fmt@^1.0.10",
      "@std/assert": "jsr:@std/assert@^1.0.19",
    },
  }),
  "deno.lock": JSON.stringify({
    version: "5",
    specifiers: { "npm:@x/used@1": "1.2.3_peer@1.0.0", "npm:test-only@2": "2.0.0" },
    npm: {
      "@x/used@1.2.3_peer@1.0.0": { integrity: "sha512-AAEC", dependencies: ["below@2.0.0"] },
      "below@1.0.0": { integrity: "sha512-AwQF" },
      "below@2.0.0": { integrity: "sha512-BgcI", dependencies: ["lowest"] },
      "lowest@1.0.0": { integrity: "sha512-BgcI" },
      "test-only@2.0.0": { integrity: "sha512-CQoL", dependencies: ["below@1.0.0"] },
    },
  }),
  "main.ts": `await import("./lib/a.ts");\n`,
  "commands/a.ts": `import { bold } from "@std/fmt/colors";\n`,
  "lib/a.ts":
    `/**\n * import { assert } from "@std/assert";\n */\nimport {\n  x,\n} from "@x/used/y.js";\n`,
  "tests/a_test.ts": `import "test-only";\nimport "@std/assert";\n`,
};

async function project(changes: Record<string, string> = {}) {
  const folder = await temporaryFolder();
  for (const [path, text] of Object.entries({ ...PROJECT, ...changes })) {
    await Deno.mkdir(dirname(join(folder.path, path)), { recursive: true });
    await Deno.writeTextFile(join(folder.path, path), text);
  }
  return folder;
}

Deno.test("inside are the program's imports and their dependencies", async () => {
  await using folder = await project();
  const names = (await insidePackages(folder.path)).map((each) =>
    [each.name, each.version, each.direct, each.dependencies.join()] as const
  );
  assertEquals(names, [
    ["@std/fmt", "^1.0.10", true, ""],
    ["@x/used", "1.2.3", true, "below@2.0.0"],
    ["below", "2.0.0", false, "lowest@1.0.0"],
    ["lowest", "1.0.0", false, ""],
  ]);
});

Deno.test("a lock file with JSR packages provides their versions and dependencies", async () => {
  const lock = JSON.parse(PROJECT["deno.lock"]!);
  lock.specifiers["jsr:@std/fmt@^1.0.10"] = "1.0.11";
  lock.specifiers["jsr:@std/fmt@1"] = "1.0.11";
  lock.specifiers["jsr:@std/internal@^1.0.1"] = "1.0.2";
  lock.jsr = {
    "@std/fmt@1.0.11": { integrity: "00ff", dependencies: ["jsr:@std/internal@^1.0.1"] },
    "@std/internal@1.0.2": { integrity: "11ff" },
  };
  await using folder = await project({ "deno.lock": JSON.stringify(lock) });
  const std = (await insidePackages(folder.path)).filter(({ registry }) => registry === "jsr");
  assertEquals(std.map(({ name, version }) => `${name} ${version}`), [
    "@std/fmt 1.0.11",
    "@std/internal 1.0.2",
  ]);
  // The licences still name the range: the text is the same on every network.
  const parts = await expectedParts(folder.path);
  assertEquals(parts.slice(2, 4), [
    { name: "@std/fmt", version: "^1.0.10" },
    { name: "@x/used", version: "1.2.3" },
  ]);
});

Deno.test("rejects a package that is in no lock file or no cache", async () => {
  await using unlocked = await project({ "deno.lock": `{"specifiers":{}}` });
  await assertRejects(() => insidePackages(unlocked.path), Error, "0 versions of @x/used");
  const texts = { "scripts/licenses/deno.txt": "text", "scripts/licenses/std.txt": "text" };
  await using folder = await project(texts);
  await assertRejects(() => makeLicenses(folder.path), Error, "@x/used 1.2.3: not in the cache");
});

Deno.test("writes equal licences once, and parses the list", () => {
  const parts = [
    { name: "sluice", version: "", license: "MIT", text: "text A" },
    { name: "@x/a", version: "1.0.0", license: "(MIT OR Apache-2.0)", text: "text B" },
    { name: "@x/b", version: "^2.0.0", license: "MIT", text: "text A" },
  ];
  const text = licenseDocument(parts);
  assertEquals(text.split("text A").length, 2);
  assertEquals(licenseIndex(text), parts.map(({ text: _, ...part }) => part));
});

async function bill(): Promise<string> {
  const packages = await insidePackages(root);
  const licenses = licenseIndex(document);
  return billOfMaterials({ version: "1.2.3", description: "x", deno: "2.9.6", packages, licenses });
}

Deno.test("the bill of materials has each package with address, digest, licence and dependencies", async () => {
  const parsed = JSON.parse(await bill());
  const { components, dependencies } = parsed;
  const curves = components.find((each: { purl?: string }) =>
    each.purl === "pkg:npm/%40noble/curves@2.4.0"
  );
  assertEquals([curves.group, curves.name, curves.licenses], ["@noble", "curves", [
    { license: { id: "MIT" } },
  ]]);
  const [{ alg, content }] = curves.hashes;
  assertEquals([alg, content.length], ["SHA-512", 128]);
  const refs = new Set(components.map((each: Record<string, string>) => each["bom-ref"]));
  // The runtime, and the package that the pages have a bundle of.
  assertEquals(refs.size, (await insidePackages(root)).length + 2);
  const hashWasm = components.find((each: { name: string }) => each.name === HASH_WASM.name);
  assertEquals(hashWasm, {
    type: "library",
    "bom-ref": `pkg:npm/hash-wasm@${HASH_WASM.version}`,
    name: "hash-wasm",
    version: HASH_WASM.version,
    licenses: [{ license: { id: "MIT" } }],
    purl: `pkg:npm/hash-wasm@${HASH_WASM.version}`,
  });
  for (const { ref, dependsOn } of dependencies) {
    assert(refs.has(ref) || ref === parsed.metadata.component.purl, ref);
    for (const each of dependsOn) assert(refs.has(each), each);
  }
  assertEquals(await bill(), await bill());
});

const validator = `import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(sys.stdin.read())
sys.exit(str(error) if error else 0)`;

const hasValidator = await (async () => {
  try {
    const args = ["-c", "import cyclonedx.validation.json, jsonschema, rfc3987_syntax"];
    return (await new Deno.Command("python3", { args }).output()).success;
  } catch {
    return false;
  }
})();

Deno.test({
  name: `the bill of materials is valid CycloneDX 1.6${
    hasValidator ? "" : " (ignored: no cyclonedx-python-lib[json-validation] here)"
  }`,
  ignore: !hasValidator,
  async fn() {
    const child = new Deno.Command("python3", {
      args: ["-c", validator],
      stdin: "piped",
      stderr: "piped",
    }).spawn();
    await ReadableStream.from([new TextEncoder().encode(await bill())]).pipeTo(child.stdin);
    const { success, stderr } = await child.output();
    assert(success, new TextDecoder().decode(stderr));
  },
});
