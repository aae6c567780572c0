/** Starts browsers, controlled by puppeteer. @module */

// deno-lint-ignore no-import-prefix -- only these tests need it, on an open network
import puppeteer, { type Browser } from "npm:puppeteer-core@^25.0.0";
import type { BrowserName } from "./find_browser.ts";

/** Milliseconds for the start, on a machine that runs other tests. */
const START = 90_000;

/** Starts a browser with a temporary profile. */
export async function launch(
  name: BrowserName,
  executablePath: string,
  dark = false,
): Promise<Browser> {
  const common = { executablePath, acceptInsecureCerts: true, timeout: START };
  if (name === "Firefox") {
    return await puppeteer.launch({
      ...common,
      browser: "firefox",
      extraPrefsFirefox: {
        // WebDriver BiDi cannot set it for a page.
        "layout.css.prefers-color-scheme.content-override": dark ? 0 : 1,
        "network.proxy.type": 0,
        // As on phones, and in headless Chromium: they take no width from the page.
        "ui.useOverlayScrollbars": 1,
      },
    });
  }
  return await puppeteer.launch({
    ...common,
    // Chromium refuses to run as root with its sandbox; tests in containers run as root.
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--no-proxy-server"],
  });
}

/** Browsers that are started when they are needed, and then shared. */
export class Browsers implements AsyncDisposable {
  readonly #started = new Map<string, Promise<Browser>>();

  /** The browser for dark or light pages; Chromium is the same for both. */
  get(name: BrowserName, executable: string, dark: boolean): Promise<Browser> {
    const key = name === "Firefox" && dark ? "Firefox, dark" : name;
    const started = this.#started.get(key) ?? launch(name, executable, dark);
    this.#started.set(key, started);
    return started;
  }

  /** Ends all of them. */
  async [Symbol.asyncDispose](): Promise<void> {
    const started = await Promise.allSettled(this.#started.values());
    this.#started.clear();
    await Promise.all(
      started.map((each) => each.status === "fulfilled" ? each.value.close() : undefined),
    );
  }
}
