/**
 * `deno task compile [--all]`: the two executables for this machine, or for every target, in `dist/`.
 *
 * @module
 */

import { configInForce } from "./closed_network.ts";
import { type Edition, permissionFlags } from "./permissions.ts";

/** What `deno compile` can build for. */
const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
];
const EDITIONS: [name: string, edition: Edition][] = [["sluice", "plain"], ["sluice-run", "run"]];

const root = new URL("..", import.meta.url);
const dist = new URL("dist/", root);

/** Builds one executable; its path. */
async function build(name: string, edition: Edition, target?: string): Promise<URL> {
  const suffix = target?.includes("windows") ? ".exe" : "";
  const output = new URL(`${name}${target === undefined ? "" : `-${target}`}${suffix}`, dist);
  const { success } = await new Deno.Command(Deno.execPath(), {
    cwd: root,
    args: [
      "compile",
      "--quiet",
      "--no-check",
      `--config=${await configInForce()}`,
      "--unstable-net",
      "--unstable-worker-options",
      // The cache has a name that anybody can guess in a folder that everybody can write.
      "--no-code-cache",
      ...await permissionFlags(edition),
      // A Worker's module is not found by following imports.
      "--include=commands/parts/confined_worker.ts",
      ...target === undefined ? [] : [`--target=${target}`],
      `--output=${output.pathname}`,
      "main.ts",
    ],
  }).spawn().status;
  if (!success) {
    console.error(`compile: ${name} could not be built${target ? ` for ${target}` : ""}`);
    Deno.exit(1);
  }
  return output;
}

async function sha256(path: URL): Promise<string> {
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  for await (const chunk of file.readable) hash.update(chunk);
  return hash.digest("hex");
}

const all = Deno.args.includes("--all");
await Deno.mkdir(dist, { recursive: true });
const sums: string[] = [];
for (const target of all ? TARGETS : [undefined]) {
  for (const [name, edition] of EDITIONS) {
    const path = await build(name, edition, target);
    const file = path.pathname.split("/").at(-1)!;
    console.log(`dist/${file}`);
    sums.push(`${await sha256(path)}  ${file}\n`);
  }
}
if (all) await Deno.writeTextFile(new URL("SHA256SUMS", dist), sums.join(""));
