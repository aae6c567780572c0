/** Completions for fish. @module */

import type { CompletionFlag, CompletionPage, Offer } from "./completion_page.ts";

/**
 * Generates a script for fish 3 or newer, to be stored in `~/.config/fish/completions` under the name of
 * each program: fish loads the file when that program's command line is completed first.
 */
export function fishCompletions(
  pages: readonly CompletionPage[],
  programs: readonly string[],
): string {
  const [program = "", ...others] = programs;
  const commands = pages.filter(({ name }) => !name.includes(" "));
  const first = `complete -c ${program} -n '__sluice_at ""'`;
  return [
    `# fish completion for ${programs.join(" and ")}. To use it: sluice completions fish | source`,
    "",
    ...FUNCTIONS,
    "",
    "# Prints the flags of a command that have a value; a question mark stands before optional ones.",
    "function __sluice_values",
    "    switch $argv[1]",
    ...pages.map(valuesCase).filter((line) => line !== ""),
    "    end",
    "end",
    "",
    "# Whether there is a command of that name.",
    "function __sluice_is_page",
    `    contains -- "$argv[1]" ${pages.map(({ name }) => quoted(name)).join(" ")}`,
    "end",
    "",
    `complete -c ${program} -f`,
    `${first} -s h -l help -d 'show help'`,
    `${first} -s V -l version -d 'show the versions'`,
    ...commands.map(({ name, summary }) => `${first} -a ${name} -d ${quoted(summary)}`),
    ...pages.flatMap((page) => pageLines(page, program)),
    ...others.map((other) => `complete -c ${other} -w ${program}`),
  ].join("\n") + "\n";
}

const FUNCTIONS = [
  `# Reads the arguments before the cursor: the command, the number of arguments after it, the flag that has
# no value yet, and the number of arguments from -- on.
function __sluice_read
    set -l line (commandline -cp)
    test "$line" = "$__sluice_line"; and return
    set -g __sluice_line $line
    set -g __sluice_page ''
    set -g __sluice_position 0
    set -g __sluice_pending ''
    set -g __sluice_ended 0
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        if test -z "$__sluice_page"
            set -g __sluice_page $word
            continue
        end
        if test -n "$__sluice_pending"
            set -l flag $__sluice_pending
            set -g __sluice_pending ''
            # What follows a flag with an optional value is its value if it looks like one.
            if not string match -q '\\?*' -- $flag
                continue
            else if string match -qr '^[0-9.]+$|:[0-9]|^(br|en|eth|lo|usb|wl|ww)[a-z0-9]*$' -- $word
                continue
            end
        end
        if test $__sluice_ended -gt 0
            set -g __sluice_ended (math $__sluice_ended + 1)
            set -g __sluice_position (math $__sluice_position + 1)
        else if test "$word" = --
            set -g __sluice_ended 1
        else if string match -q -- '-?*' $word
            string match -q -- '*=*' $word; and continue
            set -l values (__sluice_values $__sluice_page)
            if contains -- $word $values
                set -g __sluice_pending $word
            else if contains -- "?$word" $values
                set -g __sluice_pending "?$word"
            end
        else
            if test $__sluice_position -eq 0; and __sluice_is_page "$__sluice_page $word"
                set -g __sluice_page "$__sluice_page $word"
            end
            set -g __sluice_position (math $__sluice_position + 1)
        end
    end
end`,
  "",
  `# Whether the command line is at a command; with a number, at that argument of it, or with a plus sign at
# that one or a later one.
function __sluice_at
    __sluice_read
    test "$__sluice_page" = "$argv[1]"; or return 1
    set -q argv[2]; or return 0
    if string match -q '*+' -- $argv[2]
        test $__sluice_position -ge (string trim -c + -- $argv[2])
    else
        test $__sluice_position -eq $argv[2]
    end
end`,
  "",
  `# The same before --.
function __sluice_at_own
    __sluice_at $argv; and test $__sluice_ended -eq 0
end`,
  "",
  `# Whether the program that follows -- is next.
function __sluice_at_program
    __sluice_at $argv[1]; and test $__sluice_ended -eq 1
end`,
  "",
  `# Whether a flag with an optional value stands before the cursor.
function __sluice_after
    __sluice_at $argv[1]; and test "$__sluice_pending" = "?$argv[2]"
end`,
  "",
  `# Fish offers folders as commands too.
function __sluice_programs
    complete --do-complete=(commandline -ct) | string match -rv '/(\\t|$)'
end`,
  "",
  `function __sluice_interfaces
    if test -d /sys/class/net
        path basename /sys/class/net/* 2>/dev/null; or command ls /sys/class/net
    else
        ifconfig -l 2>/dev/null | string split ' '
    end
end`,
  "",
  `# Codes: the numbers of the senders on this network, or words that continue one.
function __sluice_codes
    set -l words (commandline -opc)
    $words[1] peers --complete=(commandline -ct) 2>/dev/null
end`,
  "",
  `# Words that continue a code whose number is known at the other machine only.
function __sluice_code_words
    string match -qr '^[0-9]+\\W*[a-z]' -- (commandline -ct); and __sluice_codes
end`,
];

