/** `sluice man`. @module */

import type { Command } from "../../lib/cli/command.ts";
import type { ManInput } from "./options.ts";

/** Shows or installs manual pages. */
export const man: Command<ManInput> = {
  name: "man",
  group: "Shell",
  summary: "Show a manual page, or install all of them",
  description:
    `Without an argument the page of the program, sluice(1); with a command the page of that \
command, such as sluice-send(1). On a terminal it is shown as text; a pipe or file gets it in roff, for man.

--install writes all pages into DIR/man1, or into DIR if that is called man1. It creates the folder if it \
is missing, replaces earlier pages of sluice, and leaves every other file alone: if one is in the way, \
nothing is written. man finds the pages if DIR is in its search path, such as /usr/local/share/man or \
~/.local/share/man, or in the variable MANPATH.`,
  usage: ["man [COMMAND]", "man --install DIR"],
  flags: [{
    name: "install",
    value: "directory",
    placeholder: "DIR",
    summary: "write all pages into DIR/man1",
  }],
  positionals: [{ name: "COMMAND", summary: "a command", value: "command" }],
  common: ["quiet", "no-color"],
  usesTable: true,
  permissions: ["read", "write"],
  permissionFlags: [],
  permissionCases: [{ when: "--install", flags: ["--allow-read=DIR", "--allow-write=DIR"] }],
  exitCodes: [73, 77],
  files: [
    { path: "DIR/man1/sluice*.1", text: "The pages that --install writes." },
    { path: "DIR/man1/.sluice-man-*", text: "The pages of --install, until all are written." },
  ],
  examples: [
    { text: "Read a page", line: "sluice man send" },
    { text: "Read it in man", line: "sluice man send | man -l -" },
    { text: "Install all pages", line: "sluice man --install ~/.local/share/man" },
  ],
  async plan(args, context) {
    const { manInput } = await import("./options.ts");
    const input = await manInput(args, context);
    if (input.kind === "print") return { input, rights: undefined };
    const { folder } = input;
    return { input, rights: { net: false, read: [folder], write: [folder], sys: [] } };
  },
  async run(input, { terminal }) {
    if (input.kind === "print") {
      await terminal.print(input.text);
    } else {
      const { installPages } = await import("./install_pages.ts");
      await installPages(input);
      terminal.note(input.done);
    }
    return 0;
  },
};
