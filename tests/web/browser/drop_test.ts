import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
// deno-lint-ignore no-import-prefix -- only these tests need it, on an open network
import type { Page } from "npm:puppeteer-core@^25.0.0";
import { startProxy } from "../../chaos/proxy.ts";
import { Random } from "../../chaos/random.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { until } from "../../support/wait.ts";
import { serving } from "../serving.ts";
import { inEachBrowser, type TestBrowser } from "./browser.ts";
import { chooseFiles, chooseFolder, dropFiles } from "./give_files.ts";

const MIB = 1024 * 1024;

/** Waits until every file on the page is done or has failed. */
async function allDone(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    `document.querySelectorAll("#uploads li").length === ${count} &&
      document.querySelectorAll("#uploads li.done").length === ${count}`,
    { timeout: 60_000 },
  );
}

function withFolder(
  run: (folder: string, browser: TestBrowser) => Promise<void>,
): (browser: TestBrowser) => Promise<void> {
  return async (browser) => {
    await using folder = await temporaryFolder();
    await Deno.mkdir(join(folder.path, "in"));
    await run(folder.path, browser);
  };
}

/** What the destination holds, once nothing is staged. */
async function names(folder: string): Promise<string[]> {
  const all = () => Array.from(Deno.readDirSync(folder), ({ name }) => name);
  await until(
    () => !all().some((name) => name.startsWith(".sluice-") && name !== ".sluice-token"),
    "nothing is staged",
  );
  return all().filter((name) => name !== ".sluice-token").sort();
}

inEachBrowser(
  "a browser uploads picked files and a folder, verified",
  withFolder(async (folder, browser) => {
    const big = join(folder, "big é.bin");
    const content = new Random(5).bytes(9 * MIB);
    await Deno.writeFile(big, content);
    await Deno.utime(big, 1_600_000_000, 1_600_000_000);
    await Deno.writeTextFile(join(folder, "empty"), "");
    await Deno.mkdir(join(folder, "album/of"), { recursive: true });
    await Deno.writeTextFile(join(folder, "album/of/one"), "one\n");
    const into = join(folder, "in");
    await using server = await serving(["drop", into]);
    await using visit = await browser.openPage();
    const { page, faults } = visit;
    await page.goto(server.url);
    await chooseFiles(visit, "#pick", [big, join(folder, "empty")]);
    await allDone(page, 2);
    await chooseFolder(visit, "#pick-folder", "#picked-folder", join(folder, "album"));
    await allDone(page, 3);
    assertEquals(await Deno.readFile(join(into, "big é.bin")), content);
    assertEquals((await Deno.stat(join(into, "big é.bin"))).mtime?.getTime(), 1_600_000_000_000);
    assertEquals(await Deno.readTextFile(join(into, "album/of/one")), "one\n");
    assertEquals(await names(into), ["album", "big é.bin", "empty"]);
    assertEquals(faults, []);
    // The same file again gets another name.
    await chooseFiles(visit, "#pick", [big]);
    await allDone(page, 4);
    assertEquals(await names(into), ["album", "big é (1).bin", "big é.bin", "empty"]);
  }),
);

inEachBrowser(
  "a browser uploads dropped files and folders",
  withFolder(async (folder, browser) => {
    const into = join(folder, "in");
    await Deno.mkdir(join(folder, "box/inner"), { recursive: true });
    await Deno.writeTextFile(join(folder, "box/inner/a"), "a\n");
    await Deno.writeTextFile(join(folder, "loose"), "loose\n");
    await using server = await serving(["drop", into]);
    await using visit = await browser.openPage();
    const { page, faults } = visit;
    await page.goto(server.url);
    await dropFiles(visit, [join(folder, "box"), join(folder, "loose")]);
    await allDone(page, 2);
    assertEquals(await Deno.readTextFile(join(into, "box/inner/a")), "a\n");
    assertEquals(await Deno.readTextFile(join(into, "loose")), "loose\n");
    assertEquals(faults, []);
  }),
  { onlyChromium: "a test cannot drop a folder on Firefox" },
);

