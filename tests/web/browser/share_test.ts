import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { temporaryFolder } from "../../support/folder.ts";
import { serving, tool } from "../serving.ts";
import { downloaded, inEachBrowser } from "./browser.ts";

const ODD = `<img src=x onerror="alert(1)"> "q" 😀.txt`;

async function makeTree(folder: string): Promise<string> {
  const tree = join(folder, "tree");
  await Deno.mkdir(join(tree, "deep/er"), { recursive: true });
  await Deno.writeFile(join(tree, "big.bin"), crypto.getRandomValues(new Uint8Array(65536)));
  await Deno.writeTextFile(join(tree, ODD), "odd\n");
  await Deno.writeTextFile(join(tree, "deep/er/inside"), "inside\n");
  await Deno.symlink("/etc/passwd", join(tree, "link"));
  return tree;
}

inEachBrowser(
  "a browser downloads a file, a folder as zip, and a selection",
  async (browser) => {
    await using folder = await temporaryFolder();
    const tree = await makeTree(folder.path);
    const downloads = join(folder.path, "downloads");
    await Deno.mkdir(downloads);
    await using server = await serving(["share", tree]);
    await using visit = await browser.openPage({ downloads });
    const { page, faults, requests } = visit;
    await page.goto(server.url);
    const names = await page.$$eval("tbody a", (links) => links.map((link) => link.textContent));
    // Folders first, no links, names escaped.
    assertEquals(names, ["deep/", ODD, "big.bin"]);

    await page.click('a[href="./big.bin"]');
    assertEquals(
      await downloaded(join(downloads, "big.bin")),
      await Deno.readFile(join(tree, "big.bin")),
    );
    await page.click("#zip");
    await downloaded(join(downloads, "tree.zip"));
    const listed = await tool("unzip", ["-Z1", join(downloads, "tree.zip")]);
    assertEquals(
      listed.out.trim().split("\n").sort(),
      [
        "tree/",
        "tree/deep/",
        "tree/deep/er/",
        "tree/deep/er/inside",
        "tree/big.bin",
        `tree/${ODD}`,
      ].sort(),
    );

    // The first checkbox belongs to the folder.
    await (await page.$('input[name="item"]'))!.click();
    assertEquals(await page.$eval("#zip", (button) => button.textContent), "Download 1 as zip");
    await page.click("#tar");
    await downloaded(join(downloads, "deep.tar"));
    const packed = await tool("tar", ["tf", join(downloads, "deep.tar")]);
    assertEquals(packed.out, "deep/\ndeep/er/\ndeep/er/inside\n");

    await page.click(`summary[aria-label^="More about <img"]`);
    await page.click("details[open] button[name=digest]");
    const hex = createHash("sha256").update("odd\n").digest("hex");
    await page.waitForFunction(`document.body.textContent.includes("${hex}")`);
    assertEquals(faults, []);
    // No requests to other hosts.
    for (const url of requests) {
      assert(url.startsWith(new URL(server.url).origin) || url.startsWith("data:"), url);
    }
  },
);

inEachBrowser(
  "without scripts, a phone shows the same page within its width, and downloads",
  async (browser) => {
    await using folder = await temporaryFolder();
    const tree = await makeTree(folder.path);
    const long = `${"long name ".repeat(20)}.txt`;
    await Deno.writeTextFile(join(tree, long), "long\n");
    const downloads = join(folder.path, "downloads");
    await Deno.mkdir(downloads);
    await using server = await serving(["share", tree]);
    await using visit = await browser.openPage({
      width: 360,
      script: false,
      dark: browser.name === "Chromium",
      downloads,
    });
    const { page } = visit;
    await page.goto(server.url);
    // No horizontal scrolling, in either layout.
    const width = async () => Number(await page.evaluate("document.documentElement.scrollWidth"));
    assertEquals(await width(), 360);
    assertEquals((await page.$$("tbody tr")).length, 4);
    await page.click("#zip");
    await downloaded(join(downloads, "tree.zip"));
    assertEquals((await tool("unzip", ["-tq", join(downloads, "tree.zip")])).code, 0);
    await page.click('a[href="./deep/"]');
    await page.waitForFunction("document.title === 'deep' && document.readyState === 'complete'");
    assertEquals(await width(), 360);
  },
);

inEachBrowser(
  "screen readers find a table",
  async (browser) => {
    await using folder = await temporaryFolder();
    const tree = await makeTree(folder.path);
    await using server = await serving(["share", tree]);
    await using visit = await browser.openPage({ width: 360 });
    const { page } = visit;
    await page.goto(server.url);
    const snapshot = JSON.stringify(
      await page.accessibility.snapshot({ interestingOnly: false }),
    );
    for (
      const role of ["table", "row", "columnheader", "cell", "heading", "main", "navigation"]
    ) {
      assert(snapshot.includes(`"role":"${role}"`), role);
    }
  },
  { onlyChromium: "Firefox does not report its accessibility tree" },
);

inEachBrowser(
  "every control is reachable by keyboard and has a name",
  async (browser) => {
    await using folder = await temporaryFolder();
    const tree = await makeTree(folder.path);
    await using server = await serving(["share", tree]);
    await using visit = await browser.openPage({ width: 360 });
    const { page } = visit;
    await page.goto(server.url);
    const names: string[] = [];
    for (let i = 0; i < 40 && !names.includes("SHA256SUMS"); i++) {
      await page.keyboard.press("Tab");
      const name = await page.evaluate(
        "(document.activeElement.ariaLabel ?? document.activeElement.textContent).trim()",
      );
      assert(name !== "");
      names.push(String(name));
    }
    for (
      const name of ["Top", "Download all as zip", "Select all", "Select big.bin", "big.bin"]
    ) {
      assert(names.includes(name), `${name} in ${names}`);
    }
  },
);

inEachBrowser(
  "rejects a wrong password, and accepts the right one",
  async (browser) => {
    await using folder = await temporaryFolder();
    const tree = await makeTree(folder.path);
    await using server = await serving(["share", tree, "--password"], {
      SLUICE_SECRET: "pä:ss of 16 letters",
    });
    await using visit = await browser.openPage();
    const { page } = visit;
    await page.authenticate({ username: "any", password: "wrong" });
    // A browser stops asking after some wrong passwords.
    const refused = await page.goto(server.url).then((answer) => answer?.status(), () => 401);
    assertEquals(refused, 401);
    await server.program.waitFor(/request rejected: [Ww]rong password/);
    await using second = await browser.openPage();
    await second.page.authenticate({ username: "any", password: "pä:ss of 16 letters" });
    assertEquals((await second.page.goto(server.url))?.status(), 200);
    assertEquals(await second.page.title(), "tree");
  },
);
