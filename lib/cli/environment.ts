/** The environment variables that commands read. @module */

import type { CommandPage } from "./command.ts";

/** Read by every command, because errors are coloured. */
const ALWAYS: readonly (readonly [string, string])[] = [
  ["NO_COLOR", "If set and not empty, nothing is coloured (https://no-color.org/)."],
  ["TERM", "If it is dumb, nothing is coloured, and no line is redrawn."],
];

/** Read by the commands that keep the permission to. */
const PERMITTED: Readonly<Record<string, string>> = {
  SLUICE_SECRET:
    "A secret that both machines have, instead of a code. For share and drop, the password that " +
    "--password asks for.",
  HOME:
    "The home folder: it cannot be shared as a whole, and files cannot be dropped above it. What " +
    "--localsend remembers is in it.",
  XDG_STATE_HOME: "The folder for what --localsend remembers, by default ~/.local/state.",
  LOCALAPPDATA: "The same on Windows.",
};

/** The variables that these commands read, each with its meaning in whole sentences. */
export function environmentOf(
  pages: readonly CommandPage[],
): readonly (readonly [name: string, text: string])[] {
  const names = new Set(pages.flatMap(allFlags).flatMap(permitted));
  return [...ALWAYS, ...Object.entries(PERMITTED).filter(([name]) => names.has(name))];
}

function allFlags({ permissionFlags, permissionCases = [] }: CommandPage): readonly string[] {
  return [...permissionFlags, ...permissionCases.flatMap(({ flags }) => flags)];
}

/** The names in `--allow-env=A,B`. */
function permitted(flag: string): string[] {
  return /^--allow-env=(.*)$/.exec(flag)?.[1]?.split(",") ?? [];
}
