/** What completions offer, independent of the shell. @module */

import type { Command, CommandPage, Flag, Positional } from "./command.ts";
import { flagsOf } from "./common.ts";
import { flagSummary } from "./flag_form.ts";

/** What is offered for a value or an argument: these words, or what the shell looks up. */
export type Offer =
  | { kind: "words"; words: readonly string[] }
  | {
    kind: "none" | "path" | "directory" | "host" | "code" | "channel" | "interface" | "program";
  };

/** A flag as it is completed. */
export interface CompletionFlag {
  /** The long name, without dashes. */
  name: string;
  /** The letter, without a dash. */
  short: string | undefined;
  /** A line about it. */
  summary: string;
  /** What its value may be; undefined: it has none. */
  offer: Offer | undefined;
  /** Whether the value may be left out. */
  isOptional: boolean;
}

/** A command, or a part of one such as `serve echo`, as it is completed. */
export interface CompletionPage {
  /** The name: the arguments that lead to it. */
  name: string;
  /** A line about it. */
  summary: string;
  flags: readonly CompletionFlag[];
  /** What each argument after the command's name may be. */
  args: readonly Offer[];
  /** What the arguments after those may be. */
  more: Offer;
  /** Whether the arguments after `--` are a program and what it is given. */
  runsProgram: boolean;
}

const NONE: Offer = { kind: "none" };

/** The pages of all commands that are not hidden, a command before its parts. */
export async function completionPages(commands: readonly Command[]): Promise<CompletionPage[]> {
  const shown = commands.filter(({ hidden }) => !hidden);
  const parts = new Map<Command, readonly CommandPage[]>();
  for (const each of shown) if (each.parts !== undefined) parts.set(each, await each.parts());
  return shown.flatMap((command) => [
    pageOf(command, command.positionals ?? [], command, shown),
    ...(parts.get(command) ?? []).map((part) => {
      const first = (command.positionals ?? []).slice(0, 1);
      return pageOf(part, [...first, ...part.positionals ?? []], command, shown);
    }),
    ...topicPages(command, shown, parts),
  ]);
}

/** `help serve`: where an argument is a part of the command that the argument before it names. */
function topicPages(
  command: Command,
  commands: readonly Command[],
  parts: ReadonlyMap<Command, readonly CommandPage[]>,
): CompletionPage[] {
  const [topic, part] = command.positionals ?? [];
  if (topic === undefined || part?.value !== "part") return [];
  return [...parts].map(([other, pages]) => {
    const words = pages.map(({ name }) => name.slice(other.name.length + 1));
    const page = pageOf(command, [topic], command, commands);
    return { ...page, name: `${command.name} ${other.name}`, args: [...page.args, wordsOf(words)] };
  });
}

function pageOf(
  page: CommandPage,
  positionals: readonly Positional[],
  { passthrough = false, name }: Command,
  commands: readonly Command[],
): CompletionPage {
  const flags = flagsOf(page).filter(({ hidden }) => !hidden);
  const offers = positionals.map((each) => offerOf(each, name, commands));
  const isOpen = (positionals.at(-1)?.max ?? 1) > 1;
  return {
    name: page.name,
    summary: page.summary,
    flags: flags.map((flag) => completionFlag(flag, name, commands)),
    args: isOpen ? offers.slice(0, -1) : offers,
    more: isOpen ? offers.at(-1)! : NONE,
    runsProgram: passthrough,
  };
}

function completionFlag(flag: Flag, command: string, commands: readonly Command[]): CompletionFlag {
  // The known hosts are other machines, and a program listens on this one.
  const offer = flag.name === "listen" ? NONE : offerOf(flag, command, commands);
  return {
    name: flag.name,
    short: flag.short,
    summary: flagSummary(flag),
    offer: flag.value === undefined ? undefined : offer,
    isOptional: flag.optionalValue ?? false,
  };
}

function wordsOf(words: readonly string[]): Offer {
  return words.length === 0 ? NONE : { kind: "words", words };
}

function offerOf(
  { value, choices = [] }: Pick<Flag | Positional, "value" | "choices">,
  command: string,
  commands: readonly Command[],
): Offer {
  switch (value) {
    case "path":
    case "directory":
    case "interface":
    case "program":
      return { kind: value };
    case "address":
      return { kind: "host" };
    case "code":
      // The channels of the senders here are those of transfers only.
      return { kind: command === "receive" ? "channel" : "code" };
    case "command":
      return wordsOf([...commands.map(({ name }) => name), ...choices]);
    default:
      return wordsOf(choices);
  }
}
