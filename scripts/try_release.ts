/**
 * Installs from `dist/release/` on this machine, as a user would, and tests the result: the last
 * check before a release, run on each system.
 *
 *     deno run -A --no-config scripts/try_release.ts
 *
 * @module
 */

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const release = join(root, "dist/release");
const windows = Deno.build.os === "windows";
const LISTENING = /Listening on tcp:\S+:(\d+)\n/;

/** The installers to test: Windows has two shells that differ. */
const INSTALLERS: [program: string, ...words: string[]][] = windows
  ? ["powershell", "pwsh"].map((shell) => [
    shell,
    "-NoProfile",
    "-ExecutionPolicy",
    "Bypass",
    "-File",
    join(release, "install.ps1"),
  ])
  : [["sh", join(release, "install.sh")]];

interface RunOptions {
  cwd: string;
  env?: Record<string, string>;
  /** Does not print the output. @default {false} */
  quiet?: boolean;
}

async function run(
  [program, ...args]: [string, ...string[]],
  { quiet, ...options }: RunOptions,
): Promise<string> {
  const command = new Deno.Command(program, { args, stdin: "null", ...options });
  const { code, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const words = [program, ...args].join(" ");
  console.log(`$ ${words}`);
  if (!quiet || code !== 0) console.log(text(stdout) + text(stderr));
  if (code !== 0) throw new Error(`${words} ended with ${code}`);
  return text(stdout);
}

/** Sends a file from the executable to itself. */
async function transfer(executable: string, cwd: string): Promise<void> {
  await Deno.writeTextFile(join(cwd, "x"), "hello\n");
  const receiver = new Deno.Command(executable, {
    args: ["receive", "--plain", "--listen", "127.0.0.1:0", "--into", "in", "--yes", "--once"],
    cwd,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let said = "";
  let sent = false;
  for await (const words of receiver.stderr.pipeThrough(new TextDecoderStream())) {
    said += words;
    const port = LISTENING.exec(said)?.[1];
    if (port === undefined || sent) continue;
    sent = true;
    try {
      await run([executable, "send", "x", "--plain", "--to", `127.0.0.1:${port}`], { cwd });
    } catch (error) {
      receiver.kill();
      throw error;
    }
  }
  const { code } = await receiver.status;
  if (code !== 0) throw new Error(`receive ended with ${code}: ${said}`);
  if (await Deno.readTextFile(join(cwd, "in/x")) !== "hello\n") throw new Error("x has changed");
  await Deno.remove(join(cwd, "in"), { recursive: true });
}

async function tryRelease(): Promise<void> {
  const { version } = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      const [, name] = /^\/download\/v[^/]+\/([\w.-]+)$/.exec(pathname) ?? [];
      try {
        return new Response((await Deno.open(join(release, name!))).readable);
      } catch {
        return new Response("not found\n", { status: 404 });
      }
    },
  );
  const cwd = await Deno.makeTempDir({ prefix: "sluice-try-" });
  const env = {
    SLUICE_BASE_URL: `http://127.0.0.1:${server.addr.port}`,
    SLUICE_INSTALL_DIR: join(cwd, "bin"),
  };
  try {
    for (const installer of INSTALLERS) {
      for (const [edition, name] of [["plain", "sluice"], ["run", "sluice-run"]] as const) {
        const dash = windows ? "-" : "--";
        const words = windows ? ["-NoPath"] : [];
        const flag = windows ? "-Edition" : "--edition";
        await run([...installer, flag, edition, ...words], { cwd, env });
        const executable = join(cwd, "bin", `${name}${windows ? ".exe" : ""}`);
        const said = await run([executable, "--version"], { cwd });
        if (!said.startsWith(`sluice ${version} `)) throw new Error(`not version ${version}`);
        const licenses = await run([executable, "licenses"], { cwd, quiet: true });
        if (!licenses.includes("deno ")) throw new Error("licenses: the text is not inside");
        await transfer(executable, cwd);
        const uninstall = `${dash}${windows ? "U" : "u"}ninstall`;
        await run([...installer, flag, edition, uninstall, ...words], { cwd, env });
      }
    }
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
  console.log(`${dirname(release)}: installs and runs on ${Deno.build.target}`);
}

if (import.meta.main) {
  try {
    await tryRelease();
  } catch (error) {
    console.error(`try release: ${error instanceof Error ? error.message : error}`);
    Deno.exit(1);
  }
}
