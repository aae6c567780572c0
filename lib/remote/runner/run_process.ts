/**
 * Starts processes: the only module with `Deno.Command`.
 *
 * Each command is the leader of a session and process group of its own, so that what it starts can
 * be ended with it. Deno signals a group only for who may start anything, so a helper does it: ten
 * lines of shell, started before anybody can ask for something, which read "TERM 4711" and the like.
 * The helper ends every group that is left when this program is gone, however it went.
 *
 * @module
 */

import { LocalError } from "../../errors.ts";

/** How a process is started. */
export interface StartProcess {
  /** Absolute path. */
  executable: string;
  /** Its arguments, as they are. */
  args: readonly string[];
  /** Its folder. */
  folder: string;
  /** All of its environment. */
  env: Readonly<Record<string, string>>;
  /** Whether it has a standard input to write to; otherwise it reads an empty one. */
  stdin: boolean;
}

/** A process that runs. */
export interface RunningProcess {
  /** Its number, and its group's. */
  readonly pid: number;
  /** What it writes. A byte stream. */
  readonly stdout: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** What it complains. A byte stream. */
  readonly stderr: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Gives it something to read; rejects where it reads no more. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Ends what it reads. */
  closeStdin(): Promise<void>;
  /** Resolves when it has ended and was reaped. */
  readonly ended: Promise<{ status: number; signal: string | null }>;
  /** Signals it and all it started. Nothing where they are gone. */
  kill(signal: "SIGTERM" | "SIGKILL"): void;
  /** Its group is no concern any more. */
  forget(): void;
}

/** Starts processes. */
export interface ProcessStarter {
  /** Whether what a process started is ended with it. */
  readonly groups: boolean;
  /**
   * Starts a process.
   *
   * @throws {Deno.errors.NotFound} its executable or folder is gone.
   */
  start(what: StartProcess): RunningProcess;
  /** Ends every group that is left, and the helper. Resolves once it has done so. */
  close(): Promise<void>;
}

/** The shell of the helper. */
export const HELPER = "/bin/sh";

/** Reads a word and a group's number a line; at the end of input it ends the groups that are left. */
const SCRIPT = `trap "" INT TERM HUP
set --
while read -r word group; do
  case $group in "" | *[!0-9]* | 0 | 1) continue ;; esac
  case $word in
    add) set -- "$@" "$group" ;;
    drop)
      n=$#
      while [ "$n" -gt 0 ]; do
        [ "$1" = "$group" ] || set -- "$@" "$1"
        shift
        n=$((n - 1))
      done
      ;;
    TERM | KILL) kill -s "$word" -- "-$group" 2>/dev/null ;;
  esac
done
for group; do kill -s KILL -- "-$group" 2>/dev/null; done`;

const encoder = new TextEncoder();

/**
 * Prepares to start processes. Afterwards the right to start a shell is given up, unless `keepShell`.
 *
 * @throws {LocalError} code `permission`: this program may start nothing at all.
 */
export function processStarter(keepShell: boolean): ProcessStarter {
  const helper = startHelper();
  if (!keepShell) Deno.permissions.revokeSync({ name: "run", command: HELPER });
  return {
    groups: helper !== undefined,
    start: (what) => startProcess(what, helper),
    close: async () => await helper?.close(),
  };
}

interface Helper {
  /** False once it has ended, which it should not. */
  readonly isThere: boolean;
  say(word: "add" | "drop" | "TERM" | "KILL", group: number): void;
  close(): Promise<void>;
}

/** Undefined where there is no POSIX shell, or no right to start it. */
function startHelper(): Helper | undefined {
  if (Deno.build.os === "windows") return undefined;
  if (Deno.permissions.querySync({ name: "run", command: HELPER }).state !== "granted") return;
  const child = new Deno.Command(HELPER, {
    args: ["-c", SCRIPT, "sluice-helper"],
    cwd: "/",
    clearEnv: true,
    // Ctrl-C is for the program in front; this one sees its end.
    detached: true,
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  let isThere = true;
  void child.status.then(() => isThere = false);
  return {
    get isThere() {
      return isThere;
    },
    say(word, group) {
      writer.write(encoder.encode(`${word} ${group}\n`)).catch(() => {/* it was killed */});
    },
    async close() {
      await writer.close().catch(() => {});
      await child.status;
    },
  };
}

function startProcess(what: StartProcess, helper: Helper | undefined): RunningProcess {
  const child = spawn(what);
  const writer = what.stdin ? child.stdin.getWriter() : undefined;
  helper?.say("add", child.pid);
  return {
    pid: child.pid,
    stdout: child.stdout,
    stderr: child.stderr,
    write: async (bytes) => await writer?.write(bytes),
    closeStdin: async () => await writer?.close().catch(() => {/* it has closed it itself */}),
    ended: child.status.then(({ code, signal }) => ({ status: code & 0xff, signal })),
    kill(signal) {
      if (helper?.isThere) return helper.say(signal === "SIGTERM" ? "TERM" : "KILL", child.pid);
      try {
        child.kill(signal);
      } catch { /* it has ended */ }
    },
    forget: () => helper?.say("drop", child.pid),
  };
}

function spawn({ executable, args, folder, env, stdin }: StartProcess): Deno.ChildProcess {
  try {
    return new Deno.Command(executable, {
      args: [...args],
      cwd: folder,
      clearEnv: true,
      env: { ...env },
      detached: Deno.build.os !== "windows",
      stdin: stdin ? "piped" : "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotCapable) {
      throw cause;
    }
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new LocalError("io", `start ${executable}: ${text}`, { cause });
  }
}
