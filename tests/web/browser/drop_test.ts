import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
// deno-lint-ignore no-import-prefix -- only these tests need it, on an open network
import type { Page } from "npm:puppeteer-core@^25.0.0";
import { startProxy } from "../../chaos/proxy.ts";
import { Random } from "../../chaos/random.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { serving } from "../serving.ts";
import { findBrowser, openPage, startBrowser } from "./browser.ts";
import { needing } from "../../support/needs.ts";

const chromium = await findBrowser();
const MIB = 1024 * 1024;

async function choose(page: Page, label: string, paths: string[]): Promise<void> {
  const [chooser] = await Promise.all([page.waitForFileChooser(), page.click(label)]);
  await chooser.accept(paths);
}

/** Waits until every file on the page is done or has failed. */
async function allDone(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    `document.querySelectorAll("#uploads li").length === ${count} &&
      document.querySelectorAll("#uploads li.done").length === ${count}`,
    { timeout: 60_000 },
  );
}

async function browserTest(
  run: (folder: string, browser: Awaited<ReturnType<typeof startBrowser>>) => Promise<void>,
): Promise<void> {
  await using folder = await temporaryFolder();
  await Deno.mkdir(join(folder.path, "in"));
  const browser = await startBrowser(chromium!);
  try {
    await run(folder.path, browser);
  } finally {
    await browser.close();
  }
}

/** Checks that the destination holds the expected files only. */
function names(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}

Deno.test({
  ...needing(
    "a browser uploads picked files and a folder, verified",
    chromium === undefined && "Chromium",
  ),
  fn: () =>
    browserTest(async (folder, browser) => {
      const big = join(folder, "big é.bin");
      const content = new Random(5).bytes(9 * MIB);
      await Deno.writeFile(big, content);
      await Deno.utime(big, 1_600_000_000, 1_600_000_000);
      await Deno.writeTextFile(join(folder, "empty"), "");
      await Deno.mkdir(join(folder, "album/of"), { recursive: true });
      await Deno.writeTextFile(join(folder, "album/of/one"), "one\n");
      const into = join(folder, "in");
      await using server = await serving(["drop", into]);
      await using visit = await openPage(browser);
      const { page, faults } = visit;
      await page.goto(server.url);
      await choose(page, "#pick", [big, join(folder, "empty")]);
      await allDone(page, 2);
      await choose(page, "#pick-folder", [join(folder, "album")]);
      await allDone(page, 3);
      assertEquals(await Deno.readFile(join(into, "big é.bin")), content);
      assertEquals((await Deno.stat(join(into, "big é.bin"))).mtime?.getTime(), 1_600_000_000_000);
      assertEquals(await Deno.readTextFile(join(into, "album/of/one")), "one\n");
      assertEquals(names(into), ["album", "big é.bin", "empty"]);
      assertEquals(faults, []);
      // The same files again are rejected, because the names exist.
      await choose(page, "#pick", [big]);
      await page.waitForSelector("#uploads li.failed");
      const said = await page.$eval("#uploads li.failed .status", (status) => status.textContent);
      assert(said!.includes("already exists"), said!);
    }),
});

Deno.test({
  ...needing(
    "a browser uploads dropped files and folders",
    chromium === undefined && "Chromium",
  ),
  fn: () =>
    browserTest(async (folder, browser) => {
      const into = join(folder, "in");
      await Deno.mkdir(join(folder, "box/inner"), { recursive: true });
      await Deno.writeTextFile(join(folder, "box/inner/a"), "a\n");
      await Deno.writeTextFile(join(folder, "loose"), "loose\n");
      await using server = await serving(["drop", into]);
      await using visit = await openPage(browser);
      const { page, faults } = visit;
      await page.goto(server.url);
      const session = await page.createCDPSession();
      const files = [join(folder, "box"), join(folder, "loose")];
      const data = { items: [], files, dragOperationsMask: 1 };
      for (const type of ["dragEnter", "dragOver", "drop"] as const) {
        await session.send("Input.dispatchDragEvent", { type, x: 500, y: 200, data });
      }
      await allDone(page, 2);
      assertEquals(await Deno.readTextFile(join(into, "box/inner/a")), "a\n");
      assertEquals(await Deno.readTextFile(join(into, "loose")), "loose\n");
      assertEquals(faults, []);
    }),
});

