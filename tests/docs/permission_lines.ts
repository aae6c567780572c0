/** The `deno run` lines that help and the manual pages print, with their placeholders filled in. @module */

import { assert } from "@std/assert";
import { fileURLToPath } from "node:url";
import { loadCommands } from "../../commands/all.ts";
import type { CommandPage } from "../../lib/cli/command.ts";
import { denoRun } from "../../lib/cli/help.ts";
import { childEnvironment, configInForce } from "../../scripts/closed_network.ts";
import type { Program } from "../support/process.ts";
import { startCommand } from "../support/start_command.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const config = await configInForce();

/** The pages of all commands and of their parts. */
export const pages: readonly CommandPage[] = (await Promise.all(
  (await loadCommands()).map(async (command) => [command, ...await command.parts?.() ?? []]),
)).flat();

/** A printed line. */
export interface Line {
  /** The name of the page. */
  page: string;
  /** The case whose flags are added. */
  when?: string | undefined;
  /** Whether the case needs none of the page's own flags. @default {false} */
  isApart?: boolean;
  /** The values of placeholders. A flag of the page itself that has another placeholder is left out. */
  values?: Readonly<Record<string, string>>;
}

const PLACEHOLDER = /\b[A-Z]+(:[A-Z]+)?\b/g;

/** The permission flags of a line. */
export function flagsOf({ page: name, when, isApart = false, values = {} }: Line): string[] {
  const page = pages.find((each) => each.name === name)!;
  const printed = denoRun(page).split(" ").filter((word) => word.startsWith("--allow-"));
  const added = when === undefined ? [] : page.permissionCases?.find((each) => each.when === when);
  assert(added !== undefined, `${name} has no case "${when}"`);
  const more = "flags" in added ? added.flags : [];
  const isAll = more.includes("--allow-net");
  if (isApart) return more.map((flag) => filled(flag, values));
  return [...printed.filter((flag) => isFilled(flag, values) && !(isAll && isNet(flag))), ...more]
    .map((flag) => filled(flag, values));
}

function isNet(flag: string): boolean {
  return flag.startsWith("--allow-net=");
}

function isFilled(flag: string, values: Readonly<Record<string, string>>): boolean {
  return isVariable(flag) || (flag.match(PLACEHOLDER) ?? []).every((place) => place in values);
}

function filled(flag: string, values: Readonly<Record<string, string>>): string {
  if (isVariable(flag)) return flag;
  return flag.replace(PLACEHOLDER, (place) => {
    assert(place in values, `${flag} needs a value of ${place}`);
    return values[place]!;
  });
}

/** Names of variables are no placeholders. */
function isVariable(flag: string): boolean {
  return flag.startsWith("--allow-env=");
}

/** Starts the program from source with these permissions and no others. */
export function start(
  flags: readonly string[],
  args: readonly string[],
  { stdin, env = {} }: { stdin?: string; env?: Record<string, string> } = {},
): Program {
  const options = ["--quiet", "--no-check", "--no-prompt", `--config=${config}`];
  return startCommand([Deno.execPath(), "run", ...options, ...flags, "main.ts", ...args], {
    cwd: root,
    env: { ...childEnvironment(), NO_COLOR: "1", ...env },
    ...stdin === undefined ? { interactive: true } : { stdin },
  });
}
