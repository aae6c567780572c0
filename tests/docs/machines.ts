/**
 * Types the commands of a page at terminals of two machines, in a network that is made for it, and
 * follows what the programs announce. Needs Linux, root, `ip`, and `script` of util-linux.
 *
 * @module
 */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { configInForce } from "../../scripts/closed_network.ts";
import { type Edition, permissionFlags } from "../../scripts/permissions.ts";
import { type Host, Lan, noLan } from "../lan/lan.ts";
import { temporaryFolder } from "../support/folder.ts";
import { noTerminal } from "../support/on_terminal.ts";
import { commandLine, executable, type Program } from "../support/program.ts";
import { until } from "../support/wait.ts";
import type { Block, Printed } from "./printed.ts";

/** Returns why no machines can be made here; undefined: they can. */
export async function noMachines(): Promise<string | undefined> {
  return await noLan() ?? noTerminal();
}

/** What a program shows once the next command of the page can be typed. */
const CODE = /\b(\d{1,3}(?:-[a-z]{3,8}){2,})\b/;
const ASKS_CODE = /\bcode\b[^\n]*: *$/i;
const LINK = /https?:\/\/[\d.]+:\d+\/\w*\/?/;
const READY = [CODE, LINK, /listening on /i, /Waiting for a LocalSend device/, ASKS_CODE];
const PASSWORD = /password: (\S+)/i;
/** What an example must not cause: `warn` has no mark of its own. */
const WARNING = /^\W*warning\b|\bother users may\b|\bchmod\b/im;
const PIN = /--pinnedpubkey (sha256\/\/\S+)/;
const NEW_VALUES = [CODE, LINK, PASSWORD, PIN];

/** Commands that only the user ends. */
const ENDLESS =
  /\bsluice(-run)? (serve|share|drop|chat|relay|receive .*--listen)\b(?!.*--once)|--keep\b/;

/** What the pages send, by machine. */
const FILES: Record<string, Record<string, string>> = {
  ada: {
    "holiday/beach/0001.jpg": "sea\n".repeat(50_000),
    "holiday/diary.txt": "rain\n",
    "notes.txt": "notes\n",
    "slides.pdf": "slides\n",
    "backup/monday.tar": "monday\n",
    "project/main.ts": "main\n",
    "project/.gitignore": "build\n",
    "project/build/main.js": "built\n",
    "project/today.log": "log\n",
    "shots/Shot 00:15.png": "shot\n",
  },
  bob: { "photo.jpg": "photo\n" },
};

/** Creates the home folder of a machine. */
async function makeHome(root: string, machine: string): Promise<void> {
  for (const [name, content] of Object.entries(FILES[machine]!)) {
    await Deno.mkdir(join(root, machine, name, ".."), { recursive: true });
    await Deno.writeTextFile(join(root, machine, name), content);
  }
}

/** Namespaces need root, and users of the page are not root: `serve exec` refuses it otherwise. */
const AS_ROOT = `case "$1 $2" in "serve exec") shift 2; set -- serve exec --as-root "$@" ;; esac\n`;

/** Writes programs that the commands name: both editions, from source or the executable under test. */
async function writePrograms(folder: string): Promise<void> {
  const entry = new URL("../../scripts/start.ts", import.meta.url).pathname;
  const source = async (edition: Edition) => [
    ...[Deno.execPath(), "run", `--config=${await configInForce()}`, "--quiet", "--no-check"],
    ...await permissionFlags(edition),
    entry,
  ];
  const programs = {
    "sluice": executable === undefined ? await commandLine([]) : [executable],
    "sluice-run": await source("run"),
  };
  await Deno.mkdir(folder);
  for (const [name, words] of Object.entries(programs)) {
    const line = words.map((word) => `'${word}'`).join(" ");
    const script = `#!/bin/sh\n${name === "sluice-run" ? AS_ROOT : ""}exec ${line} "$@"\n`;
    await Deno.writeTextFile(join(folder, name), script, { mode: 0o755 });
  }
}

/** A command at a terminal. */
interface Typed {
  printed: Printed;
  program: Program;
  endless: boolean;
}

/** Types the commands of a block, and checks that each ends well and shows what the page shows. */
export async function typeBlock(block: Block): Promise<void> {
  await using folder = await temporaryFolder();
  await using lan = await Lan.create("dual");
  await writePrograms(join(folder.path, "bin"));
  for (const machine of Object.keys(FILES)) await makeHome(folder.path, machine);
  const session = new Session(lan, folder.path);
  try {
    for (const printed of block.commands) await session.type(printed);
    await session.end();
  } catch (error) {
    throw new Error(`the commands do not run as printed:\n${session.screens}`, { cause: error });
  }
}

class Session {
  readonly #lan: Lan;
  readonly #root: string;
  readonly #typed: Typed[] = [];

  constructor(lan: Lan, root: string) {
    this.#lan = lan;
    this.#root = root;
  }