inEachBrowser(
  "a browser uploads dropped files",
  withFolder(async (folder, browser) => {
    const into = join(folder, "in");
    await Deno.writeTextFile(join(folder, "one"), "1\n");
    await Deno.writeTextFile(join(folder, "two"), "2\n");
    await using server = await serving(["drop", into]);
    await using visit = await browser.openPage();
    await visit.page.goto(server.url);
    await dropFiles(visit, [join(folder, "one"), join(folder, "two")]);
    await allDone(visit.page, 2);
    assertEquals(await Deno.readTextFile(join(into, "one")), "1\n");
    assertEquals(await Deno.readTextFile(join(into, "two")), "2\n");
    assertEquals(visit.faults, []);
  }),
);

inEachBrowser(
  "an upload can be paused and resumed, and resumes after a lost connection and a reload",
  withFolder(async (folder, browser) => {
    const into = join(folder, "in");
    const [file, second] = [join(folder, "film.bin"), join(folder, "second.bin")];
    const content = new Random(6).bytes(12 * MIB);
    for (const each of [file, second]) await Deno.writeFile(each, content);
    await using server = await serving(["drop", into, "--json", "--no-token"]);
    const port = Number(new URL(server.url).port);
    // Every connection is slow; those of the page's first requests are closed after 2 MB.
    const slow = Array.from({ length: 8 }, () => ({
      faults: [{ at: 2_000_000, kind: "cut" as const, wait: 0 }],
      piece: 65536,
    }));
    const proxy = startProxy(port, slow, new Random(1), "127.0.0.1");
    try {
      await using visit = await browser.openPage();
      const { page } = visit;
      const sendAndPause = async (path: string) => {
        await chooseFiles(visit, "#pick", [path]);
        // Clicked within the page, between two parts.
        await page.evaluate(`new Promise((resolve) => {
            const watch = setInterval(() => {
              const row = document.querySelector("#open li:last-child");
              if (!(row?.querySelector("progress").value > ${3 * MIB})) return;
              clearInterval(watch);
              row.querySelector("button").click();
              resolve();
            }, 1);
          })`);
        await page.waitForSelector("#open li.paused");
      };
      await page.goto(`http://127.0.0.1:${proxy.port}/`);
      await sendAndPause(file);
      assert(proxy.struck.includes("cut"));
      await page.click("#open button");
      await allDone(page, 1);
      await sendAndPause(second);
      await page.reload();
      await page.waitForFunction(`!document.querySelector("#unfinished").hidden`);
      const hint = await page.$eval("#unfinished", (each) => each.textContent);
      assert(hint!.includes("second.bin"), hint!);
      await chooseFiles(visit, "#pick", [second]);
      await allDone(page, 1);
    } finally {
      await proxy.close();
    }
    assertEquals(await Deno.readFile(join(into, "film.bin")), content);
    assertEquals(await Deno.readFile(join(into, "second.bin")), content);
    assertEquals(await names(into), ["film.bin", "second.bin"]);
    const started = server.program.out.split("\n").filter((line) =>
      line.includes('"upload_started"')
    );
    // Each upload began once: after the interruption, the pause and the reload it resumed.
    assertEquals(started.length, 2);
  }),
  { timeout: 180_000 },
);

inEachBrowser(
  "without scripts, a phone uploads files by a form",
  withFolder(async (folder, browser) => {
    const into = join(folder, "in");
    await Deno.writeTextFile(join(folder, "a.txt"), "a\n");
    await Deno.writeFile(join(folder, "b.bin"), new Random(2).bytes(3 * MIB));
    await using server = await serving(["drop", into]);
    await using visit = await browser.openPage({ width: 360, script: false });
    const { page } = visit;
    await page.goto(server.url);
    await chooseFiles(visit, "#files", [join(folder, "a.txt"), join(folder, "b.bin")]);
    await Promise.all([page.waitForNavigation(), page.click("form button")]);
    assertEquals(await page.title(), "Sent");
    assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 360);
    assertEquals(await names(into), ["a.txt", "b.bin"]);
    assertEquals(
      await Deno.readFile(join(into, "b.bin")),
      await Deno.readFile(join(folder, "b.bin")),
    );
  }),
);
