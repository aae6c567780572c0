/** A server of the remote command in its own process, and a client within the test. @module */

import type { Exit, Run } from "../../lib/frame/control.ts";
import { ask } from "../../lib/remote/request/ask.ts";
import type { AuditRecord } from "../../lib/remote/audit_record.ts";
import { dial } from "../../lib/socket/dial.ts";
import { type Run as Ended, run } from "../commands/run_sluice.ts";
import { executable } from "../support/program.ts";
import { type Program, startCommand } from "../support/program.ts";

export { until } from "../support/wait.ts";

const root = new URL("../../", import.meta.url).pathname;
/** The plain edition: the executable under test, or the script that runs the source. */
export const SLUICE: string = executable || `${root}scripts/sluice`;
/** The edition that may start programs. */
export const SLUICE_RUN = `${SLUICE}-run`;
/** As whom the tests run; requires --as-root of root. */
export const AS_ROOT = Deno.build.os !== "windows" && Deno.uid() === 0 ? ["--as-root"] : [];
/** Whether the tests can run here: they need process groups and `/proc`. */
export const linux = Deno.build.os === "linux";

const sh = (script: string, more: Record<string, unknown> = {}) => ({
  run: ["/bin/sh", "-c", script, "sh"],
  ...more,
});

/**
 * Ends when a child leads its own session and holds the output open: the substitution reads until the
 * child has closed the pipe, which it does after `setsid`.
 */
const ESCAPE = `exec 3>&1
pid=$(setsid sh -c 'echo "$$"; exec sleep 1000 >&3' &)
echo "$pid"
exit 4`;

/** Commands with every kind of behaviour. */
export const POLICY = {
  commands: {
    status: sh('exit "$1"', { parameters: [{ number: { min: 0, max: 255 } }] }),
    closed: sh('exec >&-; exit "$1"', { parameters: [{ number: { min: 0, max: 255 } }] }),
    die: sh('kill -s "$1" $$; sleep 60', { parameters: [{ pattern: "[A-Z0-9]+" }] }),
    cat: { run: ["/bin/cat"], stdin: true },
    both: sh("echo out; echo err >&2; echo out2; echo err2 >&2"),
    late: sh("exec >&-; seq 1 20000 >&2"),
    hold: sh("sleep 1000 & echo here; exit 3"),
    escape: sh(ESCAPE),
    sip: { run: ["/usr/bin/head", "-c", "5"], stdin: true },
    deaf: { run: ["/bin/sleep", "1000"], stdin: true },
    shuts: sh('trap "exec <&-" TERM; while :; do sleep 1000; done', { stdin: true }),
    sleep: sh('sleep 1000 & echo "$$ $!"; wait'),
    stubborn: sh('trap "" TERM; echo "$$"; while :; do sleep 1000; done'),
    yes: { run: ["/usr/bin/yes"], limits: { output: 1_000_000 } },
    flood: { run: ["/usr/bin/yes"], limits: { output: 67_108_864 } },
    silent: sh("sleep 1000", { limits: { idle: 0.2 } }),
    print: {
      run: ["/usr/bin/printf", "%s\\n"],
      parameters: [{ any: true, dash: true, count: {} }],
    },
    env: { run: ["/usr/bin/env"], accept: ["TZ"], environment: { FIXED: "a b" } },
    pwd: { run: ["/bin/pwd"], folder: "/usr" },
    files: { run: ["/bin/ls", "-l", "/proc/self/fd"] },
    few: sh("sleep 1000", { limits: { running: 1 } }),
  },
  perPeer: 60,
};

/** Runs the plain edition to its end. */
export function runSluice(args: string[], options: Deno.CommandOptions = {}): Promise<Ended> {
  return run(SLUICE, { ...options, args });
}

/** A running server. `await using` ends it with the scope. */
export interface ExecServer extends AsyncDisposable {
  /** The program. */
  program: Program;
  /** Its port. */
  port: number;
  /** Its folder, with the policy and the audit. */
  folder: string;
  /** The audit so far. */
  audit(): AuditRecord[];
}

/** Starts a server with {@linkcode POLICY}, or the one given. */
export async function startExecServer(
  flags: string[] = ["--insecure-loopback"],
  policy: unknown = POLICY,
): Promise<ExecServer> {
  const folder = await Deno.makeTempDir({ prefix: "sluice-exec-" });
  const [path, audit] = [`${folder}/policy.json`, `${folder}/audit.jsonl`];
  await Deno.writeTextFile(path, JSON.stringify(policy), { mode: 0o600 });
  const program = startCommand([
    SLUICE_RUN,
    ...["serve", "exec", "--policy", path, "--audit", audit, "--listen", "127.0.0.1:0"],
    ...AS_ROOT,
    ...flags,
  ], { interactive: true });
  return {
    program,
    port: await program.port(),
    folder,
    audit: () =>
      Deno.readTextFileSync(audit).split("\n").filter((line) => line !== "").map((line) =>
        JSON.parse(line)
      ),
    async [Symbol.asyncDispose]() {
      // Idempotent.
      await program.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** The exit and the output of a command. */
export interface Ran {
  exit: Exit;
  out: string;
  err: string;
  /** All of standard output. */
  bytes: Uint8Array;
}

/** Options of {@linkcode askServer}. */
export interface AskServer extends Partial<Run> {
  /** The command's standard input. */
  input?: ReadableStream<Uint8Array>;
  /** Called with each piece of output, before the next is taken. */
  onOutput?: (text: string) => void | Promise<void>;
  /** Ends the command. */
  signal?: AbortSignal;
}

/** Sends a request to a server without authentication. */
export async function askServer(
  port: number,
  argv: string[],
  { input, onOutput, signal = new AbortController().signal, ...more }: AskServer = {},
): Promise<Ran> {
  const conn = await dial({ scheme: "tcp", host: "127.0.0.1", port });
  const pieces = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  const run: Run = { argv, env: {}, stdin: input !== undefined, timeout: null, ...more };
  const exit = await ask(conn, run, {
    signal,
    ...input && { stdin: input },
    async output(stream, bytes) {
      pieces[stream].push(bytes.slice());
      await onOutput?.(new TextDecoder().decode(bytes));
    },
  });
  const whole = async (name: "stdout" | "stderr") =>
    new Uint8Array(await new Blob(pieces[name] as BlobPart[]).arrayBuffer());
  const [out, err] = [await whole("stdout"), await whole("stderr")];
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { exit, out: text(out), err: text(err), bytes: out };
}

/** Open descriptors of a process. */
export function descriptors(pid: number): number {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
}

/** The children of a process. */
export function childrenOf(pid: number): number[] {
  const children: number[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = statOf(Number(name))?.parent;
    if (parent === pid) children.push(Number(name));
  }
  return children;
}

/** Whether a process exists and is no zombie. */
export function isAlive(pid: number): boolean {
  const state = statOf(pid)?.state;
  return state !== undefined && state !== "Z";
}

function statOf(pid: number): { state: string; parent: number } | undefined {
  try {
    const [, rest = ""] = Deno.readTextFileSync(`/proc/${pid}/stat`).split(/\) (?=\S \d)/);
    const [state = "", parent] = rest.split(" ");
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