  /** Types a command once the earlier ones of this machine have ended, and the others are ready. */
  async type(printed: Printed): Promise<void> {
    for (const earlier of this.#typed) {
      const sameMachine = earlier.printed.machine === printed.machine;
      if (sameMachine && !earlier.endless) await ended(earlier);
    }
    const machine = printed.machine as Host;
    const line = this.#actual(printed.line, machine);
    const home = join(this.#root, machine);
    const program = this.#lan.startWith(machine, ["script", "-qefc", line, "/dev/null"], {
      cwd: home,
      env: {
        HOME: home,
        NO_COLOR: "1",
        PATH: `${join(this.#root, "bin")}:${Deno.env.get("PATH")}`,
        SHELL: "/bin/sh",
        TERM: "xterm",
        ...Deno.env.has("DENO_DIR") ? {} : { DENO_DIR: await cacheFolder() },
      },
      interactive: true,
    });
    const typed = { printed, program, endless: ENDLESS.test(line) };
    this.#typed.push(typed);
    void this.#answer(program);
    await until(
      () => program.code !== undefined || isReady(typed),
      `${line} ends, or is ready`,
    );
    if (program.code !== undefined) await ended(typed);
  }

  /** Answers the questions of a program, as its user does. */
  async #answer(program: Program): Promise<void> {
    const questions: [RegExp, () => string | undefined][] = [
      [/\[y\b[^\]]*\]\W*$/i, () => "y\r"],
      [ASKS_CODE, () => this.#code && `${this.#code}\r`],
    ];
    const answered = new Set<RegExp>();
    while (program.code === undefined) {
      for (const [question, answer] of questions) {
        const text = answer();
        if (answered.has(question) || text === undefined) continue;
        if (!question.test(screen(program))) continue;
        answered.add(question);
        await program.write(text);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** What the terminals show, for a report. */
  get screens(): string {
    return this.#typed.map(({ printed, program }) =>
      `${printed.machine}$ ${printed.line}\n${screen(program)}(${program.code})\n`
    ).join("");
  }

  /** The latest code that a program has shown. */
  get #code(): string | undefined {
    return this.#typed.map(({ program }) => CODE.exec(screen(program))?.[1]).findLast(Boolean);
  }

  /** Replaces HOST, and the values that are new each time, of which the page has examples. */
  #actual(text: string, machine: Host): string {
    const other = machine === "ada" ? "bob" : "ada";
    text = text.replaceAll(/\bHOST\b/g, this.#lan.address(other));
    for (const { printed, program } of this.#typed) {
      for (const pattern of NEW_VALUES) {
        const example = exampleOf(pattern, printed);
        const actual = pattern.exec(screen(program))?.at(-1);
        if (example !== undefined && actual !== undefined) {
          text = text.replaceAll(example, actual);
        }
      }
    }
    return text;
  }

  /** Waits for the end of all commands; ends those that only a user ends. */
  async end(): Promise<void> {
    for (const typed of this.#typed.filter(({ endless }) => !endless)) await ended(typed);
    // Clients first: they end with their server.
    for (const { program, printed } of this.#typed.filter(({ endless }) => endless).reverse()) {
      assertEquals(program.code, undefined, `${printed.line} has ended`);
      await program.write("\x03");
      await program.ended;
    }
    for (const { program, printed } of this.#typed) {
      const shown = screen(program);
      for (const line of printed.output) {
        assertStringIncludes(shown, this.#actual(line, printed.machine as Host));
      }
      assert(!WARNING.test(shown), `${printed.line} causes a warning`);
    }
  }
}

/** Whether a program shows that it can be answered, and the values that the page shows. */
function isReady({ printed, program }: Typed): boolean {
  const shown = screen(program);
  const isShown = (pattern: RegExp) => pattern.test(shown);
  const { output } = printed;
  if (output.length > 0 && output.every((line) => shown.includes(line))) return true;
  return READY.some(isShown) &&
    NEW_VALUES.every((pattern) => exampleOf(pattern, printed) === undefined || isShown(pattern));
}

/** The example of a new value in the output on the page. */
function exampleOf(pattern: RegExp, { output }: Printed): string | undefined {
  return output.map((line) => pattern.exec(line)?.at(-1)).find(Boolean);
}

async function ended({ program, printed }: Typed): Promise<void> {
  await until(() => program.code !== undefined, `${printed.line} ends`);
  assertEquals(program.code, 0, printed.line);
}

/** What a program has written, without escape sequences. */
function screen(program: Program): string {
  // deno-lint-ignore no-control-regex -- Escape sequences begin with one.
  return program.out.replaceAll(/\x1b\[[\d;?]*[a-zA-Z]/g, "").replaceAll("\r\n", "\n");
}

/** The runtime's cache: the home folder is another one here. */
async function cacheFolder(): Promise<string> {
  const args = ["info", "--json"];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}
