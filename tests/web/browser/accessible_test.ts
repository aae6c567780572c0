import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { Random } from "../../chaos/random.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { serving } from "../serving.ts";
import { assertAccessible, viewsIn } from "./axe.ts";
import { inEachBrowser } from "./browser.ts";
import { chooseFiles } from "./give_files.ts";

inEachBrowser("the page of share meets WCAG 2.2 AA on phones and desks", async (browser) => {
  await using folder = await temporaryFolder();
  await Deno.mkdir(join(folder.path, "tree/a folder/inner"), { recursive: true });
  for (const name of ["one.txt", "two.jpg", "a folder/three"]) {
    await Deno.writeTextFile(join(folder.path, "tree", name), name);
  }
  await using server = await serving(["share", join(folder.path, "tree")]);
  for (const view of viewsIn(browser)) {
    await using visit = await browser.openPage(view);
    const { page, faults } = visit;
    for (const below of ["", "a%20folder/", "a%20folder/inner/"]) {
      await page.goto(server.url + below);
      await assertAccessible(page);
    }
    assertEquals(faults, []);
  }
});

inEachBrowser("the page of drop meets WCAG 2.2 AA on phones and desks", async (browser) => {
  await using folder = await temporaryFolder();
  const [small, big] = [join(folder.path, "small"), join(folder.path, "big")];
  await Deno.writeTextFile(small, "small\n");
  await Deno.writeFile(big, new Random(3).bytes(100_000));
  for (const view of viewsIn(browser)) {
    const into = await Deno.makeTempDir({ dir: folder.path });
    await using server = await serving(["drop", into, "--max-size", "50K"]);
    await using visit = await browser.openPage(view);
    const { page, faults } = visit;
    await page.goto(server.url);
    await assertAccessible(page);
    await chooseFiles(visit, "#pick", [small, big]);
    await page.waitForSelector("#uploads li.done");
    await page.waitForSelector("#uploads li.failed");
    await assertAccessible(page);
    assertEquals(faults.filter((fault) => !fault.includes("413")), []);
  }
});
