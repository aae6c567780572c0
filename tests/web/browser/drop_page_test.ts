import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
// deno-lint-ignore no-import-prefix -- only these tests need it, on an open network
import type { Page } from "npm:puppeteer-core@^25.0.0";
import { temporaryFolder } from "../../support/folder.ts";
import { freePort } from "../../support/free_port.ts";
import { serving } from "../serving.ts";
import { assertAccessible } from "./axe.ts";
import { inEachBrowser, type PageOptions, type Visit } from "./browser.ts";
import { holdingRelay } from "./holding_relay.ts";

const MIB = 1024 * 1024;
/** Bytes after which a relay holds an upload. */
const HELD = 3_000_000;

/** A file that the page is given. */
interface Given {
  name: string;
  /** @default {its name} */
  text?: string;
  /** Instead: that many bytes. */
  size?: number;
  /** @default {1_600_000_000_000} */
  mtime?: number;
}

interface Place {
  /** The destination. */
  into: string;
  /** Opens a page that may be left while it uploads. */
  open: (options?: PageOptions) => Promise<Visit>;
}

function pageTest(name: string, run: (place: Place) => Promise<void>): void {
  inEachBrowser(name, async (browser) => {
    await using folder = await temporaryFolder();
    const into = join(folder.path, "in");
    await Deno.mkdir(into);
    const open = async (options: PageOptions = {}) => {
      const visit = await browser.openPage(options);
      visit.page.on("dialog", (dialog) => void dialog.accept());
      return visit;
    };
    await run({ into, open });
  });
}

/** An expression of the page that makes a DataTransfer of files. */
function transferOf(files: readonly Given[]): string {
  return `${JSON.stringify(files)}.reduce((transfer, { name, text, size, mtime }) => {
    const content = size === undefined ? text ?? name : new Uint8Array(size);
    const lastModified = mtime ?? 1_600_000_000_000;
    transfer.items.add(new File([content], name, { lastModified }));
    return transfer;
  }, new DataTransfer())`;
}

/** Gives files to the page as its file dialog does. */
async function choose(page: Page, files: readonly Given[]): Promise<void> {
  await page.evaluate(`{
    const picked = document.getElementById("picked");
    picked.files = ${transferOf(files)}.files;
    picked.dispatchEvent(new Event("change"));
  }`);
}

async function waitFor(page: Page, condition: string): Promise<void> {
  await page.waitForFunction(condition, { timeout: 60_000 });
}

/** Waits for a row, of a state, with a name. */
async function waitForRow(page: Page, state: string, name: string): Promise<string> {
  const row = `[...document.querySelectorAll("#uploads li.${state}")]
    .find((row) => row.querySelector(".what").textContent === ${JSON.stringify(name)})`;
  await waitFor(page, `${row} !== undefined`);
  return String(await page.evaluate(`${row}.querySelector(".status").textContent`));
}

async function textOf(page: Page, selector: string): Promise<string> {
  return String(
    await page.evaluate(`document.querySelector(${JSON.stringify(selector)}).textContent`),
  );
}

/** Waits until some bytes of a file have arrived, behind a relay that then stops. */
async function waitForSome(page: Page): Promise<void> {
  await waitFor(page, `document.querySelector("#uploads li progress")?.value > ${2 * MIB}`);
}

