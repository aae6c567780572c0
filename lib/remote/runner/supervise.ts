/**
 * Starts allowed commands, supervises them, and writes the audit. It has no access to the network: requests
 * come over message ports (`message.ts`).
 *
 * @module
 */

import type { AuditRecord } from "../audit_record.ts";
import type { FromRunner, RefusalCode } from "../message.ts";
import type { RunRequest } from "../run_request.ts";
import { decide, type Decision } from "../gate/decide.ts";
import type { Policy } from "../gate/policy.ts";
import type { ProcessStarter, RunningProcess } from "./run_process.ts";
import { Buffers } from "./buffers.ts";
import { Run } from "./run.ts";

/** Options of {@linkcode Supervisor}. */
export interface SupervisorOptions {
  /** The allowed commands. */
  policy: Policy;
  /** Starts their processes. */
  starter: ProcessStarter;
  /** Called with the record of each request when it is over. */
  audit(record: AuditRecord): void;
}

/** The running commands. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #runs = new Set<Run>();
  readonly #buffers = new Buffers();
  #stopped = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Decides about a request, and runs it. Closes the port after a refusal. */
  ask(request: RunRequest, port: MessagePort): void {
    const begin = performance.now();
    const time = new Date().toISOString();
    const { policy, audit } = this.#options;
    const decision = decide(policy, request);
    const record = (more: Partial<AuditRecord>): void =>
      audit({
        time,
        peer: request.peer,
        who: request.who,
        command: decision.allowed ? decision.rule.name : null,
        argv: request.argv,
        decision: "refused",
        why: null,
        pid: null,
        status: null,
        signal: null,
        bytes: { stdin: 0, stdout: 0, stderr: 0 },
        seconds: (performance.now() - begin) / 1000,
        ...more,
      });
    const refuse = (code: RefusalCode, message: string, why = message) => {
      record({ why });
      port.postMessage({ type: "refused", code, message } satisfies FromRunner);
      port.close();
    };
    if (!decision.allowed) {
      return refuse("not_allowed", "The policy does not allow the command", decision.why);
    }
    const full = this.#fullness(decision, request);
    if (full !== undefined) return refuse("too_many", full);
    let process: RunningProcess;
    try {
      process = this.#start(decision, request);
    } catch (error) {
      const isGone = error instanceof Error && error.name === "NotFound";
      const text = error instanceof Error ? error.message : String(error);
      if (isGone) {
        return refuse(
          "not_found",
          "The program or its working folder does not exist any more",
          text,
        );
      }
      return refuse("io", "The program could not be started", text);
    }
    const run = new Run({ request, rule: decision.rule, process, port, buffers: this.#buffers });
    this.#runs.add(run);
    void run.ended.then(({ exit, stdin }) => {
      this.#runs.delete(run);
      const { reason, status, signal, stdout, stderr } = exit;
      record({
        decision: "allowed",
        why: run.why ?? (reason === "exit" || reason === "signal" ? null : reason),
        pid: process.pid,
        status,
        signal,
        bytes: { stdin, stdout, stderr },
      });
    });
  }

  /** Ends all commands, and refuses new ones. Resolves when all have ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const run of this.#runs) run.end("stopped");
    await Promise.all(Array.from(this.#runs, ({ ended }) => ended));
  }

  #start(decision: Decision & { allowed: true }, request: RunRequest): RunningProcess {
    const { rule: { executable, folder }, args, env } = decision;
    return this.#options.starter.start({
      executable,
      args,
      folder,
      env,
      stdin: request.stdin ?? false,
    });
  }

  /** The limit that is reached; undefined if the command can run. */
  #fullness({ rule }: Decision & { allowed: true }, { source }: RunRequest): string | undefined {
    if (this.#stopped) return "The server is stopping";
    const runs = [...this.#runs];
    const { running, perPeer } = this.#options.policy;
    if (runs.length >= running) {
      return `${running} commands are running, the maximum; try again later`;
    }
    if (runs.filter((run) => run.source === source).length >= perPeer) {
      return `${perPeer} of your commands are running, the maximum; try again later`;
    }
    if (runs.filter((run) => run.rule === rule).length >= rule.limits.running) {
      return `${rule.limits.running} of this command are running, the maximum; try again later`;
    }
  }
}