Deno.test({
  ...needing(
    "an upload can be paused and resumed, and resumes after a lost connection and a reload",
    chromium === undefined && "Chromium",
  ),
  timeout: 180_000,
  fn: () =>
    browserTest(async (folder, browser) => {
      const into = join(folder, "in");
      const [file, second] = [join(folder, "film.bin"), join(folder, "second.bin")];
      const content = new Random(6).bytes(12 * MIB);
      for (const each of [file, second]) await Deno.writeFile(each, content);
      await using server = await serving(["drop", into, "--json", "--no-token"]);
      const port = Number(new URL(server.url).port);
      // Every connection is slow; those of the page's first requests are closed after 2 MB.
      const slow = Array.from({ length: 4 }, () => ({
        faults: [{ at: 2_000_000, kind: "cut" as const, wait: 0 }],
        piece: 65536,
      }));
      const proxy = startProxy(port, slow, new Random(1), "127.0.0.1");
      try {
        await using visit = await openPage(browser);
        const { page } = visit;
        page.setDefaultTimeout(20_000);
        const sendAndPause = async (path: string) => {
          await choose(page, "#pick", [path]);
          // Clicked within the page, between two parts.
          await page.evaluate(`new Promise((resolve) => {
            const watch = setInterval(() => {
              const row = document.querySelector("#uploads li:last-child");
              if (!(row?.querySelector("progress").value > ${3 * MIB})) return;
              clearInterval(watch);
              row.querySelector("button").click();
              resolve();
            }, 1);
          })`);
          await page.waitForSelector("#uploads li.paused");
        };
        await page.goto(`http://127.0.0.1:${proxy.port}/`);
        await sendAndPause(file);
        assert(proxy.struck.includes("cut"));
        await page.click("#uploads button");
        await allDone(page, 1);
        await sendAndPause(second);
        await page.reload();
        await page.waitForFunction(`!document.querySelector("#unfinished").hidden`);
        const hint = await page.$eval("#unfinished", (each) => each.textContent);
        assert(hint!.includes("second.bin"), hint!);
        await choose(page, "#pick", [second]);
        await allDone(page, 1);
      } finally {
        await proxy.close();
      }
      assertEquals(await Deno.readFile(join(into, "film.bin")), content);
      assertEquals(await Deno.readFile(join(into, "second.bin")), content);
      assertEquals(names(into), ["film.bin", "second.bin"]);
      const started = server.program.out.split("\n").filter((line) =>
        line.includes('"upload_started"')
      );
      // Each upload began once: after the interruption, the pause and the reload it resumed.
      assertEquals(started.length, 2);
    }),
});

Deno.test({
  ...needing(
    "without scripts, a phone uploads files by a form",
    chromium === undefined && "Chromium",
  ),
  fn: () =>
    browserTest(async (folder, browser) => {
      const into = join(folder, "in");
      await Deno.writeTextFile(join(folder, "a.txt"), "a\n");
      await Deno.writeFile(join(folder, "b.bin"), new Random(2).bytes(3 * MIB));
      await using server = await serving(["drop", into]);
      await using visit = await openPage(browser, { width: 360, script: false });
      const { page } = visit;
      await page.goto(server.url);
      await choose(page, "#files", [join(folder, "a.txt"), join(folder, "b.bin")]);
      await Promise.all([page.waitForNavigation(), page.click("form button")]);
      assertEquals(await page.title(), "Sent");
      assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 360);
      assertEquals(names(into), ["a.txt", "b.bin"]);
      assertEquals(
        await Deno.readFile(join(into, "b.bin")),
        await Deno.readFile(join(folder, "b.bin")),
      );
    }),
});
