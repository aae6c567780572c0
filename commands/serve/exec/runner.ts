/**
 * The part of `sluice serve exec` that starts processes, separate from the part with network
 * access.
 *
 * It runs in a Worker whose rights are to start exactly the programs of the policy and to write the
 * audit file: no network, no other file. The rest of the program gives up the right to start
 * processes before it listens. Requests reach the Worker over ports as data, and are checked
 * against the policy that it was given at the start.
 *
 * @module
 */

import { jsonLine } from "../../../lib/text/json_line.ts";
import { AppendLog } from "../../../lib/file/append_log.ts";
import type { AuditRecord } from "../../../lib/remote/audit_record.ts";
import type { RunRequest } from "../../../lib/remote/run_request.ts";
import type { Policy } from "../../../lib/remote/gate/policy.ts";
import { HELPER, processStarter } from "../../../lib/remote/runner/run_process.ts";
import { Supervisor } from "../../../lib/remote/runner/supervise.ts";
import { giveUpImport, loadWorker, mayLoadWorker } from "../../sandbox/load_worker.ts";

/** The first message to the Worker. */
export interface RunnerConfig {
  /** What may run. */
  policy: Policy;
  /** The absolute path of the audit file. @default {none} */
  audit?: string;
}

/** Messages to the runner. */
export type ToExecRunner =
  | { type: "config"; config: RunnerConfig }
  | { type: "ask"; asked: RunRequest; port: MessagePort }
  | { type: "audit"; record: AuditRecord }
  | { type: "stop" };

/** Messages from the runner. */
export type FromExecRunner =
  | { type: "ready"; groups: boolean }
  | { type: "failed"; message: string }
  | { type: "record"; record: AuditRecord }
  | { type: "stopped" };

/** The runner, as the server uses it. */
export interface ExecRunner {
  /** Whether the processes that a command has started are ended with it. */
  readonly groups: boolean;
  /** Whether it runs with rights of its own; otherwise it needs those of the caller. */
  readonly apart: boolean;
  /** Passes a request on; the results arrive over the port. */
  ask(asked: RunRequest): MessagePort;
  /** Adds a record of a connection without a request to the audit. */
  audit(record: AuditRecord): void;
  /** Ends every command; resolves when they have ended. Idempotent. */
  stop(): Promise<void>;
}

/** Serves one port, inside. */
export function runnerAt(tell: (message: FromExecRunner) => void): (message: ToExecRunner) => void {
  let log: AppendLog | undefined;
  let supervisor: Supervisor | undefined;
  let close = () => Promise.resolve();
  const audit = (record: AuditRecord) => {
    log?.add(jsonLine({ ...record }));
    tell({ type: "record", record });
  };
  const configure = ({ policy, audit: path }: RunnerConfig) => {
    if (path !== undefined) log = new AppendLog(path);
    const keepsShell = policy.rules.some(({ executable }) => executable === HELPER);
    const starter = processStarter(keepsShell);
    close = starter.close;
    supervisor = new Supervisor({ policy, starter, audit });
    tell({ type: "ready", groups: starter.groups });
  };
  const stop = async () => {
    await supervisor?.stop();
    await close();
    log?.close();
    tell({ type: "stopped" });
  };
  return (message) => {
    switch (message.type) {
      case "config":
        try {
          return configure(message.config);
        } catch (error) {
          const text = error instanceof Error ? error.message : String(error);
          return tell({ type: "failed", message: text });
        }
      case "ask":
        return supervisor!.ask(message.asked, message.port);
      case "audit":
        return audit(message.record);
      case "stop":
        return void stop();
    }
  };
}

/** Options of {@linkcode startRunner}. */
export interface StartRunnerOptions extends RunnerConfig {
  /** Called with each request, once it has ended. */
  onRecord(record: AuditRecord): void;
  /** Called if the runner itself failed; nothing runs any more. */
  onError(error: Error): void;
}

/**
 * Starts the runner: in a Worker if the program may read its own modules, otherwise in this thread.
 *
 * @throws {Error} if it could not be started.
 */
export async function startRunner(options: StartRunnerOptions): Promise<ExecRunner> {
  const { policy, audit, onRecord, onError } = options;
  const ready = Promise.withResolvers<boolean>();
  const stopped = Promise.withResolvers<void>();
  const take = (message: FromExecRunner) => {
    if (message.type === "ready") ready.resolve(message.groups);
    else if (message.type === "failed") ready.reject(new Error(message.message));
    else if (message.type === "record") onRecord(message.record);
    else stopped.resolve();
  };
  const fail = (error: Error) => {
    ready.reject(error);
    stopped.resolve();
    onError(error);
  };
  const apart = mayLoadWorker(url);
  const { tell, end } = apart ? await inWorker(rightsOf(policy, audit), take, fail) : inHere(take);
  tell({ type: "config", config: { policy, ...audit !== undefined && { audit } } });
  const groups = await ready.promise;
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    tell({ type: "stop" });
    await stopped.promise;
    end();
  };
  return {
    groups,
    apart,
    ask(asked) {
      const { port1, port2 } = new MessageChannel();
      tell({ type: "ask", asked, port: port2 }, [port2]);
      return port1;
    },
    audit: (record) => tell({ type: "audit", record }),
    stop: () => stopping ??= stop(),
  };
}

interface Connection {
  tell(message: ToExecRunner, transfer?: Transferable[]): void;
  end(): void;
}

const url = new URL("./runner_worker.ts", import.meta.url);

/** The rights of the runner's Worker. */
export function rightsOf(policy: Policy, audit: string | undefined): Deno.PermissionOptionsObject {
  const granted = (command: string) =>
    Deno.permissions.querySync({ name: "run", command }).state === "granted";
  const run = new Set([HELPER].filter(granted));
  for (const { executable } of policy.rules) run.add(executable);
  return {
    run: [...run],
    write: audit === undefined ? false : [audit],
    net: false,
    read: false,
    env: false,
    sys: false,
    ffi: false,
  };
}

async function inWorker(
  permissions: Deno.PermissionOptionsObject,
  onMessage: (message: FromExecRunner) => void,
  onError: (error: Error) => void,
): Promise<Connection> {
  const worker = await loadWorker<FromExecRunner>(url, { permissions, onMessage, onError });
  return {
    tell: (message, transfer = []) => worker.postMessage(message, transfer),
    end: () => worker.terminate(),
  };
}

/** For a program that was started with few rights, and so is confined already. */
function inHere(onMessage: (message: FromExecRunner) => void): Connection {
  giveUpImport();
  return { tell: runnerAt(onMessage), end() {} };
}
