/** Completions for zsh. @module */

import type { Command, Flag, Positional, ValueKind } from "./command.ts";
import { flagsOf } from "./common.ts";
import { flagSummary, placeholder } from "./help.ts";

/** A script for zsh, to be stored as `_sluice` in a folder of `$fpath`, or to be sourced. */
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
${shown.map(commandCase).join("\n")}
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

function commandCase(command: Command): string {
  const flags = flagsOf(command).filter(({ hidden }) => !hidden);
  const specs = [
    ...flags.flatMap(flagSpecs),
    ...(command.positionals ?? []).flatMap(wordSpecs),
  ];
  const lines = specs.map((spec) => `            ${quoted(spec)}`).join(" \\\n");
  return `        ${command.name})\n          _arguments -s -S \\\n${lines}\n          ;;`;
}

/** `--into=[summary]:DIR:_files -/`; a repeatable flag starts with a star. */
function flagSpecs(flag: Flag): string[] {
  const star = flag.repeatable ? "*" : "";
  const about = `[${escaped(flagSummary(flag), /[\\[\]]/g)}]`;
  const colon = flag.optionalValue ? "::" : ":";
  const message = escaped(placeholder(flag), /[\\:]/g);
  const value = flag.value === undefined ? "" : `${colon}${message}:${action(flag)}`;
  // `=-` takes an optional value only when attached, so that it does not swallow a path.
  const join = flag.value === undefined ? "" : flag.optionalValue ? "=-" : "=";
  const short = flag.short === undefined ? [] : [`${star}-${flag.short}${about}${value}`];
  return [...short, `${star}--${flag.name}${join}${about}${value}`];
}

function wordSpecs(word: Positional, index: number): string[] {
  const position = (word.max ?? 1) > 1 ? "*" : String(index + 1);
  return [`${position}:${escaped(word.name, /[\\:]/g)}:${action(word)}`];
}

function action({ value, choices = [] }: { value?: ValueKind; choices?: readonly string[] }) {
  if (choices.length > 0) return `(${choices.join(" ")})`;
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
