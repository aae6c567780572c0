/** A running command: its streams, its limits, its end. @module */

import { settlesWithin } from "../../async.ts";
import type { Exit } from "../../frame/control.ts";
import { KILL_GRACE, RUN_WINDOW } from "../../limits.ts";
import { costOf } from "../cost.ts";
import type { FromRunner, OutputName, ToRunner } from "../message.ts";
import type { RunRequest } from "../run_request.ts";
import type { Buffers } from "./buffers.ts";
import type { RunEnd } from "./run_end.ts";
import { Output } from "./output.ts";
import type { Rule } from "../gate/policy.ts";
import type { RunningProcess } from "./run_process.ts";

/** Options of {@linkcode Run}. */
export interface RunOptions {
  /** The request. */
  request: RunRequest;
  /** The rule that allows it. */
  rule: Rule;
  /** Its process. */
  process: RunningProcess;
  /** Connects to the client's side. */
  port: MessagePort;
  /** Buffers to read into. */
  buffers: Buffers;
}

/** A running command. */
export class Run {
  /** The rule that allows it. */
  readonly rule: Rule;
  /** The source of the request. */
  readonly source: string;
  /** Resolves when the command has ended, was reaped, and all messages were sent. Never rejects. */
  readonly ended: Promise<RunEnd>;
  /** Why the command was ended, for the audit. */
  why: string | undefined;
  readonly #process: RunningProcess;
  readonly #port: MessagePort;
  readonly #outputs: Record<OutputName, Output>;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #reason: Exit["reason"] | undefined;
  #stdin = 0;
  #feeding: Promise<unknown> = Promise.resolve();
  #moved = performance.now();

  /** Starts passing bytes on. */
  constructor({ request, rule, process, port, buffers }: RunOptions) {
    this.rule = rule;
    this.source = request.source;
    this.#process = process;
    this.#port = port;
    const { output: limit } = rule.limits;
    const output = (name: OutputName) =>
      new Output(process[name], {
        limit,
        buffers,
        put: (bytes) => this.#put(name, bytes),
        onLimit: () => {
          this.why = `${name}: more than ${limit} bytes`;
          this.end("output");
        },
      });
    this.#outputs = { stdout: output("stdout"), stderr: output("stderr") };
    port.onmessage = ({ data }: MessageEvent<ToRunner>) => this.#take(data);
    this.#say({ type: "started", pid: process.pid });
    if (request.stdin) this.#say({ type: "credit", bytes: RUN_WINDOW });
    this.#after(Math.min(rule.limits.time, request.timeout ?? Infinity), () => this.end("time"));
    this.#watchIdle(rule.limits.idle);
    this.ended = this.#follow();
  }

  /** Ends the command: SIGTERM to its process group, and SIGKILL after {@linkcode KILL_GRACE}. */
  end(reason: Exit["reason"]): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#killGroup();
  }

  #killGroup(): void {
    this.#process.kill("SIGTERM");
    this.#after(KILL_GRACE, () => this.#process.kill("SIGKILL"));
  }

  #take(message: ToRunner): void {
    switch (message.type) {
      case "taken":
        return this.#outputs[message.stream].taken(message.cost);
      case "stdin":
        return this.#feed(message.bytes);
      case "eof":
        this.#feeding = this.#feeding.then(() => this.#process.closeStdin());
        return;
      case "gone":
        this.why = "the client has gone";
        for (const output of Object.values(this.#outputs)) output.drop();
        return this.end("stopped");
    }
  }

  #feed(bytes: Uint8Array<ArrayBuffer>): void {
    this.#feeding = this.#feeding.then(async () => {
      try {
        await this.#process.write(bytes);
        this.#stdin += bytes.length;
        this.#moved = performance.now();
      } catch {
        // The command has closed its stdin. While it runs, the rest is discarded, so that the caller
        // does not wait; when it is being ended, discarding more than one window serves nothing.
        if (this.#reason !== undefined) return;
      }
      this.#say({ type: "credit", bytes: costOf(bytes) });
    });
  }

  #put(stream: OutputName, bytes: Uint8Array<ArrayBuffer>): void {
    this.#moved = performance.now();
    this.#say({ type: "output", stream, bytes }, [bytes.buffer]);
  }

  #say(message: FromRunner, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer);
  }

  async #follow(): Promise<RunEnd> {
    const outputs = Object.values(this.#outputs);
    const { status, signal } = await this.#process.ended;
    // Processes that the command started may hold its outputs open, so the group ends with it.
    const group = this.#endGroup();
    await this.#drain(outputs);
    const exit: Exit = {
      reason: this.#reason ?? (signal === null ? "exit" : "signal"),
      status,
      signal,
      stdout: this.#outputs.stdout.count,
      stderr: this.#outputs.stderr.count,
      truncated: (["stdout", "stderr"] as const).filter((name) => this.#outputs[name].truncated),
    };
    if (this.#reason === "stopped") await group;
    this.#say({ type: "exit", exit });
    // Closing a port in Deno may overtake the last message, so the other side closes it.
    void this.#process.closeStdin();
    void group.then(() => this.#process.forget());
    return { exit, stdin: this.#stdin };
  }

  /** Waits for a slow client, but not for a process that has left its group and holds a pipe. */
  async #drain(outputs: readonly Output[]): Promise<void> {
    const drained = Promise.all(outputs.map(({ ended }) => ended));
    const mark = () => outputs.map(({ count, waiting }) => ({ count, waiting }));
    for (let before = mark();; before = mark()) {
      if (await settlesWithin(drained, 2 * KILL_GRACE)) return;
      for (const [at, output] of outputs.entries()) {
        const then = before[at]!;
        const isStill = output.count === then.count && !output.waiting && !then.waiting;
        if (isStill) output.drop();
      }
    }
  }

  /** Ends what is left of the group. Resolves when SIGKILL was sent. */
  #endGroup(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#process.kill("SIGTERM");
    return new Promise((resolve) =>
      this.#after(KILL_GRACE, () => {
        this.#process.kill("SIGKILL");
        resolve();
      })
    );
  }

  #watchIdle(limit: number): void {
    const look = () => {
      const rest = limit - (performance.now() - this.#moved);
      // A client that does not take output makes the command wait, which does not count as idle.
      const isWaiting = Object.values(this.#outputs).some((output) => output.waiting);
      if (rest > 0 || isWaiting) return this.#after(Math.max(rest, limit / 8, 1), look);
      this.why = `was idle for ${limit / 1000} s`;
      this.end("idle");
    };
    this.#after(limit, look);
  }

  #after(time: number, act: () => void): void {
    // setTimeout fires at once for a longer time.
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, Math.min(time, 2 ** 31 - 1));
    this.#timers.add(timer);
  }
}
