/** The page of a shared folder: order, filter, menus, pictures. @module */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
// deno-lint-ignore no-import-prefix -- only these tests need it, on an open network
import type { Page } from "npm:puppeteer-core@^25.0.0";
import { temporaryFolder } from "../../support/folder.ts";
import { serving } from "../serving.ts";
import { assertAccessible } from "./axe.ts";
import { inEachBrowser, type Visit } from "./browser.ts";

/** A picture of one pixel. */
const PNG = Uint8Array.fromBase64(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
);

type Files = Record<string, string | Uint8Array>;

async function makeFiles(folder: string, files: Files): Promise<string> {
  const tree = join(folder, "tree");
  await Deno.mkdir(tree);
  for (const [name, content] of Object.entries(files)) {
    const path = join(tree, name);
    if (name.endsWith("/")) await Deno.mkdir(path);
    else {await Deno.writeFile(
        path,
        typeof content === "string" ? new TextEncoder().encode(content) : content,
      );}
  }
  return tree;
}

const shown = (page: Page): Promise<string[]> =>
  page.$$eval(
    "tbody tr",
    (rows) =>
      rows.filter((row) => !row.hasAttribute("hidden")).map((row) =>
        row.querySelector("bdi")!.textContent!
      ),
  );

/** The name of what has the focus, for `evaluate`. */
const FOCUSED = "(document.activeElement.ariaLabel ?? document.activeElement.textContent).trim()";

/** Waits for the focus: the event of a dialog that closes comes after it is closed. */
async function focusIs(page: Page, name: string): Promise<void> {
  await page.waitForFunction(`${FOCUSED} === ${JSON.stringify(name)}`);
}

async function openDialog({ page }: Visit, link: string): Promise<void> {
  await page.click(`a[href="./${link}"]`);
  await page.waitForSelector("dialog[open]");
}

inEachBrowser("sorts by its headings, and filters the rows while typing", async (browser) => {
  await using folder = await temporaryFolder();
  const tree = await makeFiles(folder.path, {
    "sub/": "",
    "a.txt": "123",
    "B.jpg": "1",
    "ab.png": PNG,
  });
  await using server = await serving(["share", tree]);
  await using visit = await browser.openPage();
  const { page, faults } = visit;
  await page.goto(server.url);
  assertEquals(await shown(page), ["sub", "a.txt", "ab.png", "B.jpg"]);
  await page.click("th.size a");
  await page.waitForSelector('th.size[aria-sort="ascending"]');
  assertEquals(await shown(page), ["sub", "B.jpg", "a.txt", "ab.png"]);
  await page.click("#all");
  assertMatch(await page.$eval("#chosen", (each) => each.textContent!), /^4 selected$/);
  await page.type("#filter", "AB");
  assertEquals(await shown(page), ["ab.png"]);
  await page.waitForFunction('document.getElementById("found").textContent === "1 match"');
  // What is hidden is no longer selected.
  assertMatch(await page.$eval("#chosen", (each) => each.textContent!), /^1 selected, \d+ B$/);
  await page.type("#filter", "x");
  await page.waitForFunction(
    'document.getElementById("found").textContent === "No name contains “ABx”."',
  );
  assertEquals(faults, []);
});

inEachBrowser("the filter finds names of all pages", async (browser) => {
  await using folder = await temporaryFolder();
  const files: Files = {};
  for (let i = 0; i < 1003; i++) files[`f${i}`] = "";
  const tree = await makeFiles(folder.path, files);
  await using server = await serving(["share", tree]);
  await using visit = await browser.openPage();
  const { page, faults } = visit;
  await page.goto(server.url);
  assertEquals((await shown(page)).length, 1000);
  await page.click('a[rel="next"]');
  await page.waitForSelector('a[rel="prev"]');
  assertEquals(await shown(page), ["f1000", "f1001", "f1002"]);
  await page.type("#filter", "f100");
  await page.waitForFunction('document.querySelectorAll("tbody tr").length === 4');
  assertEquals(await shown(page), ["f100", "f1000", "f1001", "f1002"]);
  assert(page.url().endsWith("?filter=f100"), page.url());
  await page.waitForFunction('document.getElementById("found").textContent === "4 matches"');
  await page.click("#all");
  assertMatch(await page.$eval("#chosen", (each) => each.textContent!), /^4 selected, 0 B$/);
  assertEquals(faults, []);
});

