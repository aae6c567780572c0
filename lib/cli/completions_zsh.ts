/** Completions for zsh. @module */

import type { CompletionFlag, CompletionPage, Offer } from "./completion_page.ts";

/** Generates a script for zsh, to be stored as `_sluice` in a folder of `$fpath`, or to be sourced. */
export function zshCompletions(
  pages: readonly CompletionPage[],
  programs: readonly string[],
): string {
  const commands = pages.filter(({ name }) => !name.includes(" "));
  return `#compdef ${programs.join(" ")}
# zsh completion for ${
    programs.join(" and ")
  }. To use it: source <(sluice completions zsh), after compinit

_sluice() {
  local page= pending= ended= offer word more= runs=
  local -i position=0
  local -a args=() flags=()
  local -A values=()
  for word in "\${(@)words[2,CURRENT-1]}"; do
    _sluice_word "\${(Q)word}" || return 1
  done

  if [[ -z $page ]]; then
    if [[ $PREFIX == -* ]]; then
      flags=('--help:show help' '--version:show the versions')
      _describe -o flag flags
    else
      local -a commands=(
${commands.map(({ name, summary }) => `        ${described(name, summary)}`).join("\n")}
      )
      _describe command commands
    fi
  elif [[ -n $pending ]]; then
    local -i failed=1
    _sluice_offer "\${pending#\\?}" && failed=0
    if [[ $pending == \\?* && $PREFIX != -* ]]; then
      _sluice_offer "\${args[position+1]-$more}" && failed=0
    fi
    return failed
  elif [[ -n $ended && -n $runs ]]; then
    ((ended == 1)) && _sluice_offer program
  elif [[ -z $ended && $PREFIX == -*=* ]]; then
    offer=\${values[\${PREFIX%%=*}]-}
    compset -P 1 '*='
    _sluice_offer "\${offer#\\?}"
  elif [[ -z $ended && $PREFIX == -* ]]; then
    _describe -o flag flags
  elif ((position < \${#args})); then
    _sluice_offer "\${args[position+1]}"
  else
    _sluice_offer "$more"
  fi
}

# Reads one argument before the cursor. Fails for an unknown command.
_sluice_word() {
  if [[ -z $page ]]; then
    page=$1
    _sluice_page "$page"
    return
  fi
  if [[ -n $pending ]]; then
    offer=$pending
    pending=
    # What follows a flag with an optional value is its value if it looks like one.
    if [[ $offer != \\?* || $1 =~ '^[0-9.]+$|:[0-9]|^(br|en|eth|lo|usb|wl|ww)[a-z0-9]*$' ]]; then
      return 0
    fi
  fi
  if [[ -n $ended ]]; then
    ((ended++, position++))
  elif [[ $1 == -- ]]; then
    ended=1
  elif [[ $1 == -?* ]]; then
    [[ $1 == *=* ]] || pending=\${values[$1]-}
  else
    ((position > 0)) || ! _sluice_page "$page $1" || page+=" $1"
    ((position += 1))
  fi
  return 0
}

# Offers words, given as =a,b,c, or what a kind stands for.
_sluice_offer() {
  local -a found
  case $1 in
    \\=*)
      found=(\${(s:,:)1#=})
      compadd -a found
      ;;
    path) _files ;;
    directory) _files -/ ;;
    host) _hosts ;;
    program) _command_names -e ;;
    interface)
      if [[ -d /sys/class/net ]]; then
        found=(/sys/class/net/*(N:t))
      else
        found=(\${=$(ifconfig -l 2>/dev/null)})
      fi
      compadd -a found
      ;;
    channel) _sluice_code ;;
    # The number is known at the other machine only.
    code) [[ $PREFIX == [0-9]*[a-z]* ]] && _sluice_code ;;
    *) return 1 ;;
  esac
}

# Codes: the numbers of the senders on this network, or words that continue one.
_sluice_code() {
  local -a found=(\${(f)"$(_call_program codes $words[1] peers --complete=\${(q)PREFIX} 2>/dev/null)"})
  found=(\${found%%$'\\t'*})
  compadd -S '' -a found
}

# Sets what a command offers. Fails if there is none of that name.
_sluice_page() {
  case $1 in
${pages.map(pageCase).join("\n")}
    *) return 1 ;;
  esac
}

if [[ $funcstack[1] == ${functionName(programs)} ]]; then
  _sluice "$@"
else
  compdef _sluice ${programs.join(" ")}
fi
`;
}

/** A file in `$fpath` is loaded as the function of its name, which is that of the first program. */
function functionName(programs: readonly string[]): string {
  return `_${programs[0]}`;
}

function pageCase({ name, flags, args, more, runsProgram }: CompletionPage): string {
  return `    '${name}')
      flags=(
${flags.flatMap(flagLines).map((line) => `        ${line}`).join("\n")}
      )
      values=(${flags.flatMap(valueForms).join(" ")})
      args=(${args.map((each) => `'${form(each)}'`).join(" ")}) more=${quoted(form(more))} runs=${
    runsProgram ? "yes" : ""
  }
      ;;`;
}

function flagLines({ name, short, summary }: CompletionFlag): string[] {
  return [
    described(`--${name}`, summary),
    ...short === undefined ? [] : [described(`-${short}`, summary)],
  ];
}

function valueForms({ name, short, offer, isOptional }: CompletionFlag): string[] {
  if (offer === undefined) return [];
  const value = quoted(`${isOptional ? "?" : ""}${form(offer)}`);
  return [`--${name}`, ...short === undefined ? [] : [`-${short}`]]
    .map((each) => `${each} ${value}`);
}

function form(offer: Offer): string {
  return offer.kind === "words" ? `=${offer.words.join(",")}` : offer.kind;
}

function described(name: string, summary: string): string {
  return quoted(`${name}:${summary}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
