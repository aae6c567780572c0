/**
 * Starts processes. The only module with `Deno.Command`.
 *
 * Each command leads its own session and process group, so that its children can be ended with it. Deno
 * lets only a program with the unrestricted run permission signal a group, so a helper does it: a short
 * shell script, started before the server accepts requests, which reads lines such as "TERM 4711". The
 * helper ends every remaining group when this program has ended, also after a crash.
 *
 * @module
 */

import { LocalError } from "../../errors.ts";

/** The process to start. */
export interface StartProcess {
  /** Absolute path of the program. */
  executable: string;
  /** Its arguments, passed on literally. */
  args: readonly string[];
  /** Its working directory. */
  folder: string;
  /** Its complete environment. */
  env: Readonly<Record<string, string>>;
  /** Whether standard input can be written to; otherwise it is empty. */
  stdin: boolean;
}

/** A running process. */
export interface RunningProcess {
  /** Its process id, which is also its group's. */
  readonly pid: number;
  /** Standard output, a byte stream. */
  readonly stdout: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Standard error, a byte stream. */
  readonly stderr: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Writes to standard input. Rejects where the process has closed it. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Closes standard input. */
  closeStdin(): Promise<void>;
  /** Resolves when the process has ended and was reaped. */
  readonly ended: Promise<{ status: number; signal: string | null }>;
  /** Signals the process group. Does nothing where it has ended. */
  kill(signal: "SIGTERM" | "SIGKILL"): void;
  /** Makes the helper forget the group. */
  forget(): void;
}

/** Starts processes. */
export interface ProcessStarter {
  /** Whether a process's children are ended with it. */
  readonly groups: boolean;
  /**
   * Starts a process.
   *
   * @throws {Deno.errors.NotFound} if its program or working directory is missing.
   */
  start(what: StartProcess): RunningProcess;
  /** Ends all remaining groups and the helper. Resolves when the helper has ended. */
  close(): Promise<void>;
}

/** The shell of the helper. */
export const HELPER = "/bin/sh";

/** Reads a word and a group's id from each line. At the end of input it ends all remaining groups. */
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
 * Prepares to start processes. Revokes the permission to run a shell then, unless `keepShell`.
 *
 * @throws {LocalError} code `permission` if this program may start no program.
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
  /** False after the helper has ended unexpectedly. */
  readonly isThere: boolean;
  say(word: "add" | "drop" | "TERM" | "KILL", group: number): void;
  close(): Promise<void>;
}

/** Undefined where there is no POSIX shell, or no permission to run it. */
function startHelper(): Helper | undefined {
  if (Deno.build.os === "windows") return undefined;
  if (Deno.permissions.querySync({ name: "run", command: HELPER }).state !== "granted") return;
  const child = new Deno.Command(HELPER, {
    args: ["-c", SCRIPT, "sluice-helper"],
    cwd: "/",
    clearEnv: true,
    // In its own session, so that Ctrl-C does not end it before this program has.
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
      writer.write(encoder.encode(`${word} ${group}\n`)).catch(() => {/* the helper was killed */});
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
    closeStdin: async () => await writer?.close().catch(() => {/* the process has closed it */}),
    ended: child.status.then(({ code, signal }) => ({ status: code & 0xff, signal })),
    kill(signal) {
      if (helper?.isThere) return helper.say(signal === "SIGTERM" ? "TERM" : "KILL", child.pid);
      try {
        child.kill(signal);
      } catch { /* the process has ended */ }
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
    throw new LocalError("io", `Cannot start ${executable}: ${text}`, { cause });
  }
}
