/** Gives files to a page, as a user does. @module */

import { basename, join } from "node:path";
import type { Visit } from "./open_page.ts";

/** Chooses files in the dialog that a click on `control` opens. */
export async function chooseFiles(
  { page }: Visit,
  control: string,
  paths: string[],
): Promise<void> {
  const [chooser] = await Promise.all([page.waitForFileChooser(), page.click(control)]);
  await chooser.accept(paths);
}

/**
 * Chooses a folder in the dialog that a click on `control` opens. In Firefox, whose dialog takes only
 * files, they get their paths in the folder, and are put into `input`, whose dialog that is.
 */
export async function chooseFolder(
  visit: Visit,
  control: string,
  input: string,
  folder: string,
): Promise<void> {
  const { browser, page } = visit;
  if (browser === "Chromium") return await chooseFiles(visit, control, [folder]);
  const paths = Array.from(filesIn(folder));
  const names = paths.map((path) => join(basename(folder), path.slice(folder.length + 1)));
  await holdFiles(visit, paths);
  await page.evaluate(`
    const moved = new DataTransfer();
    const names = ${JSON.stringify(names)};
    for (const [n, file] of [...${HELD}.files].entries()) {
      Object.defineProperty(file, "webkitRelativePath", { value: names[n] });
      moved.items.add(file);
    }
    ${HELD}.remove();
    const target = document.querySelector(${JSON.stringify(input)});
    target.files = moved.files;
    target.dispatchEvent(new Event("change", { bubbles: true }));
  `);
}

/** Drops files on the page; in Chromium also folders. */
export async function dropFiles(visit: Visit, paths: string[]): Promise<void> {
  const { browser, page } = visit;
  if (browser === "Firefox") {
    await holdFiles(visit, paths);
    await page.evaluate(`
      const dataTransfer = new DataTransfer();
      for (const file of ${HELD}.files) dataTransfer.items.add(file);
      ${HELD}.remove();
      const options = { bubbles: true, cancelable: true, dataTransfer };
      for (const type of ["dragenter", "dragover", "drop"]) {
        document.body.dispatchEvent(new DragEvent(type, options));
      }
    `);
    return;
  }
  const session = await page.createCDPSession();
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, x: 500, y: 200, data });
  }
  await session.detach();
}

/** The input of {@linkcode holdFiles}, in the page. */
const HELD = "document.getElementById('held')";

/** Makes an input of the test's own that holds files. */
async function holdFiles({ page }: Visit, paths: string[]): Promise<void> {
  await page.evaluate(`
    document.body.append(
      Object.assign(document.createElement("input"), { type: "file", multiple: true, id: "held" }),
    );
  `);
  const held = await page.$("input#held");
  await held!.uploadFile(...paths);
}

function* filesIn(folder: string): Iterable<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* filesIn(path);
    else yield path;
  }
}
