/** The installer for Linux and macOS: redirects of releases that are served over TLS. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { cert, CERT_PATH, key } from "../support/certificate.ts";
import { programPath } from "../support/needs.ts";
import { ARCHIVE, inEachShell } from "./in_each_shell.ts";
import { programs, TOOLS } from "./install_programs.ts";
import type { ServedRelease } from "./served_release.ts";

/** Serves a release over TLS; `redirect` may redirect each requested path. */
function overTls(
  release: ServedRelease,
  redirect: (path: string, url: string) => string | undefined,
) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, cert, key, onListen: () => {} },
    (request): Promise<Response> | Response => {
      const { pathname, origin } = new URL(request.url);
      const location = redirect(pathname, origin);
      if (location !== undefined) return new Response(null, { status: 302, headers: { location } });
      return fetch(release.url + pathname);
    },
  );
  return {
    url: `https://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** An environment with one downloader, which trusts the certificate of the tests. */
async function environment(release: ServedRelease, downloader: string, url: string) {
  const wgetrc = `${release.path}/wgetrc`;
  await Deno.writeTextFile(wgetrc, `ca_certificate = ${CERT_PATH}\n`);
  const PATH = await programs(release, {}, [...TOOLS, "sha256sum", downloader]);
  return { PATH, WGETRC: wgetrc, CURL_CA_BUNDLE: CERT_PATH, SLUICE_BASE_URL: url };
}

for (const downloader of ["curl", "wget"]) {
  const missing = programPath(downloader) === undefined || programPath("sha256sum") === undefined;

  inEachShell(`${downloader} follows redirects within https`, async (release, shell) => {
    // As the pages of releases do: to the version, and from there to a store.
    await using tls = overTls(release, (path, url) => {
      if (path.startsWith("/latest/")) {
        return path.replace("/latest/download/", "/download/v0.2.0/");
      }
      if (path.startsWith("/download/")) return `${url}/store${path}`;
      return undefined;
    });
    await Deno.mkdir(`${release.path}/store`);
    await Deno.symlink("../download", `${release.path}/store/download`);
    const env = await environment(release, downloader, tls.url);
    const { code, err } = await release.install(shell, [], { env });
    assertEquals([code, err], [0, ""]);
    assertEquals(release.requests.at(-1), `/store/download/v0.2.0/${ARCHIVE}`);
    assertEquals(release.listBin(), ["sluice"]);
  }, missing);

  inEachShell(`${downloader} rejects a redirect from https to http`, async (release, shell) => {
    for (const first of [true, false]) {
      await using tls = overTls(release, (path, url) => {
        return first || path.startsWith("/again") ? release.url + path : `${url}/again${path}`;
      });
      const env = await environment(release, downloader, tls.url);
      const { code, err } = await release.install(shell, [], { env });
      assertEquals(code, 69);
      if (downloader === "wget") {
        assertStringIncludes(err, `redirects to ${release.url}/`);
        assertStringIncludes(err, "which is not https");
      }
    }
    assertEquals([release.requests, release.listBin()], [[], undefined]);
  }, missing);

  inEachShell(`${downloader} rejects redirects without end`, async (release, shell) => {
    await using tls = overTls(release, (path, url) => url + path);
    const env = await environment(release, downloader, tls.url);
    assertEquals((await release.install(shell, [], { env })).code, 69);
    assertEquals(release.listBin(), undefined);
  }, missing);
}