inEachBrowser("another order and another language keep the typed filter", async (browser) => {
  await using folder = await temporaryFolder();
  const tree = await makeFiles(folder.path, { "a.txt": "123", "ab.txt": "1", "b.txt": "" });
  await using server = await serving(["share", tree]);
  await using visit = await browser.openPage();
  const { page } = visit;
  await page.goto(server.url);
  await page.type("#filter", "A");
  assertEquals(await shown(page), ["a.txt", "ab.txt"]);
  await page.click("th.size a");
  await page.waitForSelector('th.size[aria-sort="ascending"]');
  assertEquals(await shown(page), ["ab.txt", "a.txt"]);
  await page.click('.languages a[lang="de"]');
  await page.waitForSelector('html[lang="de"]');
  assertEquals(await shown(page), ["ab.txt", "a.txt"]);
  assertEquals(await page.$eval("#filter", (each) => each.getAttribute("value")), "A");
});

inEachBrowser("without scripts the filter and the buttons of a row work", async (browser) => {
  await using folder = await temporaryFolder();
  const tree = await makeFiles(folder.path, { "a.txt": "text of a\n", "b.txt": "" });
  await using server = await serving(["share", tree]);
  await using visit = await browser.openPage({ script: false });
  const { page } = visit;
  await page.goto(server.url);
  await page.type("#filter", "A");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".found");
  assertEquals(await shown(page), ["a.txt"]);
  await page.click('summary[aria-label="More about a.txt"]');
  await page.click("details[open] button[name=view]");
  await page.waitForFunction('document.body.textContent.includes("text of a")');
  assert(page.url().endsWith("a.txt?view="), page.url());
});

