/**
 * The interface of commands, which are records. Help, man pages, completions, parsing, permissions and
 * the contract tests are derived from them.
 *
 * @module
 */

import type { IfExists } from "../file/if_exists.ts";
import type { StdioTerminalOptions } from "../terminal/stdio_terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { MakeLink } from "../transfer/receive/transfer_commit.ts";

/** The kind of a flag's value, from which completions and error texts are derived. */
export type ValueKind =
  | "string"
  | "path"
  | "directory"
  | "address"
  | "integer"
  | "duration"
  | "rate"
  | "size"
  | "choice"
  | "command"
  | "part"
  | "code"
  | "interface"
  | "program";

/** One flag of a command. */
export interface Flag {
  /** Long name without the dashes, in kebab case. */
  name: string;
  /** The short name: one letter or digit without the dash. */
  short?: string;
  /**
   * What the flag does, in one line of help that starts in lower case, without a full stop. Names the choices,
   * if there are any.
   */
  summary: string;
  /** Whole sentences for the manual page, which shows them after the summary. */
  details?: string;
  /** The kind of its value. Absent for a switch. */
  value?: ValueKind;
  /** The name of the value in help, such as `DIR`. The kind in capitals if absent. */
  placeholder?: string;
  /** The values of a `choice`. */
  choices?: readonly string[];
  /**
   * Whether the value is optional (`--listen` alone). It is given as `--flag=VALUE`, or as the next word if
   * that looks like a value. @default {false}
   */
  optionalValue?: boolean;
  /**
   * Whether the next word is the optional value of this flag. Any word that is not a flag if absent. Throws a
   * `CallerError` for a word that is neither the value nor an argument.
   */
  looksLikeValue?: (word: string) => boolean;
  /** Whether a duration may be 0. @default {false} */
  orZero?: boolean;
  /** Whether the flag may be given several times. Its values are collected in order. @default {false} */
  repeatable?: boolean;
  /** The default value in help. */
  default?: string;
  /** Hides the flag from help, man page and completions. @default {false} */
  hidden?: boolean;
}

/** A positional argument. */
export interface Positional {
  /** Name in help (`PATH`). */
  name: string;
  /** What the argument is, in one line. */
  summary: string;
  /** Minimum number of words. @default {0} */
  min?: number;
  /** Maximum number of words. @default {1} */
  max?: number;
  /** The kind for completions. @default {"string"} */
  value?: ValueKind;
  /** Fixed words that completions offer. */
  choices?: readonly string[];
}

/** Deno's permission classes that a command may keep. The others are revoked before it starts. */
export type PermissionClass = "read" | "write" | "net" | "sys" | "env" | "run";

/** An example in a command's help. */
export interface Example {
  /** The purpose, in one line that starts with a capital, without a full stop. */
  text: string;
  /** The command line, without a prompt. */
  line: string;
}

/** The result of parsing. */
export interface ParsedArguments {
  /** Whether a flag was given. */
  has(flag: string): boolean;
  /** The value of a flag; undefined if the flag was not given, `""` for an omitted optional value. */
  value(flag: string): string | undefined;
  /** All values of a repeatable flag. */
  values(flag: string): string[];
  /** The positional arguments. */
  positionals: string[];
  /** The words after `--`, for commands with {@linkcode Command.passthrough}. Otherwise they are positionals. */
  rest: string[];
}

/** The environment of a command. */
export interface Context {
  /** The standard streams. */
  terminal: Terminal;
  /** How the terminal was opened, for a Worker that opens it as well. */
  terminalOptions: StdioTerminalOptions;
  /**
   * Aborted by Ctrl-C or SIGTERM (reason: a `ConnectionError` `interrupted` whose cause is the
   * signal's name), or by `--timeout` (reason: a `ConnectionError` `timeout`). `main` reports the reason: a
   * command only cleans up, and may throw any error.
   */
  signal: AbortSignal;
  /** The program's version. */
  version: string;
  /** Loads the table of commands; in a Worker the command that it runs. */
  commands(): Promise<readonly Command[]>;
  /** The environment, for the names the program is allowed to read; nothing in a Worker. */
  env(name: string): string | undefined;
  /** Makes links for a body that may not. Default: the body makes them itself. */
  makeLink?: MakeLink;
}

/** What a body may touch. */
export interface Rights {
  /** Whether it may use the network; a list: only these, as `HOST:PORT` or `unix:/PATH`. */
  net: boolean | readonly string[];
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

/** The group of a command in the list of commands. */
export type CommandGroup =
  | "Transfer"
  | "Browser"
  | "Remote command"
  | "Sockets"
  | "Diagnose"
  | "Shell";

/** A file or folder in the manual page. */
export interface FileNote {
  /** Its path, with placeholders in capitals: `DIR/.sluice-*`. */
  path: string;
  /** What it is for, in whole sentences. */
  text: string;
}

/** What help and the manual page show of a command, or of a part of one such as `serve echo`. */
export interface CommandPage {
  /** The name; of a part, with that of its command. */
  name: string;
  /** Where the list of commands shows it. */
  group: CommandGroup;
  /** One line for the list of commands, starting with a capital, without a full stop. */
  summary: string;
  /** A few paragraphs for the manual page. */
  description: string;
  /** The forms of the command line, without the program's name. */
  usage: readonly string[];
  /** The flags, without the common ones (`--help`, `--json`, …). */
  flags: readonly Flag[];
  /** The positional arguments. @default {[]} */
  positionals?: readonly Positional[];
  /** The common flags of the command besides `--help`. */
  common: readonly ("json" | "quiet" | "no-color" | "timeout")[];
  /**
   * The `deno run` permission flags for help, without which it can do nothing: `--allow-read=PATH`, the most
   * exact form in words.
   */
  permissionFlags: readonly string[];
  /** The flags that it needs besides in some cases. @default {[]} */
  permissionCases?: readonly PermissionCase[];
  /** The exit codes that it can end with, besides those of every command. */
  exitCodes: readonly number[];
  /** Whether it can also end with the exit code of a program that it has run. @default {false} */
  passesExitCode?: boolean;
  /** Files that it reads or writes, other than those that its arguments name. @default {[]} */
  files?: readonly FileNote[];
  /** Examples, the most useful ones first: help shows three. */
  examples: readonly Example[];
}

/** The `deno run` permission flags of one case. */
export interface PermissionCase {
  /** What needs them: a flag, or a form of an argument. */
  when: string;
  /** The flags, which are added to those of the command. */
  flags: readonly string[];
}

/** A command. `Input` is what its body works with; without a plan, the arguments. */
export interface Command<Input = unknown> extends CommandPage {
  /** Further lines in the list of commands. @default {[]} */
  listed?: readonly Pick<CommandPage, "name" | "group" | "summary">[];
  /** Loads what help and the manual page show of its parts. The first argument names the part. */
  parts?(): Promise<readonly CommandPage[]>;
  /** Whether the words after `--` are passed on to another program. @default {false} */
  passthrough?: boolean;
  /** The permissions that the command keeps. */
  permissions: readonly PermissionClass[];
  /** Hides the command from the list of commands. @default {false} */
  hidden?: boolean;
  /** Whether it calls {@linkcode Context.commands}, which may need rights that it gives up. @default {false} */
  usesTable?: boolean;
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

/** The table of commands. */
export interface CommandTable {
  /** Loads the command of a name, and as little else as possible; undefined if there is none. */
  loadCommand(name: string): Promise<Command | undefined>;
  /** Loads every command, in the order of help. */
  loadCommands(): Promise<readonly Command[]>;
}