pageTest("many files have few rows, and the sent ones are a line that opens", async (place) => {
  await using server = await serving(["drop", place.into]);
  await using visit = await place.open();
  const { page, faults } = visit;
  await page.goto(server.url);
  const files = Array.from({ length: 150 }, (_, n) => ({ name: `note ${n}` }));
  await page.evaluate(`
    globalThis.most = 0;
    new MutationObserver(() => {
      most = Math.max(most, document.querySelectorAll("#uploads li").length);
    }).observe(document.getElementById("uploads"), { childList: true, subtree: true });
  `);
  await choose(page, files);
  await waitFor(page, `document.getElementById("sent-title").textContent === "150 sent"`);
  const most = Number(await page.evaluate("most"));
  assert(most > 0 && most <= 30, `${most} rows`);
  assertEquals(await page.evaluate(`document.getElementById("sent").open`), false);
  assertEquals(await page.title().then((title) => title.startsWith("All sent")), true);
  await page.click("#sent-title");
  await waitFor(page, `document.querySelectorAll("#sent li").length === 100`);
  assertEquals(await textOf(page, "#sent .more"), "Show 50 more");
  await page.focus("#sent .more");
  await page.keyboard.press("Enter");
  await waitFor(page, `document.querySelectorAll("#sent li").length === 150`);
  // The first new row has the focus, because the button is gone.
  assertEquals(
    await page.evaluate(`document.activeElement.matches("#sent li:nth-child(101)")`),
    true,
  );
  const stored = Array.from(Deno.readDirSync(place.into), ({ name }) => name);
  assertEquals(stored.filter((name) => name.startsWith("note ")).length, 150);
  assertEquals(faults, []);
});

pageTest(
  "what the server refuses is told in the user's language and stays in view",
  async (place) => {
    await using server = await serving(
      ["drop", place.into, "--if-exists", "refuse", "--max-size", "1K"],
    );
    await Deno.writeTextFile(join(place.into, "there"), "first");
    await using visit = await place.open();
    const { page, requests } = visit;
    await page.goto(`${server.url}?lang=de`);
    await choose(page, [
      { name: "there" },
      { name: ".bashrc" },
      { name: "large", size: 2000 },
      { name: "good" },
    ]);
    assertEquals(
      await waitForRow(page, "failed", "there"),
      "eine Datei mit diesem Namen gibt es dort schon; benennen Sie Ihre um und wählen Sie sie noch einmal",
    );
    assertEquals(
      await waitForRow(page, "failed", ".bashrc"),
      "Dateien mit solchen Namen werden nicht angenommen, weil andere Programme sie lesen oder ausführen",
    );
    assertEquals(await waitForRow(page, "failed", "large"), "zu groß: höchstens 1,0 KiB");
    assertEquals(await waitForRow(page, "done", "good"), "geprüft und gespeichert");
    assert(!requests.some((url) => url.includes("large")), "the large file was sent");
    assertEquals(await textOf(page, "#failed-title"), "3 fehlgeschlagen");
    // Failed rows come first.
    const first = await page.evaluate(`document.querySelector("#uploads li").className`);
    assertEquals(first, "failed");
    await assertAccessible(page);
    await Deno.remove(join(place.into, "there"));
    await page.click("#retry-all");
    await waitForRow(page, "done", "there");
    assertEquals(await textOf(page, "#failed-title"), "2 fehlgeschlagen");
  },
);

pageTest(
  "waits for the connection and resumes by itself, also with a new program",
  async (place) => {
    const host = `127.0.0.1:${freePort()}`;
    const first = await serving(["drop", place.into, "--no-token", "--listen", host]);
    await using visit = await place.open();
    const { page } = visit;
    await page.goto(first.url);
    await first[Symbol.asyncDispose]();
    await choose(page, [{ name: "a" }, { name: "b" }]);
    const waiting = "waiting for the connection; it resumes by itself";
    await waitFor(
      page,
      `document.querySelector("#open li.running .status")?.textContent === ${
        JSON.stringify(waiting)
      }`,
    );
    await waitFor(
      page,
      `document.getElementById("speed").textContent === ${JSON.stringify(waiting)}`,
    );
    assertEquals(await textOf(page, "#news"), waiting);
    await using _second = await serving(["drop", place.into, "--no-token", "--listen", host]);
    await waitForRow(page, "done", "a");
    await waitForRow(page, "done", "b");
  },
);

