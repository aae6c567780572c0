/** Pages in Chromium and Firefox. @module */

// deno-lint-ignore no-import-prefix -- only these tests need it, on an open network
import type { Browser, Page } from "npm:puppeteer-core@^25.0.0";
import type { BrowserName } from "./find_browser.ts";

/** Milliseconds to wait for what a page does: two browsers and the other tests share the machine. */
const PATIENCE = 90_000;

/** Options of {@linkcode openPage}. */
export interface PageOptions {
  /** Whether the page's scripts run; inline ones, which the pages do not have, do so in Firefox. @default {true} */
  script?: boolean;
  /** Whether the user prefers dark pages. @default {false} */
  dark?: boolean;
  /** Pixels; below 500 the page is on a phone. @default {1000} */
  width?: number;
  /** The folder for downloads. @default {none are accepted} */
  downloads?: string;
}

/** A page, with its errors and requests. */
export interface Visit extends AsyncDisposable {
  /** Where it is open. */
  browser: BrowserName;
  page: Page;
  /** Errors of scripts, and violations of the page's policy. */
  faults: string[];
  /** Every URL that it requested. */
  requests: string[];
}

/** Opens a page in its own session, in a browser that was started for its colours. */
export async function openPage(
  name: BrowserName,
  browser: Browser,
  { width = 1000, script = true, dark = false, downloads }: PageOptions = {},
): Promise<Visit> {
  const context = await browser.createBrowserContext(
    downloads === undefined
      ? {}
      : { downloadBehavior: { policy: "allow", downloadPath: downloads } },
  );
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.setViewport({ width, height: 740, isMobile: width < 500, hasTouch: width < 500 });
  if (name === "Chromium") {
    await page.emulateMediaFeatures([{
      name: "prefers-color-scheme",
      value: dark ? "dark" : "light",
    }]);
    await page.setJavaScriptEnabled(script);
  } else if (!script) await withoutScripts(page);
  const faults: string[] = [];
  const requests: string[] = [];
  // Firefox reports violations of the policy here, Chromium on the console.
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("request", (request) => requests.push(request.url()));
  return { browser: name, page, faults, requests, [Symbol.asyncDispose]: () => context.close() };
}

/** Firefox can switch off scripts only for itself, with those that puppeteer needs: they do not load. */
async function withoutScripts(page: Page): Promise<void> {
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    void (new URL(request.url()).pathname.endsWith(".js") ? request.abort() : request.continue());
  });
}