inEachBrowser(
  "shows files in a dialog, by keys and swipes, and gives the focus back",
  async (browser) => {
    await using folder = await temporaryFolder();
    const tree = await makeFiles(folder.path, {
      "1.png": PNG,
      "2.txt": `<b>${"long\n".repeat(60_000)}`,
      "3.bin": "not shown",
      "4.mp3": "no music",
      "5.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    });
    await using server = await serving(["share", tree]);
    await using visit = await browser.openPage({ width: 360 });
    const { page, faults } = visit;
    await page.goto(server.url);
    const title = () => page.$eval("#shown", (each) => each.textContent);
    await openDialog(visit, "1.png");
    await page.waitForFunction('document.querySelector(".stage img").naturalWidth === 1');
    assertEquals(await page.$eval("#position", (each) => each.textContent), "1 of 4");
    await assertAccessible(page);
    await page.keyboard.press("ArrowRight");
    assertEquals(await title(), "2.txt");
    await page.waitForFunction(
      'document.querySelector(".stage pre").textContent.startsWith("<b>long")',
    );
    assertEquals(await page.$eval(".stage pre", (each) => each.textContent!.length), 256 * 1024);
    assertMatch(await page.$eval(".stage", (each) => each.textContent!), /^Only the first 256 KiB/);
    await assertAccessible(page);
    // The focus stays inside.
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press("Tab");
      const inside = await page.evaluate(
        'document.activeElement === document.body || document.querySelector("dialog").contains(document.activeElement)',
      );
      assert(inside, String(await page.evaluate(FOCUSED)));
    }
    const swipe = (from: number, to: number) =>
      page.evaluate(`{
      const stage = document.querySelector(".stage");
      const at = (x) => [{ clientX: x, clientY: 100 }];
      stage.dispatchEvent(Object.assign(new Event("touchstart", { bubbles: true }), { touches: at(${from}) }));
      stage.dispatchEvent(Object.assign(new Event("touchend", { bubbles: true }), { changedTouches: at(${to}) }));
    }`);
    await swipe(300, 100);
    assertEquals(await title(), "4.mp3");
    await page.waitForFunction(
      'document.querySelector(".stage").textContent.startsWith("This browser cannot")',
    );
    await swipe(100, 300);
    assertEquals(await title(), "2.txt");
    await swipe(100, 120);
    assertEquals(await title(), "2.txt");
    await page.click("#next");
    await page.click("#next");
    assertEquals(await title(), "5.svg");
    assert(await page.$eval("#next", (each) => each.hasAttribute("disabled")));
    await page.waitForFunction(
      'document.querySelector(".stage pre").textContent.startsWith("<svg")',
    );
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog:not([open])");
    await focusIs(page, "5.svg");
    assertEquals(faults, []);
  },
);

inEachBrowser("an error is not shown as the text of a file", async (browser) => {
  await using folder = await temporaryFolder();
  const tree = await makeFiles(folder.path, { "a.txt": "a", "gone.txt": "b" });
  await using server = await serving(["share", tree]);
  await using visit = await browser.openPage();
  const { page } = visit;
  await page.goto(server.url);
  await Deno.remove(join(tree, "gone.txt"));
  await openDialog(visit, "gone.txt");
  await page.waitForFunction(
    'document.querySelector(".stage").textContent.startsWith("The other machine cannot send")',
  );
  assertEquals((await page.$$(".stage pre")).length, 0);
});

inEachBrowser("says that a file which vanished cannot be sent", async (browser) => {
  await using folder = await temporaryFolder();
  const names = ["a.png", "b.pdf", "c.mp3"];
  const tree = await makeFiles(folder.path, Object.fromEntries(names.map((name) => [name, "?"])));
  await using server = await serving(["share", tree]);
  await using visit = await browser.openPage();
  const { page } = visit;
  await page.goto(server.url);
  for (const name of names) await Deno.remove(join(tree, name));
  await openDialog(visit, "a.png");
  for (const _ of names) {
    await page.waitForFunction(
      'document.querySelector(".stage").textContent.startsWith("The other machine cannot send")',
    );
    assertEquals((await page.$$(".stage iframe")).length, 0);
    await page.keyboard.press("ArrowRight");
  }
});

inEachBrowser("shows texts that are not UTF-8", async (browser) => {
  await using folder = await temporaryFolder();
  const tree = await makeFiles(folder.path, {
    "1.txt": new Uint8Array([0x63, 0x61, 0x66, 0xe9]),
    "2.txt": new Uint8Array([0xff, 0xfe, 0x63, 0, 0xe9, 0]),
    // The limit divides the last character.
    "3.txt": `x${"é".repeat(128 * 1024)}`,
  });
  await using server = await serving(["share", tree]);
  await using visit = await browser.openPage();
  const { page, faults } = visit;
  await page.goto(server.url);
  await openDialog(visit, "1.txt");
  for (const text of ["café", "cé", `x${"é".repeat(128 * 1024 - 1)}`]) {
    await page.waitForFunction(
      `document.querySelector(".stage pre")?.textContent === ${JSON.stringify(text)}`,
    );
    await page.keyboard.press("ArrowRight");
  }
  assertEquals(faults, []);
});

inEachBrowser("a gallery fetches small pictures only", async (browser) => {
  await using folder = await temporaryFolder();
  const large = new Uint8Array(8 * 1024 * 1024 + 1);
  large.set(PNG);
  const tree = await makeFiles(folder.path, {
    "a.png": PNG,
    "b.png": PNG,
    "large.png": large,
    "t.txt": "",
  });
  await using server = await serving(["share", tree]);
  await using visit = await browser.openPage({ dark: browser.name === "Chromium" });
  const { page, faults, requests } = visit;
  await page.goto(server.url);
  const fetched = () =>
    requests.filter((url) => url.includes("?view")).map((url) => url.slice(server.url.length));
  assertEquals(fetched(), []);
  await page.click("#view");
  await page.waitForFunction(
    '[...document.querySelectorAll("#gallery img")].filter((each) => each.naturalWidth === 1).length === 2',
  );
  assertEquals(fetched().sort(), ["a.png?view", "b.png?view"]);
  assertEquals(await page.$$eval("#gallery li", (items) => items.map((each) => each.textContent)), [
    "a.png",
    "b.png",
    "large.png",
  ]);
  await assertAccessible(page);
  await page.click("#gallery li:nth-child(2) button");
  await page.waitForSelector("dialog[open]");
  assertEquals(await page.$eval("#position", (each) => each.textContent), "2 of 3");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog:not([open])");
  await focusIs(page, "b.png");
  await page.type("#filter", "a.p");
  assertEquals((await page.$$("#gallery li")).length, 1);
  await page.click("#view");
  assertEquals(await shown(page), ["a.png"]);
  assertEquals(faults, []);
});

inEachBrowser("the menu of a row has its link, digest, archives and numbers", async (browser) => {
  await using folder = await temporaryFolder();
  const tree = await makeFiles(folder.path, {
    "sub/": "",
    "sub/inner/": "",
    "sub/f": "123",
    "a b.bin": "hello",
  });
  await using server = await serving(["share", tree]);
  await using visit = await browser.openPage({ width: 360, dark: browser.name === "Chromium" });
  const { page, faults } = visit;
  await page.goto(server.url);
  const said = (text: string) =>
    page.waitForFunction(
      `document.querySelector("details[open] .said")?.textContent === ${JSON.stringify(text)}`,
    );
  await page.click('summary[aria-label="More about a b.bin"]');
  await page.click("details[open] button[name=digest]");
  await said(createHash("sha256").update("hello").digest("hex"));
  await assertAccessible(page);
  // As on a page that is not encrypted.
  await page.evaluate('Object.defineProperty(navigator, "clipboard", { value: undefined })');
  await page.evaluate(
    'document.addEventListener("copy", () => globalThis.copied = document.activeElement.value)',
  );
  await page.click("details[open] button[type=button]");
  await said("Copied");
  assertEquals(await page.evaluate("globalThis.copied"), `${server.url}a%20b.bin`);
  // Another menu takes its place.
  await page.click('summary[aria-label="More about sub"]');
  await page.waitForFunction('document.querySelectorAll("details[open]").length === 1');
  await page.click("details[open] button[name=total]");
  await said("1 file, 3 B; 1 folder");
  await page.keyboard.press("Escape");
  assertEquals((await page.$$("details[open]")).length, 0);
  await focusIs(page, "More about sub");
  await page.click("#code");
  await page.waitForFunction('document.querySelector("img.code").naturalWidth > 0');
  await assertAccessible(page);
  assertEquals(faults, []);
});

inEachBrowser("the menu tells in the page's language that a file vanished", async (browser) => {
  await using folder = await temporaryFolder();
  const tree = await makeFiles(folder.path, { "sub/": "", "a.bin": "a" });
  await using server = await serving(["share", tree]);
  await using visit = await browser.openPage();
  const { page } = visit;
  await page.goto(`${server.url}?lang=de`);
  await Deno.remove(join(tree, "a.bin"));
  await Deno.remove(join(tree, "sub"));
  for (const [name, button] of [["a.bin", "digest"], ["sub", "total"]]) {
    await page.click(`summary[aria-label="Mehr zu ${name}"]`);
    await page.click(`details[open] button[name=${button}]`);
    await page.waitForFunction(
      'document.querySelector("details[open] .said")?.textContent.startsWith("nicht verfügbar:")',
    );
  }
});

inEachBrowser("a phone shows twenty rows, with targets that a finger finds", async (browser) => {
  await using folder = await temporaryFolder();
  const files: Files = {
    "a long name of a file that no phone can show in one line, as it is.txt": "",
  };
  for (let i = 10; i < 40; i++) files[`IMG_20${i}.jpg`] = "";
  for (const end of ["mp3", "mp4", "pdf", "txt", "bin"]) files[`a.${end}`] = "";
  const tree = await makeFiles(folder.path, files);
  await using server = await serving(["share", tree]);
  await using visit = await browser.openPage({ width: 360 });
  const { page } = visit;
  await page.goto(server.url);
  const count = await page.evaluate(`
    [...document.querySelectorAll("tbody tr")]
      .filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length`);
  assert(Number(count) >= 20, String(count));
  const heights = await page.$$eval(
    "tbody tr",
    (rows) => rows.map((row) => Math.round(row.getBoundingClientRect().height)),
  );
  assert(Math.max(...heights) - Math.min(...heights) <= 1, heights.join(" "));
  const small = await page.evaluate(`
    [...document.querySelectorAll("a, button, summary, label, input[type=search]")]
      .filter((each) => each.checkVisibility() && !each.classList.contains("skip"))
      .filter((each) => !each.closest(".foot p, body > footer"))
      .map((each) => [each.textContent, each.getBoundingClientRect()])
      .filter(([, { width, height }]) => width < 24 || height < 24)
      .map(([text, { width, height }]) => text + " " + width + " " + height)`);
  assertEquals(small, []);
  const labels = await page.$$eval(
    "summary, input[name=item]",
    (all) => all.map((each) => each.ariaLabel),
  );
  assertEquals(new Set(labels).size, labels.length);
  // The bar stays in view.
  await page.evaluate("scrollTo(0, 300)");
  const top = await page.$eval("#zip", (each) => each.getBoundingClientRect().top);
  assert(top >= 0 && top < 60, String(top));
});

inEachBrowser("over TLS a document is shown", async (browser) => {
  await using folder = await temporaryFolder();
  const tree = await makeFiles(folder.path, { "a.pdf": pdf("shown"), "b.png": PNG });
  await using server = await serving(["share", tree, "--tls"]);
  assertMatch(server.url, /^https:/);
  await using visit = await browser.openPage();
  const { page, faults, requests } = visit;
  await page.goto(server.url);
  await openDialog(visit, "a.pdf");
  await page.waitForSelector(".stage iframe[src]");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog:not([open])");
  await openDialog(visit, "b.png");
  await page.waitForFunction('document.querySelector(".stage img").naturalWidth === 1');
  assert(requests.includes(`${server.url}a.pdf?view`), requests.join("\n"));
  assertEquals(faults.filter((fault) => /polic|refused|blocked/i.test(fault)), []);
});

/** A document of one page. */
function pdf(text: string): string {
  return `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj
4 0 obj<</Length ${text.length + 35}>>stream
BT /F1 24 Tf 40 100 Td (${text}) Tj ET
endstream endobj
trailer<</Root 1 0 R/Size 5>>
%%EOF`;
}
