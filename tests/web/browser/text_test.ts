import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { temporaryFolder } from "../../support/folder.ts";
import { eventsOf, start } from "../../support/program.ts";
import { until } from "../../support/wait.ts";
import { serving } from "../serving.ts";
import { assertAccessible, viewsIn } from "./axe.ts";
import { inEachBrowser, type Visit } from "./browser.ts";

const TEXT = "https://example.org/?a=1&b=<b>\n\tzwei ü 🙂";
const news = ({ page }: Visit, id: string) => page.$eval(`#${id}`, (each) => each.textContent);
const says = ({ page }: Visit, id: string, text: string) =>
  page.waitForFunction(`document.getElementById("${id}").textContent === ${JSON.stringify(text)}`);

const value = ({ page }: Visit) => page.evaluate(`document.getElementById("text").value`);

/** Pastes, as a user does: keys would write tabs. */
const fill = ({ page }: Visit, text: string) =>
  page.evaluate(`document.getElementById("text").value = ${JSON.stringify(text)}`);

inEachBrowser("a text from the page reaches the terminal, and is not stored", async (browser) => {
  await using folder = await temporaryFolder();
  await using server = await serving(["drop", folder.path]);
  await using visit = await browser.openPage();
  const { page, faults } = visit;
  await page.goto(server.url);
  await page.type("#text", "one");
  await page.click("#text-form button");
  await says(visit, "text-news", "Sent: it is shown in the terminal there.");
  assertEquals(await value(visit), "");
  await fill(visit, `${TEXT}\x1b[2J`);
  await page.focus("#text");
  await page.keyboard.down("Control");
  await page.keyboard.press("Enter");
  await page.keyboard.up("Control");
  await server.program.waitFor(/A text from 127\.0\.0\.1:\none\n/);
  await server.program.waitFor(/\n\tzwei ü 🙂\\x1b\[2J\n/);
  assertStringIncludes(server.program.err, "https://example.org/?a=1&b=<b>\n");
  assertEquals(server.program.out, "");
  // Only the secret of the address, which the next run shows again.
  const names = Array.from(Deno.readDirSync(folder.path), ({ name }) => name);
  assertEquals(names.filter((name) => name !== ".sluice-token"), []);
  assertEquals(faults, []);
});

inEachBrowser("the page says why a text is not sent, and keeps it", async (browser) => {
  await using folder = await temporaryFolder();
  await using server = await serving(["drop", folder.path]);
  await using visit = await browser.openPage({ width: 360 });
  const { page } = visit;
  await page.goto(`${server.url}?lang=de`);
  await page.click("#text-form button");
  await says(visit, "text-news", "Es gibt keinen Text zu senden.");
  await fill(visit, "ü".repeat(40_000));
  await page.click("#text-form button");
  await says(visit, "text-news", "Dieser Text ist länger als 64,0 KiB: Senden Sie ihn als Datei.");
  assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 360);
  await server.program.stop();
  await fill(visit, "kept");
  await page.click("#text-form button");
  await says(visit, "text-news", "Nicht gesendet: Der andere Rechner antwortet nicht.");
  assertEquals(await value(visit), "kept");
});

inEachBrowser("without scripts a form sends the text, and a page says so", async (browser) => {
  await using folder = await temporaryFolder();
  await using server = await serving(["drop", folder.path, "--json", "--tls", "--once"]);
  await using visit = await browser.openPage({ script: false });
  const { page } = visit;
  await page.goto(server.url);
  await page.type("#text", "a & b\nc");
  await Promise.all([page.waitForNavigation(), page.click("#text-form button")]);
  assertMatch(await page.$eval("h1", (each) => each.textContent), /^Sent/);
  // A text is the one transfer.
  assertEquals((await server.program.ended).code, 0);
  const found = eventsOf(server.program).filter(({ event }) => event === "text");
  assertEquals(found.map(({ text }) => text), ["a & b\nc"]);
});

