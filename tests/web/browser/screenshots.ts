/**
 * Takes pictures of the pages of `share` and `drop` in Chromium, for people who look at them: on a phone
 * and on a desk, light and dark.
 *
 *     deno task record --pages FOLDER
 *
 * @module
 */

import { join } from "node:path";
import { temporaryFolder } from "../../support/folder.ts";
import { type Serving, serving } from "../serving.ts";
import { findBrowser } from "./find_browser.ts";
import { Browsers } from "./launch.ts";
import { openPage, type Visit } from "./open_page.ts";

const WIDTHS = [360, 1280];
const MIB = 2 ** 20;
const ENDINGS = ["jpg", "txt", "mp4", "pdf", "tar.gz", "svg", "html", "mp3"];
/** Sizes of what is uploaded, of which the second is too large. */
const UPLOADS = [12, 41 * MIB, 30 * MIB, 34 * MIB, 36 * MIB, 38 * MIB];

/** Pictures a page in every width and scheme. */
class Album {
  readonly #browsers = new Browsers();

  constructor(readonly executable: string, readonly folder: string) {}

  /** @param show Brings the page into the state of the picture. */
  async add(name: string, show: (visit: Visit) => Promise<void>): Promise<void> {
    for (const dark of [false, true]) {
      for (const width of WIDTHS) {
        const browser = await this.#browsers.get("Chromium", this.executable, dark);
        await using visit = await openPage("Chromium", browser, { width, dark });
        await show(visit);
        const scheme = dark ? "dark" : "light";
        const path = join(this.folder, `${name} ${width} ${scheme}.png`);
        await visit.page.screenshot({ path: path as `${string}.png`, fullPage: true });
        console.log(path);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browsers[Symbol.asyncDispose]();
  }
}

/** Makes a folder with 30 entries of many kinds. */
async function makeTree(tree: string): Promise<void> {
  for (const folder of ["a folder/inner", "photos", "été 2026"]) {
    await Deno.mkdir(join(tree, folder), { recursive: true });
  }
  await Deno.writeTextFile(join(tree, "photos/one.jpg"), "one");
  await Deno.writeTextFile(join(tree, `${"a long name ".repeat(15)}.txt`), "long\n");
  await Deno.writeTextFile(join(tree, "empty"), "");
  for (let n = 1; n <= 25; n++) {
    const path = join(tree, `file ${n}.${ENDINGS[n % ENDINGS.length]}`);
    await makeFile(path, n ** 5 * 13);
    await Deno.utime(path, 1_780_000_000 - n * 86_400, 1_780_000_000 - n * 86_400);
  }
}

async function makeFile(path: string, size: number): Promise<void> {
  await Deno.writeTextFile(path, "");
  await Deno.truncate(path, size);
}

async function pictureShare(album: Album, folder: string): Promise<void> {
  await makeTree(join(folder, "holiday"));
  await using server = await serving(["share", join(folder, "holiday")]);
  const go = (path: string) => async ({ page }: Visit) => {
    await page.goto(new URL(path, server.url).href);
  };
  await album.add("share", go("./"));
  await album.add("share, a folder", go("./photos/"));
  await album.add("share, an empty folder", go("./a%20folder/inner/"));
  await album.add("share, not found", go("./missing"));
}

async function pictureDrop(album: Album, folder: string): Promise<void> {
  const files = UPLOADS.map((_, n) => join(folder, `upload ${n + 1}.bin`));
  for (const [n, file] of files.entries()) await makeFile(file, UPLOADS[n]!);
  const drop = async () =>
    await serving(["drop", await Deno.makeTempDir({ dir: folder }), "--max-size", "40M"]);
  await using idle = await drop();
  await album.add("drop", async ({ page }) => void await page.goto(idle.url));
  const servers: Serving[] = [];
  try {
    await album.add("drop, in every state", async ({ page }) => {
      const server = await drop();
      servers.push(server);
      await page.goto(server.url);
      const input = await page.waitForSelector("input#picked");
      await input!.uploadFile(...files);
      await page.waitForFunction(
        "['done', 'failed', 'running'].every((each) => document.querySelector(`#uploads .${each}`))",
        { timeout: 60_000 },
      );
      await page.$eval("#uploads .running button", (button) => button.click());
    });
  } finally {
    for (const server of servers) await server[Symbol.asyncDispose]();
  }
}

if (import.meta.main) {
  const [target] = Deno.args;
  const executable = await findBrowser("Chromium");
  if (target === undefined || executable === undefined) Deno.exit(target === undefined ? 64 : 69);
  await Deno.mkdir(target, { recursive: true });
  await using folder = await temporaryFolder();
  await using album = new Album(executable, target);
  await pictureShare(album, folder.path);
  await pictureDrop(album, folder.path);
}
