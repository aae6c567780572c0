/** Debian's chromium, controlled by puppeteer. @module */

// deno-lint-ignore no-import-prefix -- only these tests need it, on an open network
import puppeteer, { type Browser, type Page } from "npm:puppeteer-core@^25.0.0";
import { until } from "../../support/wait.ts";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * The browser's executable, installed if necessary; undefined, with the reason on the console, if
 * that is not possible.
 */
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

/** A page, with its errors and requests. */
export interface Visit {
  page: Page;
  /** Errors of scripts, and violations of the page's policy. */
  faults: string[];
  /** Every URL that it requested. */
  requests: string[];
}

/** Starts the browser with a temporary profile. */
export async function startBrowser(executablePath: string): Promise<Browser> {
  return await puppeteer.launch({
    executablePath,
    // Chromium refuses to run as root with its sandbox; tests in containers run as root.
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--no-proxy-server"],
    acceptInsecureCerts: true,
  });
}

/** Opens a page in its own session. */
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

/** Resolves to the bytes of a file when it is complete. */
export async function downloaded(path: string): Promise<Uint8Array> {
  // The browser renames the file when it is complete.
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