for (const [target, event] of [["window", "online"], ["document", "visibilitychange"]]) {
  pageTest(`tries again at once on "${event}"`, async (place) => {
    const host = `127.0.0.1:${freePort()}`;
    const first = await serving(["drop", place.into, "--no-token", "--listen", host]);
    await using visit = await place.open();
    const { page } = visit;
    await page.goto(first.url);
    await first[Symbol.asyncDispose]();
    // Without the event it would wait for hours.
    await page.evaluate(`{
      const { setTimeout } = globalThis;
      globalThis.setTimeout = (run, ms) => setTimeout(run, ms >= 500 ? 10_000_000 : ms);
    }`);
    await choose(page, [{ name: "a" }]);
    await waitFor(page, `document.getElementById("speed").textContent !== ""`);
    await using _second = await serving(["drop", place.into, "--no-token", "--listen", host]);
    await page.evaluate(`${target}.dispatchEvent(new Event("${event}"))`);
    await waitForRow(page, "done", "a");
  });
}

pageTest("with --once the program ends after the last of several files", async (place) => {
  await using server = await serving(["drop", place.into, "--once"]);
  await using visit = await place.open();
  const { page, faults } = visit;
  await page.goto(server.url);
  const names = Array.from({ length: 12 }, (_, n) => `note ${n}`);
  await choose(page, names.map((name) => ({ name })));
  assertEquals((await server.program.ended).code, 0);
  await waitFor(page, `document.getElementById("sent-title").textContent === "12 sent"`);
  const stored = Array.from(Deno.readDirSync(place.into), ({ name }) => name);
  assertEquals(stored.sort(), names.sort());
  assertEquals(faults, []);
});

pageTest("an upload goes on when its connection is dead without a sign", async (place) => {
  await using server = await serving(["drop", place.into, "--no-token"]);
  const { port } = new URL(server.url);
  using relay = holdingRelay(Number(port), HELD, { onlyUploads: true });
  await using visit = await place.open();
  const { page } = visit;
  // The test lets a minute pass at once.
  await page.evaluateOnNewDocument(`{
    const { setInterval } = globalThis;
    const now = performance.now.bind(performance);
    globalThis.setInterval = (run, ms) => setInterval(run, ms === 15_000 ? 250 : ms);
    globalThis.passed = 0;
    performance.now = () => now() + passed;
  }`);
  await page.goto(`http://127.0.0.1:${relay.port}/`);
  await choose(page, [{ name: "large", size: 9 * MIB }, { name: "small", size: 2 * MIB }]);
  await relay.held;
  // More than once: what fits into the buffers of a dead connection still counts as sent.
  await page.evaluate("passed = 60_000; setInterval(() => passed += 60_000, 4000)");
  await waitForRow(page, "done", "large");
  await waitForRow(page, "done", "small");
  const stored = Array.from(Deno.readDirSync(place.into), ({ name }) => name);
  assertEquals(stored.filter((name) => !name.startsWith(".sluice-")).sort(), ["large", "small"]);
});

pageTest(
  "all uploads are paused and resumed with one button, which keeps the focus",
  async (place) => {
    await using server = await serving(["drop", place.into, "--no-token"]);
    using relay = holdingRelay(Number(new URL(server.url).port), HELD);
    await using visit = await place.open({ width: 360 });
    const { page } = visit;
    await page.goto(`http://127.0.0.1:${relay.port}/`);
    await choose(page, [{ name: "a", size: 9 * MIB }, { name: "b", size: 9 * MIB }, {
      name: "c",
    }]);
    await waitForSome(page);
    await page.focus("#pause-all");
    await page.keyboard.press("Enter");
    await waitFor(page, `document.querySelectorAll("#uploads li.paused").length >= 2`);
    await waitFor(page, `document.activeElement.id === "resume-all"`);
    assert((await textOf(page, "#speed")).startsWith("paused at "));
    assert((await textOf(page, "#news")).startsWith("paused at "));
    const rows = "[...document.querySelectorAll('#uploads li button')]";
    const names = await page.evaluate(`${rows}.map((each) => each.getAttribute("aria-label"))`);
    assertEquals(new Set(names as string[]).size, (names as string[]).length);
    const small = await page.evaluate(`[...document.querySelectorAll("button, summary, a")]
    .filter((each) => each.checkVisibility() && !each.matches(".skip"))
    .map((each) => each.getBoundingClientRect())
    .filter(({ width, height }) => width < 24 || height < 24).length`);
    assertEquals(small, 0);
    assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 360);
    await assertAccessible(page);
    relay.release();
    await page.keyboard.press("Enter");
    await waitFor(page, `document.activeElement.id === "pause-all"`);
  },
);

