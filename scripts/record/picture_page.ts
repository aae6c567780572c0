/** Pictures the page of `sluice share`, with Chromium. @module */

import { join } from "node:path";

const CHROMIUM = ["chromium", "chromium-browser", "google-chrome"];
/** Pixels. */
const SIZE = "820,640";

/** The files of the page: their sizes in bytes, and their times. */
const FILES: Record<string, [size: number, time: string]> = {
  "beach/0001 the ferry.jpg": [3_100_000, "2026-07-14T10:22:00Z"],
  "0042 sunset over the pier.jpg": [4_200_000, "2026-07-16T21:40:00Z"],
  "film.mp4": [72_000_000, "2026-07-17T09:05:00Z"],
  "read me first.txt": [310, "2026-07-14T10:22:00Z"],
  "tickets and rooms.pdf": [11_700, "2026-07-14T10:22:00Z"],
};

/** Returns the command of Chromium; undefined: it is not installed. */
export function findChromium(): string | undefined {
  return CHROMIUM.find((name) => {
    try {
      return new Deno.Command(name, { args: ["--version"], stdout: "null", stderr: "null" })
        .outputSync().success;
    } catch {
      return false;
    }
  });
}

async function makeFolder(folder: string): Promise<void> {
  await Deno.mkdir(join(folder, "beach"), { recursive: true });
  for (const [name, [size, time]] of Object.entries(FILES)) {
    const path = join(folder, name);
    await Deno.writeFile(path, new Uint8Array(size));
    await Deno.utime(path, new Date(time), new Date(time));
  }
  await Deno.utime(join(folder, "beach"), new Date(0), new Date("2026-07-14T10:22:00Z"));
}

/** Starts the server under the host name of a user's machine; returns it and its address. */
async function startShare(
  sluice: string,
  folder: string,
): Promise<{ server: Deno.ChildProcess; url: string }> {
  const name = "echo ada > /proc/sys/kernel/hostname";
  const share = `exec '${sluice}' share '${folder}' --listen 127.0.0.1:0 --json --quiet`;
  const server = new Deno.Command("unshare", {
    args: ["--uts", "sh", "-c", `${name}; ${share}`],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let said = "";
  for await (const text of server.stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    const [url] = /http:\/\/[^"]+/.exec(said) ?? [];
    if (url !== undefined) return { server, url };
  }
  throw new Error(`share has not shown an address: ${said}`);
}

/** Writes the picture. */
export async function picturePage(
  chromium: string,
  { sluice, folder, target }: { sluice: string; folder: string; target: string },
): Promise<void> {
  const shared = join(folder, "holiday");
  await makeFolder(shared);
  const { server, url } = await startShare(sluice, shared);
  try {
    const args = ["--headless", "--no-sandbox", "--hide-scrollbars", `--window-size=${SIZE}`];
    const { success, stderr } = await new Deno.Command(chromium, {
      args: [...args, `--screenshot=${target}`, url],
      env: { TZ: "UTC" },
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  } finally {
    server.kill();
    await server.status;
  }
}
