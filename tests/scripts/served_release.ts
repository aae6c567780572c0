/**
 * Releases created for the tests, served on loopback, and the shells to install them with.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeArchive } from "../../scripts/release/archive.ts";
import { sha256 } from "../../scripts/release/sha256.ts";
import { archiveName, EDITIONS, TARGETS } from "../../scripts/targets.ts";
import { type Folder, temporaryFolder } from "../support/folder.ts";
import { programPath } from "../support/needs.ts";
import { writeProgram } from "../support/write_program.ts";

/** The installer as it is in the tree. */
export const INSTALLER = fileURLToPath(new URL("../../scripts/install.sh", import.meta.url));

const EVERY_SHELL = [["dash"], ["bash"], ["busybox", "sh"], ["zsh"]];

/**
 * The installed shells, as the words that start them. By default the one with the fewest extensions
 * to POSIX; `SLUICE_TEST_SHELLS=all` adds the others, as in CI.
 */
export const SHELLS: string[][] = EVERY_SHELL
  .filter(([program]) => programPath(program!) !== undefined)
  .slice(0, Deno.env.get("SLUICE_TEST_SHELLS") === "all" ? undefined : 1);

/** An executable that prints its version, as sluice does. */
export const executable = (version: string) =>
  `#!/bin/sh\n[ "$*" = --version ] && echo "sluice ${version} (Deno 2.9.6)"\n`;

/** The end of an installer. */
export interface Installed {
  code: number;
  out: string;
  err: string;
}

/** Options of {@linkcode ServedRelease.start}. */
export interface InstallOptions {
  /** Environment besides PATH, HOME and the address of the releases. @default {none} */
  env?: Record<string, string>;
  /** Words before the shell. @default {none} */
  prefix?: string[];
  /** What the shell reads from standard input instead of the installer's file. */
  stdin?: string;
}

/** A folder with releases, a home folder, and a server in front of them. */
export interface ServedRelease extends AsyncDisposable {
  /** A folder for the test. */
  readonly path: string;
  /** The installer's default folder. */
  readonly bin: string;
  /** The address of the releases. */
  readonly url: string;
  /** Requested paths, in order. */
  readonly requests: string[];
  /** Adds a release of executables; the last one added is the latest. */
  add(version: string, content?: string): Promise<void>;
  /** The path of a file of a release. */
  file(version: string, name: string): string;
  /** Answers to paths, instead of their files. */
  answers: Map<string, () => Response>;
  /** Runs the installer to its end. */
  install(shell: string[], args: string[], options?: InstallOptions): Promise<Installed>;
  /** Starts the installer. */
  start(shell: string[], args: string[], options?: InstallOptions): Deno.ChildProcess;
  /** Reads an executable. @default {sluice} */
  read(name?: string): Promise<string>;
  /** Writes an executable where the installer would. @default {as sluice} */
  put(text: string, name?: string): Promise<void>;
  /** Everything in the folder of executables; undefined if there is no such folder. */
  listBin(): string[] | undefined;
}

/** Creates a folder for releases and serves it. */
export async function servedRelease(): Promise<ServedRelease> {
  const folder = await temporaryFolder();
  // Other users read it in some tests.
  await Deno.chmod(folder.path, 0o755);
  await Deno.copyFile(INSTALLER, join(folder.path, "install.sh"));
  await Deno.chmod(join(folder.path, "install.sh"), 0o755);
  return new Served(folder);
}

class Served implements ServedRelease {
  readonly #folder: Folder;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly path: string;
  readonly bin: string;
  readonly url: string;
  readonly requests: string[] = [];
  readonly answers = new Map<string, () => Response>();
  #latest = "";

  constructor(folder: Folder) {
    this.#folder = folder;
    this.path = folder.path;
    this.bin = join(folder.path, "home/.local/bin");
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.#answer(new URL(request.url).pathname),
    );
    this.url = `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async #answer(path: string): Promise<Response> {
    this.requests.push(path);
    const other = this.answers.get(path.split("/").at(-1)!);
    if (other !== undefined) return other();
    const file = path.replace(/^\/latest\/download\//, `/download/v${this.#latest}/`);
    try {
      return new Response(await Deno.readFile(join(this.path, file)));
    } catch {
      return new Response("not found\n", { status: 404 });
    }
  }

  file(version: string, name: string): string {
    return join(this.path, "download", `v${version}`, name);
  }

  async add(version: string, content = executable(version)): Promise<void> {
    const source = join(this.path, "executable");
    await Deno.writeTextFile(source, content);
    const sums: string[] = [];
    for (const target of TARGETS.filter(({ archive }) => archive === "tar.gz")) {
      for (const [name] of EDITIONS) {
        const archive = archiveName(name, target);
        const path = this.file(version, archive);
        const inside = `${archive.replace(".tar.gz", "")}/${name}`;
        await Deno.mkdir(dirname(path), { recursive: true });
        await writeArchive("tar.gz", path, [{ name: inside, source, mode: 0o755 }], {
          mtime: new Date(0),
        });
        sums.push(`${await sha256(path)}  ${archive}\n`);
      }
    }
    await Deno.writeTextFile(this.file(version, "SHA256SUMS"), sums.join(""));
    this.#latest = version;
  }

  start(shell: string[], args: string[], options: InstallOptions = {}): Deno.ChildProcess {
    const script = options.stdin === undefined ? [join(this.path, "install.sh")] : ["-s", "--"];
    const [program, ...words] = [...options.prefix ?? [], ...shell, ...script, ...args];
    const child = new Deno.Command(programPath(program!)!, {
      args: words,
      cwd: this.path,
      clearEnv: true,
      env: {
        PATH: Deno.env.get("PATH")!,
        HOME: join(this.path, "home"),
        SLUICE_BASE_URL: this.url,
        ...options.env,
      },
      stdin: options.stdin === undefined ? "null" : "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    if (options.stdin !== undefined) {
      void ReadableStream.from([new TextEncoder().encode(options.stdin)])
        .pipeTo(child.stdin).catch(() => {});
    }
    return child;
  }

  async install(shell: string[], args: string[], options?: InstallOptions): Promise<Installed> {
    const { code, stdout, stderr } = await this.start(shell, args, options).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, out: text(stdout), err: text(stderr) };
  }

  read(name = "sluice"): Promise<string> {
    return Deno.readTextFile(join(this.bin, name));
  }

  async put(text: string, name = "sluice"): Promise<void> {
    await Deno.mkdir(this.bin, { recursive: true });
    await writeProgram(join(this.bin, name), text);
  }

  listBin(): string[] | undefined {
    try {
      return Array.from(Deno.readDirSync(this.bin), ({ name }) => name).sort();
    } catch {
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
    await this.#folder[Symbol.asyncDispose]();
  }
}
