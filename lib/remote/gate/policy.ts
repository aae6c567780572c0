/** The rules of a policy, with their executables resolved. @module */

/** The allowed values of one word. */
export type Kind =
  /** One of these words. */
  | { values: readonly string[] }
  /** A text that the expression matches as a whole. */
  | { pattern: RegExp }
  /** A decimal integer; both bounds are included. */
  | { min: number; max: number }
  /** Any text. */
  | { any: true };

/** One parameter of a command. */
export interface Parameter {
  /** Its allowed values. */
  kind: Kind;
  /** Whether a word may begin with a dash, as an option does. @default {false} */
  dash?: boolean;
  /** Minimum number of words; only a rule's last parameter may have a count. @default {1} */
  least?: number;
  /** Maximum number of words. @default {1} */
  most?: number;
}

/** Limits of a command. */
export interface Limits {
  /** Milliseconds from start to end. */
  time: number;
  /** Milliseconds in which no byte is read or written. */
  idle: number;
  /** Bytes of each output. */
  output: number;
  /** Instances of the command at the same time. */
  running: number;
}

/** One allowed command. */
export interface Rule {
  /** The first word of a request. */
  name: string;
  /** Absolute path of the program. */
  executable: string;
  /** The path that {@linkcode Rule.executable} resolves to. Default: it is no link. */
  target?: string;
  /** Arguments in front of the client's. */
  fixed: readonly string[];
  /** Allowed arguments of the client, in order. */
  parameters: readonly Parameter[];
  /** The working directory, absolute. */
  folder: string;
  /** Its environment, to which only {@linkcode Rule.accept} and {@linkcode Rule.acceptUnsafe} can add. */
  environment: Readonly<Record<string, string>>;
  /** Variables that the client may set to harmless values (`isHarmlessVariable`). */
  accept: readonly string[];
  /** Variables that the client may set to any value: the policy's author knows how the program uses them. */
  acceptUnsafe: readonly string[];
  /** Paths in its words, its environment and {@linkcode Rule.folder} that other users may change. */
  untrusted: readonly string[];
  /** Whether it may read standard input from the client. */
  stdin: boolean;
  /** Its limits. */
  limits: Limits;
}

/** Everything that clients may run. */
export interface Policy {
  /** The rules in order of precedence; several may have the same name. */
  rules: readonly Rule[];
  /** Commands at the same time, of all peers. */
  running: number;
  /** Commands at the same time, of one peer. */
  perPeer: number;
}

/** Where executables are searched by name; also the `PATH` of every command. */
export const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** The environment of a command without variables of its rule. */
export const BASE_ENVIRONMENT: Readonly<Record<string, string>> = { PATH, LANG: "C.UTF-8" };

/** Variables that make loaders, shells and interpreters run other code. A policy cannot let a client set them. */
const DANGEROUS =
  /^(LD_.*|DYLD_.*|NODE_.*|DENO_.*|PYTHON.*|PERL.*|RUBY.*|GIT_.*|BASH_.*|JAVA_TOOL_OPTIONS|GCONV_PATH|ENV|IFS|PATH|SHELLOPTS|PS4|PROMPT_COMMAND|EDITOR|VISUAL|PAGER|LESSOPEN|SHELL|HOME)$/i;

/** Whether a policy may let a client set a variable of this name. */
export function mayBeAccepted(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !DANGEROUS.test(name);
}
