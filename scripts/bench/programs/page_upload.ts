/**
 * Uploads files by a page in a Chromium that runs already. Reads a {@linkcode PageUpload} as JSON from
 * standard input, and prints a {@linkcode PageUploadResult}. A program of its own, so that only this
 * part of the bench needs puppeteer, and with the lock file of the tests.
 *
 * @module
 */

import { basename, join } from "node:path";
// deno-lint-ignore no-import-prefix -- only the bench and the tests need it, on an open network
import puppeteer from "npm:puppeteer-core@^25.0.0";
import type { PageUpload, PageUploadResult } from "../page_upload.ts";
import { TreeCpu } from "../tree_cpu.ts";

/** Milliseconds until all files must have arrived: less than the deadline of a program. */
const PATIENCE = 280_000;
/** Milliseconds between two looks. */
const INTERVAL = 10;

/** Waits until every file is there with its size, whatever the page shows. */
async function arrived({ files, into }: PageUpload): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  for (const [n, file] of files.entries()) {
    const { size } = await Deno.stat(file);
    while (await sizeOf(join(into, basename(file))) !== size) {
      if (performance.now() > deadline) {
        throw new Error(`file ${n + 1} of ${files.length} has not arrived in ${PATIENCE / 1000} s`);
      }
      await new Promise((resolve) => setTimeout(resolve, INTERVAL));
    }
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await Deno.stat(path)).size;
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  const upload: PageUpload = JSON.parse(await new Response(Deno.stdin.readable).text());
  const browser = await puppeteer.connect({
    browserWSEndpoint: upload.debugger,
    // Without a record of every request, which costs Chromium time.
    networkEnabled: false,
    issuesEnabled: false,
  });
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    await page.goto(upload.url);
    const input = await page.waitForSelector(`input${upload.input}`);
    const cost = new TreeCpu(upload.pid);
    const start = performance.now();
    await (input as unknown as { uploadFile(...paths: string[]): Promise<void> })
      .uploadFile(...upload.files);
    if (upload.form !== undefined) {
      await page.evaluate(`document.querySelector("${upload.form}").requestSubmit()`);
    }
    await arrived(upload);
    const seconds = (performance.now() - start) / 1000;
    const cpu = cost.soFar();
    const result: PageUploadResult = { seconds, ...cpu !== undefined && { cpu } };
    console.log(JSON.stringify(result));
  } finally {
    await context.close();
    await browser.disconnect();
  }
}
