/** A real browser: Debian's chromium, driven by puppeteer. @module */

import puppeteer, { type Browser, type Page } from "npm:puppeteer-core@^25.0.0";
import { until } from "../../support/wait.ts";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser's executable, installed if need be; undefined, and the reason said, where it cannot be had. */
export async function findBrowser(): Promise<string | undefined> {
  const found = await firstFile();
  if (found !== undefined) return found;
  let why = "only looked for on Linux";
  if (Deno.build.os === "linux") {
    try {
      const { success, stderr } = await new Deno.Command("apt-get", {
        args: ["install", "-y", "--no-install-recommends", "chromium"],
        env: { DEBIAN_FRONTEND: "noninteractive" },
        stdin: "null",
        signal: AbortSignal.timeout(120_000),
      }).output();
      if (success) return await firstFile();
      why = new TextDecoder().decode(stderr).trim().split("\n").at(-1) ?? "";
    } catch (error) {
      why = String(error);
    }
  }
  console.error(`without a browser: chromium is not installed and cannot be: ${why}`);
}

async function firstFile(): Promise<string | undefined> {
  for (const path of CHROMIUM) {
    try {
      if ((await Deno.stat(path)).isFile) return path;
    } catch { /* not there */ }
  }
}

/** A page, and what went wrong in it. */
export interface Visit {
  page: Page;
  /** Errors of scripts, and what the policy of the page kept from running. */
  faults: string[];
  /** Every address it asked for. */
  requests: string[];
}

/** Starts the browser. Its profile is a folder of its own, which it removes. */
export async function startBrowser(executablePath: string): Promise<Browser> {
  return await puppeteer.launch({
    executablePath,
    // It refuses to run as root within its own sandbox, which is what tests in containers do.
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--no-proxy-server"],
    acceptInsecureCerts: true,
  });
}

/** Opens a page in a session of its own. */
export async function openPage(
  browser: Browser,
  options: { width?: number; script?: boolean; dark?: boolean; downloads?: string } = {},
): Promise<Visit & AsyncDisposable> {
  const { width = 1000, script = true, dark = false, downloads } = options;
  const context = await browser.createBrowserContext(
    downloads === undefined
      ? {}
      : { downloadBehavior: { policy: "allow", downloadPath: downloads } },
  );
  const page = await context.newPage();
  await page.setViewport({ width, height: 740, isMobile: width < 500, hasTouch: width < 500 });
  await page.emulateMediaFeatures([{
    name: "prefers-color-scheme",
    value: dark ? "dark" : "light",
  }]);
  await page.setJavaScriptEnabled(script);
  const faults: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("request", (request) => requests.push(request.url()));
  return { page, faults, requests, [Symbol.asyncDispose]: () => context.close() };
}

/** Resolves once a file is there whole, and gives its bytes. */
export async function downloaded(path: string): Promise<Uint8Array> {
  // The browser gives it this name when it is whole.
  await until(() => isFile(path), `${path} is downloaded`);
  return await Deno.readFile(path);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
