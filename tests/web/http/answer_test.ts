/** The headers that confine responses in browsers. @module */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { temporaryFolder } from "../../support/folder.ts";
import { serving } from "../serving.ts";

const COMMON = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

/** The policy of files: no scripts, no frames. */
const INERT = "default-src 'none'; sandbox; frame-ancestors 'none'";

/** The policy of pages: scripts with the nonce, requests to the same server, no frames around them. */
const page = (shown: string) =>
  new RegExp(
    `^default-src 'none'; script-src 'nonce-([^']+)'; style-src 'nonce-\\1'; ${shown}; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$`,
  );
const PLAIN = page("img-src data:");
/** Pages that also show files of this server. */
const SHOWING = page("img-src 'self' data:; media-src 'self'; frame-src 'self'");

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: Deno.build.os === "windows", fn });

for (const command of ["share", "drop"]) {
  test(`${command}: every response has the headers that confine it`, async () => {
    await using folder = await temporaryFolder();
    await Deno.writeTextFile(join(folder.path, "evil.html"), "<script>alert(1)</script>");
    await using server = await serving([command, folder.path]);
    const paths = command === "share"
      ? ["", "evil.html", "?archive=tar", "?archive=zip", "nothing"]
      : ["", "nothing"];
    for (const path of paths) {
      for (const accept of ["text/html", "*/*"]) {
        const { headers, status, body } = await fetch(server.url + path, { headers: { accept } });
        await body?.cancel();
        assertEquals(status, path === "nothing" ? 404 : 200, path);
        const said = Object.fromEntries(Object.keys(COMMON).map((key) => [key, headers.get(key)]));
        assertEquals(said, COMMON, `${accept} ${path}`);
        const policy = headers.get("content-security-policy")!;
        const isPage = headers.get("content-type")!.startsWith("text/html") && path !== "evil.html";
        if (isPage) assertMatch(policy, command === "share" && path === "" ? SHOWING : PLAIN);
        else assertEquals(policy, INERT, `${accept} ${path}`);
      }
    }
  });

  test(`${command}: every page has its own nonce`, async () => {
    await using folder = await temporaryFolder();
    await using server = await serving([command, folder.path]);
    const nonce = async () => {
      const { headers, body } = await fetch(server.url, { headers: { accept: "text/html" } });
      await body?.cancel();
      return (command === "share" ? SHOWING : PLAIN).exec(headers.get("content-security-policy")!)
        ?.[1];
    };
    const [one, two] = [await nonce(), await nonce()];
    assert(one !== undefined && two !== undefined && one !== two);
  });
}
