/** The options of `sluice man`. @module */

import { basename, dirname, join, resolve } from "node:path";
import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { giveUpPermissions } from "../../lib/cli/give_up_permissions.ts";
import {
  commandManual,
  type ManualPage,
  manualPages,
  programManual,
} from "../../lib/cli/manual.ts";
import { roff } from "../../lib/cli/roff.ts";
import { CallerError } from "../../lib/errors.ts";
import type { ManualFile } from "./install_pages.ts";

/** The input of the body: data only. */
export type ManInput = { kind: "print"; text: string } | InstallInput;

/** The pages to install. */
export interface InstallInput {
  kind: "install";
  /** Where: an absolute path of a folder that exists. */
  folder: string;
  files: readonly ManualFile[];
  /** What to say when they are installed. */
  done: string;
}

/** Folders where man looks without a setting, by the conventions of Unix systems. */
const SEARCHED = /^\/usr(\/local)?(\/share)?\/man$|\/\.local\/share\/man$/;

/**
 * Formats the pages.
 *
 * @throws {CallerError} if the command does not exist, or arguments do not go together.
 * @throws {LocalError} if the folder cannot be created or written.
 */
export async function manInput(args: ParsedArguments, context: Context): Promise<ManInput> {
  const { terminal, version } = context;
  const [name] = args.positionals;
  const place = args.value("install");
  const commands = await context.commands();
  if (place === undefined) {
    giveUpPermissions(["import"], Deno.permissions);

    if (name === undefined) return await printed(programManual(commands, version), terminal);
    const { findCommand } = await import("../../lib/cli/find_command.ts");
    return await printed(await commandManual(findCommand(name, commands), version), terminal);
  }
  if (name !== undefined) {
    throw new CallerError("usage", "--install writes all pages; leave COMMAND out");
  }
  const { openDestination } = await import("../../lib/file/destination.ts");
  // Not of the folder without links: man searches for man1 by this name.
  const path = resolve(place);
  const root = basename(path) === "man1" ? dirname(path) : path;
  const folder = openDestination(join(root, "man1"));
  const files = (await manualPages(commands, version))
    .map((page) => ({ name: `${page.name}.1`, text: roff(page) }));
  return { kind: "install", folder, files, done: await doneText(folder, root, files.length) };
}

async function printed(page: ManualPage, terminal: Context["terminal"]): Promise<ManInput> {
  if (!terminal.stdoutIsTerminal) return { kind: "print", text: roff(page) };
  const { manualText } = await import("../../lib/cli/manual_text.ts");
  return { kind: "print", text: manualText(page, terminal.outStyle.bold) };
}

async function doneText(folder: string, root: string, count: number): Promise<string> {
  const { escapeText } = await import("../../lib/text/escape.ts");
  const hint = SEARCHED.test(root)
    ? ""
    : `; if man does not find them, add ${escapeText(root)} to MANPATH`;
  return `Installed ${count} pages in ${escapeText(folder)}${hint}`;
}