function pageLines(page: CompletionPage, program: string): string[] {
  const { name, flags, args, more, runsProgram } = page;
  const at = (test: string, ...words: (string | number)[]) =>
    `complete -c ${program} -n ${quoted([test, ...words.map(argument)].join(" "))}`;
  const own = runsProgram ? "__sluice_at_own" : "__sluice_at";
  return [
    "",
    ...flags.map((flag) => `${at("__sluice_at", name)} ${flagOptions(flag)}`),
    ...flags.filter((flag) => flag.isOptional && isNamed(flag.offer)).map((flag) =>
      `${at("__sluice_after", name, `--${flag.name}`)} ${offered(flag.offer!)}`
    ),
    ...args.flatMap((offer, index) => {
      const options = offered(offer);
      return options === "" ? [] : [`${at(own, name, index)} ${options}`];
    }),
    ...offered(more) === "" ? [] : [`${at(own, name, `${args.length}+`)} ${offered(more)}`],
    ...runsProgram ? [`${at("__sluice_at_program", name)} ${offered({ kind: "program" })}`] : [],
  ];
}

/** Addresses after a flag with an optional value cannot be told from arguments. */
function isNamed(offer: Offer | undefined): boolean {
  return offer?.kind === "interface" || offer?.kind === "words";
}

function flagOptions(flag: CompletionFlag): string {
  const short = flag.short === undefined ? "" : `-s ${flag.short} `;
  const about = `${short}-l ${flag.name} -d ${quoted(flag.summary)}`;
  if (flag.offer === undefined || flag.isOptional) return about;
  // -x excludes files, which fish would offer for positional arguments.
  const options = offered(flag.offer);
  if (options === "-F") return `${about} -r -F`;
  return `${about} -x${options === "" ? "" : ` ${options}`}`;
}

function offered(offer: Offer): string {
  switch (offer.kind) {
    case "none":
      return "";
    case "words":
      return `-a ${quoted(offer.words.join(" "))}`;
    case "path":
      return "-F";
    case "directory":
      return "-a '(__fish_complete_directories)'";
    case "host":
      return "-a '(__fish_print_hostnames)'";
    case "program":
      return "-a '(__sluice_programs)'";
    case "interface":
      return "-a '(__sluice_interfaces)'";
    case "channel":
      return "-a '(__sluice_codes)'";
    case "code":
      return "-a '(__sluice_code_words)'";
  }
}

function valuesCase({ name, flags }: CompletionPage): string {
  const names = flags.filter(({ offer }) => offer !== undefined).flatMap((flag) =>
    [`--${flag.name}`, ...flag.short === undefined ? [] : [`-${flag.short}`]]
      .map((each) => flag.isOptional ? quoted(`?${each}`) : each)
  );
  if (names.length === 0) return "";
  return `        case ${quoted(name)}\n            printf '%s\\n' ${names.join(" ")}`;
}

function argument(word: string | number): string {
  return typeof word === "number" ? String(word) : `"${word}"`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
