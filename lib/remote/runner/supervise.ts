/**
 * Starts what the policy allows, watches over it, and tells the audit. It never sees the network:
 * requests come over message ports (`message.ts`).
 *
 * @module
 */

import type { Exit } from "../../frame/control.ts";
import { type Asked, type AuditRecord, type FromRunner, type RefusalCode } from "../message.ts";
import { decide, type Decision } from "../gate/decide.ts";
import type { Policy } from "../gate/policy.ts";
import type { ProcessStarter, RunningProcess } from "./run_process.ts";
import { Buffers } from "./output.ts";
import { Run } from "./run.ts";

/** What a {@linkcode Supervisor} works with. */
export interface SupervisorOptions {
  /** What may run. */
  policy: Policy;
  /** Starts it. */
  starter: ProcessStarter;
  /** Told of every request, once it is over. */
  audit(record: AuditRecord): void;
}

/** Everything that runs. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #runs = new Set<Run>();
  readonly #buffers = new Buffers();
  #stopped = false;

  /** Starts nothing by itself. */
  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Judges a request, and runs it. The port is closed behind the last message. */
  ask(asked: Asked, port: MessagePort): void {
    const begin = performance.now();
    const time = new Date().toISOString();
    const { policy, audit } = this.#options;
    const decision = decide(policy, asked);
    const record = (more: Partial<AuditRecord>): void =>
      audit({
        time,
        peer: asked.peer,
        who: asked.who,
        command: decision.allowed ? decision.rule.name : null,
        argv: asked.argv,
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
      return refuse("not_allowed", "the policy does not allow it", decision.why);
    }
    const full = this.#fullness(decision, asked);
    if (full !== undefined) return refuse("too_many", full);
    let process: RunningProcess;
    try {
      process = this.#start(decision, asked);
    } catch (error) {
      const isGone = error instanceof Error && error.name === "NotFound";
      const text = error instanceof Error ? error.message : String(error);
      if (isGone) {
        return refuse("not_found", "its program or its folder is not there any more", text);
      }
      return refuse("io", "it could not be started", text);
    }
    const run = new Run({ asked, rule: decision.rule, process, port, buffers: this.#buffers });
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

  /** Ends everything, and resolves when it has ended. Nothing is begun any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const run of this.#runs) run.end("stopped");
    await Promise.all(Array.from(this.#runs, ({ ended }) => ended));
  }

  #start(decision: Decision & { allowed: true }, asked: Asked): RunningProcess {
    const { rule: { executable, folder }, args, env } = decision;
    return this.#options.starter.start({
      executable,
      args,
      folder,
      env,
      stdin: asked.stdin ?? false,
    });
  }

  /** Why nothing more can run; undefined: it can. */
  #fullness({ rule }: Decision & { allowed: true }, { source }: Asked): string | undefined {
    if (this.#stopped) return "the server ends";
    const runs = [...this.#runs];
    const { running, perPeer } = this.#options.policy;
    if (runs.length >= running) return `${running} commands are running, which is all there may be`;
    if (runs.filter((run) => run.source === source).length >= perPeer) {
      return `${perPeer} of your commands are running, which is all there may be`;
    }
    if (runs.filter((run) => run.rule === rule).length >= rule.limits.running) {
      return `${rule.limits.running} of this command are running, which is all there may be`;
    }
  }
}

/** How a run ended. */
export interface RunEnd {
  /** What is told. */
  exit: Exit;
  /** Bytes that it read. */
  stdin: number;
}
