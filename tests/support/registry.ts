/**
 * A package registry on loopback that serves the project's own stand-ins for `@std` as JSR serves
 * packages: with `JSR_URL` set to it, the runtime fetches, checks and guards them as it does the real
 * ones, import permissions included.
 *
 * @module
 */

import { createHash } from "node:crypto";

const STAND_INS = new URL("../../scripts/closed_network/std/", import.meta.url);

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

/** The URL of a registry that refuses connections: a port that was free a moment ago. */
export function refusingRegistry(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}/`;
}

async function answer(path: string): Promise<Response | undefined> {
  const [, name, rest] = path.match(/^\/@std\/(\w+)\/(.+)$/) ?? [];
  if (name === undefined || rest === undefined) return undefined;
  const folder = new URL(`${name}/`, STAND_INS);
  const { version, exports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", folder)));
  if (rest === "meta.json") {
    return Response.json({ scope: "std", name, versions: { [version]: {} } });
  }
  if (rest === `${version}_meta.json`) {
    return Response.json({ manifest: await manifest(folder), exports });
  }
  const file = rest.slice(`${version}/`.length);
  return new Response(await Deno.readFile(new URL(file, folder)), {
    headers: { "content-type": "text/typescript" },
  });
}

async function manifest(folder: URL): Promise<Record<string, unknown>> {
  const files: Record<string, unknown> = {};
  for await (const { name } of Deno.readDir(folder)) {
    const bytes = await Deno.readFile(new URL(name, folder));
    const checksum = `sha256-${createHash("sha256").update(bytes).digest("hex")}`;
    files[`/${name}`] = { size: bytes.length, checksum };
  }
  return files;
}
