/** Tests in Chromium and Firefox. @module */

import { needing } from "../../support/needs.ts";
import { until } from "../../support/wait.ts";
import { type BrowserName, findBrowser } from "./find_browser.ts";
import { Browsers } from "./launch.ts";
import { openPage, type PageOptions, type Visit } from "./open_page.ts";

export type { PageOptions, Visit } from "./open_page.ts";

const NAMES: readonly BrowserName[] = ["Chromium", "Firefox"];
/** Milliseconds: the first test of a file also starts the browser. */
const DEADLINE = 240_000;

/** The browser of a test. */
export interface TestBrowser {
  /** Its name. */
  readonly name: BrowserName;
  /** Opens a page in its own session; `await using` closes it. Dark pages in Firefox take a second Firefox. */
  openPage(options?: PageOptions): Promise<Visit>;
}

/** Options of {@linkcode inEachBrowser}. */
export interface BrowserTestOptions {
  /** Milliseconds. @default {4 minutes} */
  timeout?: number;
  /** Why the test runs in Chromium only; part of its name. @default {it runs in both} */
  onlyChromium?: string;
}

/** Registers a test for each browser: "NAME in Chromium", "NAME in Firefox". */
export function inEachBrowser(
  name: string,
  fn: (browser: TestBrowser) => Promise<void>,
  { timeout = DEADLINE, onlyChromium }: BrowserTestOptions = {},
): void {
  closeAtEnd();
  for (const browser of onlyChromium === undefined ? NAMES : NAMES.slice(0, 1)) {
    const executable = executables.get(browser);
    const where = onlyChromium === undefined ? browser : `${browser} only: ${onlyChromium}`;
    Deno.test({
      ...needing(`${name} in ${where}`, executable === undefined && browser),
      timeout,
      fn: () =>
        fn({
          name: browser,
          async openPage(options = {}) {
            const started = await browsers.get(browser, executable!, options.dark ?? false);
            return await openPage(browser, started, options);
          },
        }),
    });
  }
}

/** Where the browsers are; looked for once in a file of tests. */
const executables = new Map<BrowserName, string | undefined>();
for (const name of NAMES) executables.set(name, await findBrowser(name));

/** All tests of a file share them, because a start takes seconds. */
const browsers = new Browsers();
let closes = false;

function closeAtEnd(): void {
  if (closes) return;
  closes = true;
  Deno.test.afterAll(() => browsers[Symbol.asyncDispose]());
}

/** Resolves to the bytes of a file, which is not empty, when it is complete. */
export async function downloaded(path: string): Promise<Uint8Array> {
  // Chromium renames the file when it is complete; Firefox keeps the name by an empty file until then.
  await until(() => isComplete(path), `${path} is downloaded`);
  return await Deno.readFile(path);
}

function isComplete(path: string): boolean {
  try {
    return Deno.statSync(path).size > 0;
  } catch {
    return false;
  }
}
