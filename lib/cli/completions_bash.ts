/** Completions for bash. @module */

import type { CompletionFlag, CompletionPage, Offer } from "./completion_page.ts";

/**
 * Generates a script for bash 4 or newer, without the bash-completion package. Names and choices consist of
 * letters, digits, dots and dashes (a contract test checks that), so they need no quoting.
 */
export function bashCompletions(
  pages: readonly CompletionPage[],
  programs: readonly string[],
): string {
  const commands = pages.map(({ name }) => name).filter((name) => !name.includes(" "));
  return `# bash completion for ${
    programs.join(" and ")
  }. To use it: source <(sluice completions bash)

_sluice() {
  local cur page= pending= ended= offer word last
  local flags= values= more= runs= position=0
  local -a words=() args=()
  COMPREPLY=()
  _sluice_words
  for word in "\${words[@]:0:\${#words[@]} - 1}"; do
    _sluice_word "$word" || return
  done

  cur=\${words[\${#words[@]} - 1]}
  if [[ -z $page ]]; then
    if [[ $cur == -* ]]; then
      _sluice_offer =--help,--version
    else
      _sluice_offer ${wordsForm(commands)}
    fi
  elif [[ -n $pending ]]; then
    _sluice_offer "\${pending#\\?}"
    if [[ $pending == \\?* && $cur != -* ]]; then
      _sluice_offer "\${args[position]-$more}"
    fi
  elif [[ -n $ended && -n $runs ]]; then
    ((ended > 1)) || _sluice_offer program
  elif [[ -z $ended && $cur == -*=* ]]; then
    _sluice_value "\${cur%%=*}"
    cur=\${cur#*=}
    _sluice_offer "\${offer#\\?}"
  elif [[ -z $ended && $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$cur"))
  else
    _sluice_offer "\${args[position]-$more}"
  fi

  # Readline replaces only what follows the last = or : of the word.
  last=\${COMP_WORDS[COMP_CWORD]}
  [[ $last =~ ^[=:]+$ ]] && last=
  word=\${cur%"$last"}
  COMPREPLY=("\${COMPREPLY[@]#"$word"}")
}

# Sets words to the arguments up to the cursor. Bash has split them at = and :.
_sluice_words() {
  local word glue= i
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if ((\${#words[@]} > 0)) && [[ -n $glue || $word =~ ^[=:]+$ ]]; then
      words[\${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    glue=
    [[ $word =~ ^[=:]+$ ]] && glue=yes
  done
  return 0
}

# Reads one argument before the cursor. Fails for an unknown command.
_sluice_word() {
  if [[ -z $page ]]; then
    page=$1
    _sluice_page "$page"
    return
  fi
  if [[ -n $pending ]]; then
    # What follows a flag with an optional value is its value if it looks like one.
    [[ $pending != \\?* || $1 =~ ^[0-9.]+$|:[0-9]|^(br|en|eth|lo|usb|wl|ww)[a-z0-9]*$ ]] && word=
    pending=
    [[ -n $word ]] || return 0
  fi
  if [[ -n $ended ]]; then
    ((ended++, position++))
  elif [[ $1 == -- ]]; then
    ended=1
  elif [[ $1 == -?* ]]; then
    [[ $1 == *=* ]] && return
    _sluice_value "$1"
    pending=$offer
  else
    ((position > 0)) || ! _sluice_page "$page $1" || page+=" $1"
    ((position += 1))
  fi
  return 0
}

# Sets offer to what the value of a flag may be; empty: it has none.
_sluice_value() {
  offer=
  if [[ $values == *" $1="* ]]; then
    offer=\${values#*" $1="}
    offer=\${offer%% *}
  fi
}

# Adds what is offered: =a,b,c for these words, otherwise by its kind.
_sluice_offer() {
  local -a found=()
  case $1 in
    =*) found=($(compgen -W "\${1//[=,]/ }" -- "$cur")) ;;
    path) _sluice_names -f ;;
    directory) _sluice_names -d ;;
    host) found=($(compgen -A hostname -- "$cur")) ;;
    program) found=($(compgen -c -- "$cur")) ;;
    interface) found=($(compgen -W "$(_sluice_interfaces)" -- "$cur")) ;;
    channel) _sluice_code ;;
    # The number is known at the other machine only.
    code) [[ $cur != [0-9]*[a-z]* ]] || _sluice_code ;;
  esac
  COMPREPLY+=("\${found[@]}")
}

# Names of files (-f) or folders (-d); readline quotes them and marks folders.
_sluice_names() {
  local name
  compopt -o filenames 2>/dev/null
  while IFS= read -r name; do
    found+=("$name")
  done < <(compgen "$1" -- "$cur")
}

_sluice_interfaces() {
  local name
  if [[ -d /sys/class/net ]]; then
    for name in /sys/class/net/*; do printf '%s ' "\${name##*/}"; done
  else
    ifconfig -l 2>/dev/null
  fi
}

# Codes: the numbers of the senders on this network, or words that continue one.
_sluice_code() {
  local code rest
  compopt -o nospace 2>/dev/null
  while IFS=$'\\t' read -r code rest; do
    found+=("$code")
  done < <("\${COMP_WORDS[0]}" peers --complete="$cur" 2>/dev/null)
}

# Sets what a command offers. Fails if there is none of that name.
_sluice_page() {
  case $1 in
${pages.map(pageCase).join("\n")}
    *) return 1 ;;
  esac
}

complete -F _sluice ${programs.join(" ")}
`;
}

function pageCase({ name, flags, args, more, runsProgram }: CompletionPage): string {
  const names = flags.map((flag) => `--${flag.name}`).join(" ");
  const values = flags.flatMap(valueForms).join(" ");
  return `    ${name.includes(" ") ? `'${name}'` : name})
      flags='${names}'
      values=' ${values} '
      args=(${args.map((each) => `'${form(each)}'`).join(" ")}) more=${form(more)} runs=${
    runsProgram ? "yes" : ""
  }
      ;;`;
}

function valueForms({ name, short, offer, isOptional }: CompletionFlag): string[] {
  if (offer === undefined) return [];
  const names = [`--${name}`, ...short === undefined ? [] : [`-${short}`]];
  return names.map((each) => `${each}=${isOptional ? "?" : ""}${form(offer)}`);
}

function form(offer: Offer): string {
  return offer.kind === "words" ? wordsForm(offer.words) : offer.kind;
}

function wordsForm(words: readonly string[]): string {
  return `=${words.join(",")}`;
}
