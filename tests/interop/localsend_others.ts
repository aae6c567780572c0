/**
 * Other implementations of LocalSend, on a network of their own: sluice runs on `ada`, the other one on
 * `bob`. They are looked for in the folders of SLUICE_LOCALSEND_PROGRAMS, separated by colons, and in PATH:
 *
 * - `localsend-cli` and `localsendd` of PyPI (the first needs `cryptography` and `requests` beside it),
 * - `localsend-rs` and `jocalsend` of crates.io,
 * - `localsend-official`: the application's own command line program, `cli` in its repository.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { receive } from "../../commands/receive/command.ts";
import { send } from "../../commands/send/command.ts";
import { Lan, noLan } from "../lan/lan.ts";
import { temporaryFolder } from "../support/folder.ts";
import { needing, programPath } from "../support/needs.ts";
import { commandLine, type Program } from "../support/program.ts";

const reason = await noLan();
if (reason) console.warn(`tests/interop: LocalSend skipped: ${reason}`);

/** Names that cause problems: of several scripts, with blanks and signs. */
export const NAMES = ["a.bin", "ж 中 é 😀.txt", "two  blanks & 100%.txt", "empty"] as const;

/** Two machines and their folders. */
export interface Pair {
  /** The network. */
  lan: Lan;
  /** Files to send: {@linkcode NAMES}. */
  files: string;
  /** Where sluice stores what it receives. */
  into: string;
  /** Where the other implementation stores what it receives, and what it keeps. */
  home: string;
  /** Starts sluice. */
  sluice: (...args: string[]) => Promise<Program>;
  /** Starts the other implementation. */
  other: (name: string, ...args: string[]) => Program;
  /** Starts it on a terminal of its own, as full-screen programs need. */
  onTerminal: (name: string, ...args: string[]) => Program;
}

function find(name: string): string | undefined {
  for (const folder of (Deno.env.get("SLUICE_LOCALSEND_PROGRAMS") ?? "").split(":")) {
    const path = join(folder, name);
    try {
      if (folder !== "" && Deno.statSync(path).isFile) return path;
    } catch { /* not there */ }
  }
  return programPath(name);
}

const FLAGS = { receive, send };

/** A test with another implementation, and with flags of sluice. */
export function withOther(
  programs: readonly string[],
  name: string,
  run: (pair: Pair) => Promise<void>,
  needs: readonly (keyof typeof FLAGS)[] = [],
): void {
  const missing = programs.find((program) => find(program) === undefined);
  const command = needs.find((each) =>
    !FLAGS[each].flags.some((flag) => flag.name === "localsend")
  );
  const lacking = missing ?? (command && `${command} --localsend`);
  const { ignore, ...rest } = needing(name, lacking ?? false);
  Deno.test({
    ...rest,
    ignore: ignore || reason !== undefined,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () => inPair(run),
  });
}

async function inPair(run: (pair: Pair) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  const [files, into, home, state] = ["files", "into", "home", "state"].map((name) =>
    join(folder.path, name)
  ) as [string, string, string, string];
  for (const each of [files, into, home]) await Deno.mkdir(each);
  await makeFiles(files);
  await using lan = await Lan.create("ipv4");
  // They join multicast groups on the interface of the default route only.
  await lan.ip("bob", "route", "add", "default", "dev", "eth0");
  const env = {
    HOME: home,
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_DATA_HOME: join(home, "data"),
    TERM: "xterm",
    // With one of these, requests verifies certificates although localsend-cli turns that off.
    REQUESTS_CA_BUNDLE: "",
    CURL_CA_BUNDLE: "",
  };
  for (const each of [env.XDG_CONFIG_HOME, env.XDG_DATA_HOME]) await Deno.mkdir(each);
  const start = (words: string[]) => lan.startWith("bob", words, { env, cwd: home });
  await run({
    lan,
    files,
    into,
    home,
    sluice: async (...args) =>
      lan.startWith("ada", await commandLine(args), {
        cwd: into,
        env: { NO_COLOR: "1", XDG_STATE_HOME: state },
      }),
    other: (name, ...args) => start([find(name)!, ...args]),
    onTerminal(name, ...args) {
      const line = [find(name)!, ...args].map((word) => `'${word}'`).join(" ");
      const shell = `stty rows 40 cols 120; exec ${line}`;
      const words = ["script", "-qefc", shell, "/dev/null"];
      return lan.startWith("bob", words, { env, cwd: home, interactive: true });
    },
  });
}

async function makeFiles(folder: string): Promise<void> {
  for (const [index, name] of NAMES.entries()) {
    const size = name === "empty" ? 0 : 10 ** (2 * index + 2);
    const bytes = Uint8Array.from({ length: size }, (_, at) => at * (index + 7) % 251);
    await Deno.writeFile(join(folder, name), bytes);
  }
}

/** Compares the files of two folders, by name and content. */
export async function assertSame(actual: string, expected: string): Promise<void> {
  const names = (folder: string) =>
    Array.from(Deno.readDirSync(folder), ({ name }) => name)
      .filter((name) => !name.startsWith(".")).sort();
  assertEquals(names(actual), names(expected));
  for (const name of names(expected)) {
    const [a, b] = await Promise.all(
      [actual, expected].map((each) => Deno.readFile(join(each, name))),
    );
    assertEquals(a!.length, b!.length, name);
    assertEquals(Deno.inspect(a!.findIndex((byte, at) => byte !== b![at])), "-1", name);
  }
}

/** The paths of {@linkcode NAMES} in a folder. */
export function pathsIn(folder: string): string[] {
  return NAMES.map((name) => join(folder, name));
}
