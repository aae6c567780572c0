/** Completes command lines in real shells, for tests of completion scripts. @module */

import { assertEquals } from "@std/assert";
import { programPath } from "../support/needs.ts";

/** Options of {@linkcode complete}. */
export interface CompleteOptions {
  /** The script. */
  script: string;
  /** The folder in which the shell runs. */
  cwd: string;
  /** The program to complete. @default {"sluice"} */
  program?: string;
  /** More variables. */
  env?: Record<string, string>;
}

/** The shells that scripts are made for, and what is missing to try them here. */
export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = typeof SHELLS[number];

/** What a test in a shell lacks; false: nothing. */
export function missingShell(shell: Shell): string | false {
  return programPath(shell) === undefined ? shell : false;
}

/**
 * Resolves to what a shell offers for the last of these words, in alphabetical order: names without the
 * slash of a folder.
 */
export async function complete(
  shell: Shell,
  words: readonly string[],
  options: CompleteOptions,
): Promise<string[]> {
  const offered = await RUNNERS[shell](words, options);
  const names = offered.map((line) => line.split("\t")[0]!.replace(/\/$/, ""));
  return [...new Set(names.filter((name) => name !== ""))].sort();
}

type Runner = (words: readonly string[], options: CompleteOptions) => Promise<string[]>;

const RUNNERS: Record<Shell, Runner> = { bash: inBash, zsh: inZsh, fish: inFish };

/** Calls the function of the script as readline does, with the words split at = and :. */
async function inBash(words: readonly string[], options: CompleteOptions): Promise<string[]> {
  const script = `${options.script}
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
    _sluice
    ((\${#COMPREPLY[@]} == 0)) || printf '%s\\n' "\${COMPREPLY[@]}"`;
  const split = words.flatMap((word) =>
    word.split(/([=:]+)/).filter((part, index) => part !== "" || index === 0)
  );
  const program = options.program ?? "sluice";
  return await run("bash", ["--norc", "-c", script, "bash", program, ...split], options);
}

async function inFish(words: readonly string[], options: CompleteOptions): Promise<string[]> {
  const line = [options.program ?? "sluice", ...words].join(" ");
  const script = `${options.script}\ncomplete -C '${line}'`;
  const offered = await run("fish", ["--no-config", "-c", script], options);
  return offered.map((name) => name.replaceAll("\\", ""));
}

/**
 * Types the line in a terminal of zsh, presses Tab, and collects what is added with compadd, the builtin
 * behind every completion.
 */
async function inZsh(words: readonly string[], options: CompleteOptions): Promise<string[]> {
  const line = [options.program ?? "sluice", ...words].join(" ");
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/script`, options.script);
    await Deno.writeTextFile(`${folder}/setup`, SETUP);
    await Deno.writeTextFile(`${folder}/line`, line);
    await run("zsh", ["-f", "-c", OUTER, "zsh", folder], options);
    const offered = await Deno.readTextFile(`${folder}/offered`);
    return offered.replaceAll("\\", "").split("\n");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const SETUP = `
PROMPT=
autoload -U compinit && compinit -D -u
source $folder/script
setopt no_beep
zstyle ':completion:*' insert-tab false
bindkey '^I' complete-word
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then
    builtin compadd "$@"
    return
  fi
  local -a hits=()
  builtin compadd -A hits "$@"
  print -rl -- $hits >> $folder/offered
  builtin compadd "$@"
}
finish() { print -n READY; exit 0 }
comppostfuncs=(finish)
print -n READY
`;

const OUTER = `
zmodload zsh/zpty
folder=$1
: > $folder/offered
zpty shell "folder=\${(q)folder} TERM=dumb zsh -f -i"
zpty -w shell "source $folder/setup"
zpty -r -m shell said '*READY*' || exit 1
zpty -w -n shell "$(<$folder/line)"$'\\t'
zpty -r -m shell said '*READY*' || exit 1
zpty -d shell
`;

/** Runs a shell that must not report an error; resolves to the lines of its output. */
async function run(
  program: string,
  args: string[],
  { cwd, env = {} }: CompleteOptions,
): Promise<string[]> {
  const child = new Deno.Command(program, { args, cwd, env, stdin: "null" });
  const { stdout, stderr, code } = await child.output();
  assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  return new TextDecoder().decode(stdout).split("\n").filter(Boolean);
}
