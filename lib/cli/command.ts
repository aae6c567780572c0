/**
 * What a command is: a record. Help, man page, completions, parsing, permissions and the contract
 * tests are all derived from these records.
 *
 * @module
 */

import type { IfExists } from "../file/if_exists.ts";
import type { StdioTerminalOptions } from "../terminal/stdio_terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { MakeLink } from "../transfer/receive/transfer_commit.ts";

/** The kind of a flag's value; completions and error texts follow from it. */
export type ValueKind =
  | "string"
  | "path"
  | "directory"
  | "address"
  | "integer"
  | "duration"
  | "rate"
  | "choice"
  | "command";

/** One flag of a command. */
export interface Flag {
  /** Long name without the dashes, in kebab case. */
  name: string;
  /** One letter without the dash. Default: none. */
  short?: string;
  /** What it does, one line, starting in lower case, no full stop. */
  summary: string;
  /** The value's kind; absent for a switch. */
  value?: ValueKind;
  /** Name of the value in help (`DIR`). Default: the kind in capitals. */
  placeholder?: string;
  /** The values of a `choice`. */
  choices?: readonly string[];
  /** True when the value may be left out (`--listen` alone). Such a value is given as `--flag=VALUE` or as the next word when that looks like one. @default {false} */
  optionalValue?: boolean;
  /** For an optional value: whether the next word is meant as this flag's value. Default: any word that is not a flag. */
  looksLikeValue?: (word: string) => boolean;
  /** For a duration: whether 0 is one. @default {false} */
  orZero?: boolean;
  /** True when it may be given several times; the values are collected in order. @default {false} */
  repeatable?: boolean;
  /** Shown in help as the default. */
  default?: string;
  /** True hides it from help, man page and completions. @default {false} */
  hidden?: boolean;
}

/** The words after the flags. */
export interface Positional {
  /** Name in help (`PATH`). */
  name: string;
  /** What it is, one line. */
  summary: string;
  /** Least number of words. @default {0} */
  min?: number;
  /** Largest number of words. @default {1} */
  max?: number;
  /** For completions. @default {"string"} */
  value?: ValueKind;
  /** Fixed words that completions offer. */
  choices?: readonly string[];
}

/** Deno's permission classes that a command may keep. What is not named is given up before it starts. */
export type PermissionClass = "read" | "write" | "net" | "sys" | "env" | "run";

/** An example in a command's help. */
export interface Example {
  /** What it is for. */
  text: string;
  /** The command line, without a prompt. */
  line: string;
}

/** What parsing yields. */
export interface ParsedArguments {
  /** Switches given. */
  has(flag: string): boolean;
  /** The value of a flag, or undefined when the flag was not given; `""` for an optional value left out. */
  value(flag: string): string | undefined;
  /** All values of a repeatable flag. */
  values(flag: string): string[];
  /** The words. */
  positionals: string[];
  /** The words after `--`, for commands with {@linkcode Command.passthrough}; otherwise they are among the positionals. */
  rest: string[];
}

/** What a command is given. */
export interface Context {
  /** Standard streams, and what the terminal can do. */
  terminal: Terminal;
  /** How the terminal was opened, for a Worker that opens it as well. */
  terminalOptions: StdioTerminalOptions;
  /**
   * Aborted by Ctrl-C or SIGTERM (reason: a `ConnectionError` `interrupted` whose cause is the
   * signal's name), or by `--timeout` (reason: a `ConnectionError` `timeout`). `main` reports the
   * reason: a command only cleans up, and throws what it likes.
   */
  signal: AbortSignal;
  /** The program's version. */
  version: string;
  /** The table of commands. */
  commands: readonly Command[];
  /** The environment, for the names the program is allowed to read; nothing in a Worker. */
  env(name: string): string | undefined;
  /** Makes links for a body that may not. Default: the body makes them itself. */
  makeLink?: MakeLink;
}

/** What a body may touch. */
export interface Rights {
  /** Whether it may use the network. */
  net: boolean;
  /** Absolute paths, with everything below. */
  read: readonly string[];
  /** Absolute paths, with everything below. */
  write: readonly string[];
  /** Facts about the system. */
  sys: readonly ("uid" | "networkInterfaces" | "statfs")[];
}

/** What a body is given, decided with all permissions of the command. */
export interface Plan<Input> {
  /** What {@linkcode Command.run} is called with: data only, since it may be sent to a Worker. */
  input: Input;
  /** The rights of the Worker that runs the body; undefined: it runs here, with the command's permissions. */
  rights: Rights | undefined;
  /**
   * Symbolic links that may be made for the body: below `into`, and under these policies for names that
   * exist. Default: none.
   */
  links?: { into: string; policies: readonly IfExists[] };
  /**
   * True where a body without {@linkcode Plan.rights} loads a Worker of its own: it keeps the right to
   * import the program's packages until then. @default {false}
   */
  loadsWorker?: boolean;
}

/** One verb of the command line. `Input` is what its body works with; without a plan, the arguments. */
export interface Command<Input = unknown> {
  /** The verb. */
  name: string;
  /** One line for the list of commands, starting with a capital, no full stop. */
  summary: string;
  /** A few paragraphs for help and man page. */
  description: string;
  /** Forms of the command line, without the program's name. */
  usage: readonly string[];
  /** Its flags; the common ones (`--help`, `--json`, …) are added by the table. */
  flags: readonly Flag[];
  /** Its words. Default none. */
  positionals?: readonly Positional[];
  /** True when `--` starts words for somebody else. @default {false} */
  passthrough?: boolean;
  /** Which common flags make sense here besides `--help`. */
  common: readonly ("json" | "quiet" | "no-color" | "timeout")[];
  /** The permissions it keeps. */
  permissions: readonly PermissionClass[];
  /** The `deno run` permission flags for help, most exact form in words: `--allow-read=PATH`. */
  permissionFlags: readonly string[];
  /** Examples, most useful first. */
  examples: readonly Example[];
  /** True hides it from the list of commands. @default {false} */
  hidden?: boolean;
  /**
   * Reads the flags, once, and says what the body needs. Until it has, the command keeps the right to
   * import the program's own packages: they may have to be loaded as a Worker. Default: the body gets
   * the arguments, and runs here.
   *
   * @throws {CallerError} if flags do not go together.
   */
  plan?(args: ParsedArguments, context: Context): Promise<Plan<Input>>;
  /** The body; resolves to the exit code. Imports what is heavy when it is called, not before. */
  run(input: Input, context: Context): Promise<number>;
}
