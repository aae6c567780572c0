/** What may run: the rules, as they are after a policy was read and its executables were found. @module */

/** What one word of a request may be. */
export type Kind =
  /** One of these words exactly. */
  | { values: readonly string[] }
  /** A text that the whole of this expression matches. */
  | { pattern: RegExp }
  /** A whole number in decimal digits, both bounds included. */
  | { min: number; max: number }
  /** Any text. */
  | { any: true };

/** One place in a request's words. */
export interface Parameter {
  /** What may stand there. */
  kind: Kind;
  /** Whether it may begin with a dash. Default false: it could be taken for an option. */
  dash?: boolean;
  /** Fewest times it is given; only a rule's last parameter may differ from 1. Default 1. */
  least?: number;
  /** Most times. Default 1. */
  most?: number;
}

/** What a command may use up. */
export interface Limits {
  /** Milliseconds from start to end. */
  time: number;
  /** Milliseconds without a byte read or written. */
  idle: number;
  /** Bytes of each of its two outputs. */
  output: number;
  /** How many of it at the same time. */
  running: number;
}

/** One command that may run. */
export interface Rule {
  /** The first word of a request for it. */
  name: string;
  /** Absolute path of what is run. */
  executable: string;
  /** Where the links of {@linkcode Rule.executable} lead. Default: it is no link. */
  target?: string;
  /** Arguments that come first, whatever is asked. */
  fixed: readonly string[];
  /** What may come behind, in order. */
  parameters: readonly Parameter[];
  /** The folder it runs in, absolute. */
  folder: string;
  /** Its environment: nothing else is in it but what {@linkcode Rule.accept} lets in. */
  environment: Readonly<Record<string, string>>;
  /** Names of variables that the client may set, to harmless values ({@linkcode isHarmlessVariable}). */
  accept: readonly string[];
  /** Names of other variables that the client may set: the author knows what the program makes of them. */
  acceptUnsafe: readonly string[];
  /** Files and folders in its words, its environment and {@linkcode Rule.folder} that others may change. */
  untrusted: readonly string[];
  /** Whether it may read what whoever asks sends. */
  stdin: boolean;
  /** What it may use up. */
  limits: Limits;
}

/** Everything that may run. */
export interface Policy {
  /** In the order they are tried; several may have one name. */
  rules: readonly Rule[];
  /** Commands at the same time, of all together. */
  running: number;
  /** Commands at the same time for one peer. */
  perPeer: number;
}

/** Where executables are looked for by name, and the `PATH` of every command. */
export const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** What a rule's environment begins with. */
export const BASE_ENVIRONMENT: Readonly<Record<string, string>> = { PATH, LANG: "C.UTF-8" };

/** Variables that make loaders, shells and interpreters run other code. No policy lets a client set them. */
const DANGEROUS =
  /^(LD_.*|DYLD_.*|NODE_.*|DENO_.*|PYTHON.*|PERL.*|RUBY.*|GIT_.*|BASH_.*|JAVA_TOOL_OPTIONS|GCONV_PATH|ENV|IFS|PATH|SHELLOPTS|PS4|PROMPT_COMMAND|EDITOR|VISUAL|PAGER|LESSOPEN|SHELL|HOME)$/i;

/** Whether the policy's author may let a client set a variable of this name. */
export function mayBeAccepted(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !DANGEROUS.test(name);
}
