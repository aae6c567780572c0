/** No shared file can run a script, however it is named and shown. @module */

import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { temporaryFolder } from "../../support/folder.ts";
import { serving } from "../serving.ts";
import { inEachBrowser } from "./browser.ts";

const SCRIPT = `document.title="ran";new Image().src="/ran"`;
const HTML =
  `<!DOCTYPE html><title>evil</title><script>${SCRIPT}</script><img src=x onerror='${SCRIPT}'>`;
const SVG =
  `<svg xmlns="http://www.w3.org/2000/svg" onload='${SCRIPT}'><script>${SCRIPT}</script></svg>`;
const XHTML =
  `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><script>${SCRIPT}</script></head></html>`;
const XML = `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="style.xsl"?><a/>`;
const XSL =
  `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><html><script>${SCRIPT}</script></html></xsl:template></xsl:stylesheet>`;
/** A file that is both: readers look for the start of a document within the first kilobyte. */
const BOTH =
  `${HTML}\n%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(${SCRIPT})>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF`;

const FILES: Record<string, string> = {
  "page.html": HTML,
  "image.svg": SVG,
  "page.xhtml": XHTML,
  "data.xml": XML,
  "style.xsl": XSL,
  "script.js": SCRIPT,
  "both.pdf": BOTH,
  "markup.pdf": HTML,
  "markup.png": HTML,
  "vector.png": SVG,
  "vector.webp": SVG,
  "markup.txt": HTML,
  "markup.css": HTML,
  "markup.md": HTML,
  "README": HTML,
};
/** Opened by themselves, these make Firefox wait for more of a recording. */
const RECORDINGS: Record<string, string> = { "markup.mp4": HTML, "markup.mp3": HTML };

inEachBrowser("no shared file runs a script, opened or shown", async (browser) => {
  await using folder = await temporaryFolder();
  const all = { ...FILES, ...RECORDINGS };
  for (const [name, content] of Object.entries(all)) {
    await Deno.writeTextFile(join(folder.path, name), content);
  }
  await using server = await serving(["share", folder.path]);
  // The same file, from a server that does not confine it, shows that the test would notice.
  await using other = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response(HTML, { headers: { "content-type": "text/html" } }),
  );
  {
    await using visit = await browser.openPage();
    await visit.page.goto(`http://127.0.0.1:${other.addr.port}/`);
    await visit.page.waitForFunction('document.title === "ran"');
    assert(visit.requests.some((url) => url.endsWith("/ran")));
  }
  await using visit = await browser.openPage();
  const { page, requests } = visit;
  for (const name of Object.keys(FILES)) {
    // What is stored instead of shown ends the navigation.
    await page.goto(`${server.url}${name}?view`, { timeout: 10_000 }).catch(() => {});
    assert(await page.title() !== "ran", name);
    assertEquals(requests.filter((url) => url.endsWith("/ran")), [], name);
  }
  await page.goto(server.url);
  const first = await page.$("tbody a:not(.f)");
  await first!.click();
  await page.waitForSelector("dialog[open]");
  const count = Object.keys(all).length;
  for (let at = 1; at <= count; at++) {
    await page.waitForFunction(
      `document.getElementById("position").textContent === "${at} of ${count}"`,
    );
    // Each is loaded, or rejected.
    await page.waitForFunction(`(() => {
      const stage = document.querySelector(".stage");
      const [pre, img] = [stage.querySelector("pre"), stage.querySelector("img")];
      return pre ? pre.textContent !== "computing…" : !img || img.complete;
    })()`);
    if (at < count) await page.click("#next");
  }
  assert(await page.title() !== "ran");
  assertEquals(requests.filter((url) => url.endsWith("/ran")), []);
}, { timeout: 300_000 });