pageTest(
  "after a restart the page says what to choose again, and goes on where it was",
  async (place) => {
    const port = freePort();
    const words = ["drop", place.into, "--no-token", "--json", "--listen", `127.0.0.1:${port}`];
    await using first = await serving(words);
    using relay = holdingRelay(port, HELD);
    await using visit = await place.open();
    const { page } = visit;
    await page.goto(`http://127.0.0.1:${relay.port}/`);
    const film = { name: "film.bin", size: 9 * MIB };
    await choose(page, [film, { name: "other.bin", size: 9 * MIB }]);
    await waitForSome(page);
    await page.click("#pause-all");
    await waitForRow(page, "paused", "film.bin");
    // What is still held back belongs to requests that the page has given up.
    relay.release();
    first.program.kill("SIGINT");
    await first.program.ended;
    await using second = await serving(words);
    await page.goto("about:blank");
    await page.goto(`http://127.0.0.1:${relay.port}/`);
    await waitFor(page, `!document.getElementById("unfinished").hidden`);
    assertEquals(
      await textOf(page, "#unfinished-text"),
      "2 files are not finished. Choose them again, and they go on where they were.",
    );
    await assertAccessible(page);
    // Phones give a file another time whenever it is picked.
    await choose(page, [{ ...film, mtime: 1_700_000_000_000 }]);
    await waitForRow(page, "done", "film.bin");
    assertEquals((await Deno.stat(join(place.into, "film.bin"))).size, film.size);
    assert(!second.program.out.includes('"offset":0'), second.program.out);
    assertEquals(await textOf(page, "#unfinished-names"), "other.bin");
    await page.click("#forget");
    await page.reload();
    assertEquals(await page.evaluate(`document.getElementById("unfinished").hidden`), true);
  },
);

pageTest("uploads what is pasted, but not text into a field", async (place) => {
  await using server = await serving(["drop", place.into]);
  await using visit = await place.open();
  const { page } = visit;
  await page.goto(server.url);
  const paste = (target: string, text: string) =>
    page.evaluate(`{
      const clipboardData = ${transferOf([{ name: "image.png" }])};
      if (${JSON.stringify(text)}) clipboardData.setData("text/plain", ${JSON.stringify(text)});
      const event = new Event("paste", { bubbles: true, cancelable: true });
      ${target}.dispatchEvent(Object.defineProperty(event, "clipboardData", { value: clipboardData }));
    }`);
  await page.evaluate(`document.body.append(document.createElement("textarea"))`);
  await paste(`document.querySelector("textarea")`, "a cell");
  await paste("document.body", "");
  await waitForRow(page, "done", "image.png");
  assertEquals(await page.evaluate(`document.querySelectorAll("#uploads li").length`), 1);
  assertEquals(await Deno.readTextFile(join(place.into, "image.png")), "image.png");
});

pageTest("a file that was unreadable or refused goes on when it is chosen again", async (place) => {
  await using server = await serving(["drop", place.into, "--if-exists", "refuse"]);
  await Deno.writeTextFile(join(place.into, "a"), "first");
  await using visit = await place.open();
  const { page } = visit;
  await page.goto(server.url);
  await choose(page, [{ name: "a" }]);
  await waitForRow(page, "failed", "a");
  await Deno.remove(join(place.into, "a"));
  await choose(page, [{ name: "a" }]);
  await waitForRow(page, "done", "a");
  assertEquals(await page.evaluate(`document.querySelectorAll("#uploads li").length`), 1);
});
