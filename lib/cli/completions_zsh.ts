/** Completions for zsh. @module */

import type { Command, Flag, Positional } from "./command.ts";
import { flagsOf } from "./common.ts";
import { flagSummary, placeholder } from "./flag_form.ts";
import { offeredWords } from "./offered_words.ts";

/** Generates a script for zsh, to be stored as `_sluice` in a folder of `$fpath`, or to be sourced. */
export function zshCompletions(commands: readonly Command[]): string {
  const shown = commands.filter(({ hidden }) => !hidden);
  return `#compdef sluice sluice-run
# zsh completion for sluice. To use it: source <(sluice completions zsh), after compinit

_sluice() {
  local curcontext=$curcontext state line
  local -A opt_args
  _arguments -C \\
    '(- *)'{-h,--help}'[show help]' \\
    '(- *)'{-V,--version}'[show the versions]' \\
    '1:command:->command' \\
    '*::word:->words'
  case $state in
    command)
      local -a commands=(
${shown.map((each) => `        ${quoted(`${each.name}:${each.summary}`)}`).join("\n")}
      )
      _describe command commands
      ;;
    words)
      case $line[1] in
${shown.map((each) => commandCase(each, shown)).join("\n")}
      esac
      ;;
  esac
}

if [[ $funcstack[1] == _sluice ]]; then
  _sluice "$@"
else
  compdef _sluice sluice sluice-run
fi
`;
}

function commandCase(command: Command, commands: readonly Command[]): string {
  const flags = flagsOf(command).filter(({ hidden }) => !hidden);
  const specs = [
    ...flags.flatMap((flag) => flagSpecs(flag, commands)),
    ...(command.positionals ?? []).flatMap((word, at) => wordSpecs(word, at, commands)),
  ];
  const lines = specs.map((spec) => `            ${quoted(spec)}`).join(" \\\n");
  return `        ${command.name})\n          _arguments -s -S \\\n${lines}\n          ;;`;
}

/** `--into=[summary]:DIR:_files -/`, with a star before a repeatable flag. */
function flagSpecs(flag: Flag, commands: readonly Command[]): string[] {
  const star = flag.repeatable ? "*" : "";
  const about = `[${escaped(flagSummary(flag), /[\\[\]]/g)}]`;
  const colon = flag.optionalValue ? "::" : ":";
  const message = escaped(placeholder(flag), /[\\:]/g);
  const value = flag.value === undefined ? "" : `${colon}${message}:${action(flag, commands)}`;
  // `=-` accepts an optional value only if it is attached, so that a path is not taken for it.
  const join = flag.value === undefined ? "" : flag.optionalValue ? "=-" : "=";
  const short = flag.short === undefined ? [] : [`${star}-${flag.short}${about}${value}`];
  return [...short, `${star}--${flag.name}${join}${about}${value}`];
}

function wordSpecs(word: Positional, index: number, commands: readonly Command[]): string[] {
  const position = (word.max ?? 1) > 1 ? "*" : String(index + 1);
  return [`${position}:${escaped(word.name, /[\\:]/g)}:${action(word, commands)}`];
}

function action(taken: Flag | Positional, commands: readonly Command[]): string {
  const { value } = taken;
  const words = offeredWords(taken, commands);
  if (words.length > 0) return `(${words.join(" ")})`;
  if (value === "directory") return "_files -/";
  if (value === "path") return "_files";
  return value === "address" ? "_hosts" : " ";
}

function escaped(text: string, special: RegExp): string {
  return text.replace(special, "\\$&");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
