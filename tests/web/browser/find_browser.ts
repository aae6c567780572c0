/** Finds the browsers of the tests, or installs them. @module */

/** A browser that the tests run in. */
export type BrowserName = "Chromium" | "Firefox";

const PROGRAMS: Record<BrowserName, { paths: string[]; debian: string }> = {
  Chromium: {
    paths: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
    debian: "chromium",
  },
  Firefox: { paths: ["/usr/bin/firefox-esr", "/usr/bin/firefox"], debian: "firefox-esr" },
};

/** Milliseconds. */
const INSTALLATION = 120_000;

/**
 * The browser's executable, installed if necessary; undefined, with the reason on the console, if
 * that is not possible.
 */
export async function findBrowser(name: BrowserName): Promise<string | undefined> {
  const { paths, debian } = PROGRAMS[name];
  const found = await firstFile(paths);
  if (found !== undefined) return found;
  const why = Deno.build.os === "linux" ? await install(debian) : "only looked for on Linux";
  const installed = await firstFile(paths);
  if (installed === undefined) {
    console.error(`without ${name}: ${debian} is not installed and cannot be: ${why}`);
  }
  return installed;
}

/** Installs a package; returns what went wrong. */
async function install(debian: string): Promise<string> {
  try {
    const { stderr } = await new Deno.Command("apt-get", {
      // Another file of tests may be installing it at the moment.
      args: ["-o", "DPkg::Lock::Timeout=60", "install", "-y", "--no-install-recommends", debian],
      env: { DEBIAN_FRONTEND: "noninteractive" },
      stdin: "null",
      signal: AbortSignal.timeout(INSTALLATION),
    }).output();
    return new TextDecoder().decode(stderr).trim().split("\n").at(-1) ?? "";
  } catch (error) {
    return String(error);
  }
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    try {
      if ((await Deno.stat(path)).isFile) return path;
    } catch { /* not there */ }
  }
}
