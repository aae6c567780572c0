/** Completions for bash. @module */

import type { Command, Flag } from "./command.ts";
import { flagsOf } from "./common.ts";
import { offeredWords } from "./offered_words.ts";

/**
 * Generates a script for bash 4 or newer, without the bash-completion package. The names consist of letters
 * and dashes (a contract test checks that), so they need no quoting.
 */
export function bashCompletions(commands: readonly Command[]): string {
  const shown = commands.filter(({ hidden }) => !hidden);
  return `# bash completion for sluice. To use it: source <(sluice completions bash)

_sluice() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]}
  local words= values= kind=
  COMPREPLY=()
  # Bash splits --flag=value into three words.
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=\${COMP_WORDS[COMP_CWORD - 2]}
  fi

  if ((COMP_CWORD == 1)); then
    words='${[...shown.map(({ name }) => name), "--help", "--version"].join(" ")}'
  else
    case \${COMP_WORDS[1]} in
${shown.map((each) => commandCase(each, shown)).join("\n")}
      *) return ;;
    esac
  fi

  if [[ -n $values ]]; then
    COMPREPLY=($(compgen -W "$values" -- "$cur"))
  elif [[ $kind == none ]]; then
    :
  elif [[ $kind == directory ]]; then
    _sluice_names -d
  elif [[ $cur == -* || -z $kind ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
  else
    _sluice_names -f
  fi
}

# Names of files (-f) or folders (-d); readline quotes them and marks folders.
_sluice_names() {
  local name
  compopt -o filenames 2>/dev/null
  while IFS= read -r name; do
    COMPREPLY+=("$name")
  done < <(compgen "$1" -- "$cur")
}

complete -F _sluice sluice sluice-run
`;
}

function commandCase(command: Command, commands: readonly Command[]): string {
  const flags = flagsOf(command).filter(({ hidden }) => !hidden);
  const words = [
    ...flags.map(({ name }) => `--${name}`),
    ...(command.positionals ?? []).flatMap((word) => offeredWords(word, commands)),
  ];
  const isPath = (command.positionals ?? []).some(({ value }) => value === "path");
  const cases = flags.filter(({ value }) => value !== undefined).map(flagCase);
  return [
    `      ${command.name})`,
    `        words='${words.join(" ")}'`,
    ...isPath ? ["        kind=path"] : [],
    ...cases.length > 0 ? ["        case $prev in", ...cases, "        esac"] : [],
    "        ;;",
  ].join("\n");
}

function flagCase(flag: Flag): string {
  const names = flag.short === undefined ? `--${flag.name}` : `--${flag.name} | -${flag.short}`;
  return `          ${names}) ${action(flag)} ;;`;
}

/** The word after a flag with an optional value may be anything. */
function action({ value, choices = [], optionalValue }: Flag): string {
  if (choices.length > 0) return `values='${choices.join(" ")}'`;
  if (optionalValue) return ":";
  if (value === "directory" || value === "path") return `kind=${value}`;
  return "kind=none";
}
