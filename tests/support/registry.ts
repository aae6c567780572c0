/**
 * A package registry on loopback that serves the project itself, and its own stand-ins for `@std`,
 * as JSR serves packages: with `JSR_URL` set to it, the runtime fetches, checks and restricts them
 * like the real ones, import permissions included.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { freePort } from "./free_port.ts";

const PROJECT = new URL("../../", import.meta.url);
const STAND_INS = new URL("scripts/closed_network/std/", PROJECT);

/** A running registry. `await using` ends it with the scope. */
export interface Registry extends AsyncDisposable {
  /** For `JSR_URL`. */
  url: string;
  /** The path of every request so far. */
  requests: string[];
}

/** Starts a registry at a free port. */
export function startRegistry(): Registry {
  const requests: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const path = new URL(request.url).pathname;
    requests.push(path);
    return await answer(path) ?? new Response("not here", { status: 404 });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** The URL of a registry that refuses connections: a port that is free at the moment. */
export function refusingRegistry(): string {
  return `http://127.0.0.1:${freePort()}/`;
}

interface Package {
  /** The folder of its `deno.json`. */
  folder: URL;
  /** Paths below the folder, with a leading slash. */
  files: string[];
}

async function answer(path: string): Promise<Response | undefined> {
  const [, name, rest] = path.match(/^\/(@\w+\/\w+)\/(.+)$/) ?? [];
  const found = name === undefined ? undefined : await packageNamed(name);
  if (found === undefined || rest === undefined) return undefined;
  const config = JSON.parse(await Deno.readTextFile(new URL("deno.json", found.folder)));
  const { version, exports, imports = {} } = config;
  if (rest === "meta.json") return Response.json({ versions: { [version]: {} } });
  if (rest === `${version}_meta.json`) {
    const manifest: Record<string, unknown> = {};
    for (const file of found.files) {
      const bytes = await published(found.folder, file, imports);
      const checksum = `sha256-${createHash("sha256").update(bytes).digest("hex")}`;
      manifest[file] = { size: bytes.length, checksum };
    }
    return Response.json({ manifest, exports });
  }
  const file = rest.slice(version.length);
  if (!rest.startsWith(`${version}/`) || !found.files.includes(file)) return undefined;
  const type = file.endsWith(".ts") ? "text/typescript" : "application/octet-stream";
  return new Response(await published(found.folder, file, imports), {
    headers: { "content-type": type },
  });
}

async function packageNamed(name: string): Promise<Package | undefined> {
  if (name === "@sluice/sluice") {
    const files = ["/main.ts", "/deno.json"];
    for (const part of ["commands", "lib"]) files.push(...await filesBelow(PROJECT, `/${part}`));
    return { folder: PROJECT, files };
  }
  const folder = new URL(`${name.replace("@std/", "")}/`, STAND_INS);
  try {
    return { folder, files: await filesBelow(folder, "") };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function filesBelow(root: URL, path: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(`.${path}`, root))) {
    if (isDirectory) files.push(...await filesBelow(root, `${path}/${name}`));
    else files.push(`${path}/${name}`);
  }
  return files;
}

/** A file in its published form, with the import map applied. */
async function published(
  folder: URL,
  file: string,
  imports: Record<string, string>,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await Deno.readFile(new URL(`.${file}`, folder));
  if (!file.endsWith(".ts")) return bytes;
  const text = new TextDecoder().decode(bytes);
  const written = text.replace(
    /(\bfrom |\bimport\(|^import )"([^".][^"]*)"/gm,
    (all, before: string, specifier: string) => {
      const name = Object.keys(imports).find((key) => `${specifier}/`.startsWith(`${key}/`));
      return name === undefined
        ? all
        : `${before}"${imports[name]}${specifier.slice(name.length)}"`;
    },
  );
  return new TextEncoder().encode(written);
}