/** Shares a text from standard input. */
async function sharing(text: string, ...flags: string[]) {
  const words = ["share", "--text", "-", "--listen", "127.0.0.1:0", ...flags];
  const program = await start(words, { stdin: text });
  const [, url] = await program.waitFor(/^ {2}(https?:\/\/\S+)$/m);
  return { program, url: url!, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

/** What a text field of the page gets when the user pastes. */
async function pasted({ page }: Visit): Promise<string> {
  await page.evaluate(`
    document.body.append(Object.assign(document.createElement("textarea"), { id: "field" }));
    document.getElementById("field").focus();
  `);
  await page.keyboard.down("Control");
  await page.keyboard.press("v");
  await page.keyboard.up("Control");
  await page.waitForFunction(`document.getElementById("field").value !== ""`);
  return String(await page.evaluate(`document.getElementById("field").value`));
}

for (const secure of [true, false]) {
  inEachBrowser(
    `one press copies a shared text ${secure ? "" : "where the page may not use the clipboard"}`
      .trim(),
    async (browser) => {
      await using folder = await temporaryFolder();
      await Deno.writeTextFile(`${folder.path}/file`, "x");
      const name = secure ? `${folder.path}/file` : "";
      await using server = await sharing(`${TEXT}\u202e\n`, ...name === "" ? [] : [name]);
      await using visit = await browser.openPage();
      const { page, faults } = visit;
      if (!secure) {
        // As on an address of the local network that is not encrypted.
        await page.evaluateOnNewDocument(
          "Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined })",
        );
      }
      await page.goto(server.url);
      const shown = await page.$eval("#shared-text", (each) => each.textContent);
      assertEquals(shown, `${TEXT}\\u{202e}`);
      const link = await page.evaluate(`
        (({ href, rel, target }) => [href, rel, target])(document.querySelector("#shared-text a"))
      `);
      assertEquals(link, ["https://example.org/?a=1&b=", "noreferrer noopener", "_blank"]);
      await page.click("#copy-text");
      await says(visit, "copy-news", "Copied");
      assertEquals(await pasted(visit), `${TEXT}\u202e`);
      assertEquals(faults, []);
    },
  );
}

inEachBrowser("a text that cannot be copied is selected", async (browser) => {
  await using server = await sharing("to be selected");
  await using visit = await browser.openPage();
  const { page } = visit;
  await page.evaluateOnNewDocument(`
    Object.defineProperty(Navigator.prototype, "clipboard", { value: undefined });
    Document.prototype.execCommand = () => false;
  `);
  await page.goto(server.url);
  await page.click("#copy-text");
  assertMatch(await page.evaluate("String(getSelection())") as string, /to be selected/);
  assertMatch(await news(visit, "copy-news") ?? "", /^Selected/);
});

inEachBrowser(
  "with --once the page shows a text on demand, and then the share ends",
  async (browser) => {
    await using server = await sharing("secret ü", "--once");
    await using visit = await browser.openPage({ width: 360, dark: true });
    const { page } = visit;
    await page.goto(server.url);
    assert(!(await page.content()).includes("secret"));
    assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 360);
    await Promise.all([page.waitForNavigation(), page.click("#main a")]);
    assertEquals(await page.evaluate("document.body.innerText"), "secret ü");
    await until(() => server.program.code !== undefined, "the share ends");
    assertEquals(server.program.code, 0);
  },
);

inEachBrowser("texts on both pages meet WCAG 2.2 AA on phones and desks", async (browser) => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/file`, "x");
  await using drop = await serving(["drop", folder.path]);
  await using both = await sharing(TEXT, `${folder.path}/file`);
  await using alone = await sharing(`${TEXT}\n`.repeat(100));
  await using once = await sharing(TEXT, "--once");
  for (const view of viewsIn(browser)) {
    await using visit = await browser.openPage(view);
    const { page, faults } = visit;
    await page.goto(drop.url);
    await page.click("#text-form button");
    await says(visit, "text-news", "There is no text to send.");
    await assertAccessible(page);
    await fill(visit, "a");
    await page.click("#text-form button");
    await says(visit, "text-news", "Sent: it is shown in the terminal there.");
    await assertAccessible(page);
    for (const { url } of [both, alone, once]) {
      await page.goto(url);
      await assertAccessible(page);
      if (url !== once.url) await page.click("#copy-text");
      if (url !== once.url) await says(visit, "copy-news", "Copied");
      await assertAccessible(page);
    }
    assertEquals(faults, []);
  }
});
