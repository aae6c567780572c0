/** The folder of a reader of docs/exercises.md, and the programs of that page in it. @module */

import { assert } from "@std/assert";
import { relative } from "node:path";
import { childEnvironment, configInForce } from "../../scripts/closed_network.ts";
import { temporaryFolder } from "../support/folder.ts";
import type { Program } from "../support/process.ts";
import { startCommand, type StartOptions } from "../support/start_command.ts";

const root = new URL("../../", import.meta.url).pathname;
/** The text of docs/exercises.md. */
export const page = await Deno.readTextFile(`${root}docs/exercises.md`);

/** A program of the page. */
export interface PrintedProgram {
  /** The heading above it. */
  heading: string;
  /** The words of its line after `deno run` and before the file. */
  flags: string[];
  /** Its file. */
  file: string;
  /** The words of its line after the file. */
  args: string[];
  /** Its code. */
  code: string;
  /** Whether both ends are in it. */
  isWhole: boolean;
}

const HEADING_OR_PROGRAM =
  /^## ([^\n]*)$|^```sh\ndeno run ?([^\n]*?) ?(\w+\.ts)([^\n]*)\n```\n\n```ts( ignore)?\n(.*?)```$/gms;

/** The programs of the page, in its order. */
export const programs: PrintedProgram[] = [];
{
  let heading = "";
  const words = (text = "") => text.split(" ").filter(Boolean);
  for (const [, title, flags, file, args, ignored, code] of page.matchAll(HEADING_OR_PROGRAM)) {
    if (title !== undefined) heading = title;
    else {
      const isWhole = ignored === undefined;
      const text = { heading, file: file!, code: code!, isWhole };
      programs.push({ ...text, flags: words(flags), args: words(args) });
    }
  }
}

/** The program of a file. */
export function programOf(file: string): PrintedProgram {
  const program = programs.find((each) => each.file === file);
  assert(program !== undefined, file);
  return program;
}

/** A reader's own folder. */
export interface OwnProject extends AsyncDisposable {
  /** Its path. */
  path: string;
  /** Starts a program of the page, whose line and code may be changed before. */
  start(program: PrintedProgram, options?: StartOptions): Program;
}

/**
 * Makes a folder with the `deno.json` that the page prints. The package is not in a registry before a release,
 * so it is linked, as the page says, and so are the stand-ins for `@std` where the network is closed.
 */
export async function ownProject(): Promise<OwnProject> {
  const folder = await temporaryFolder();
  const { path } = folder;
  const [, text] = /^```json\n(.*?)^```$/ms.exec(page)!;
  const { links = [] } = JSON.parse(await Deno.readTextFile(await configInForce()));
  const linked = ["", ...links].map((link) => relative(path, root + link));
  const own = { ...JSON.parse(text!), links: linked };
  await Deno.writeTextFile(`${path}/deno.json`, JSON.stringify(own));
  await Deno.mkdir(`${path}/shared`);
  await Deno.writeTextFile(`${path}/shared/notes.txt`, "one\n.two\n");
  return {
    path,
    start({ file, flags, args, code }, options) {
      Deno.writeTextFileSync(`${path}/${file}`, code);
      const words = ["run", "--quiet", "--no-check", "--no-prompt", ...flags, file, ...args];
      const env = { ...childEnvironment(), NO_COLOR: "1", ...options?.env };
      return startCommand([Deno.execPath(), ...words], { ...options, cwd: path, env });
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
