/** One command that runs: its streams, its limits, its end. @module */

import type { Exit } from "../../frame/control.ts";
import { KILL_GRACE, RUN_WINDOW } from "../../limits.ts";
import { type Asked, costOf, type FromRunner, type OutputName, type ToRunner } from "../message.ts";
import { type Buffers, Output } from "./output.ts";
import type { Rule } from "../gate/policy.ts";
import type { RunningProcess } from "./run_process.ts";
import type { RunEnd } from "./supervise.ts";

/** What a {@linkcode Run} is made of. */
export interface RunOptions {
  /** What was asked for. */
  asked: Asked;
  /** The rule that allows it. */
  rule: Rule;
  /** Its process. */
  process: RunningProcess;
  /** Whoever asked. */
  port: MessagePort;
  /** Buffers to read into. */
  buffers: Buffers;
}

/** A command that runs. */
export class Run {
  /** The rule that allows it. */
  readonly rule: Rule;
  /** The place it was asked from. */
  readonly source: string;
  /** Resolves when it has ended, was reaped, and everything was said. Never rejects. */
  readonly ended: Promise<RunEnd>;
  /** More about why it was ended, for the audit. */
  why: string | undefined;
  readonly #process: RunningProcess;
  readonly #port: MessagePort;
  readonly #outputs: Record<OutputName, Output>;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #reason: Exit["reason"] | undefined;
  #stdin = 0;
  #feeding: Promise<unknown> = Promise.resolve();
  #moved = performance.now();

  /** Begins to move bytes. */
  constructor({ asked, rule, process, port, buffers }: RunOptions) {
    this.rule = rule;
    this.source = asked.source;
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
    if (asked.stdin) this.#say({ type: "credit", bytes: RUN_WINDOW });
    this.#after(Math.min(rule.limits.time, asked.timeout ?? Infinity), () => this.end("time"));
    this.#watchIdle(rule.limits.idle);
    this.ended = this.#follow();
  }

  /** Ends it: SIGTERM to its group, and SIGKILL to what is left of it a moment later. */
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
        this.why = "whoever asked has gone";
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
    // What it started may hold its outputs open. It ends with it.
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
    // Closing a port in Deno may overtake what was just said: the other side closes it.
    void this.#process.closeStdin();
    void group.then(() => this.#process.forget());
    return { exit, stdin: this.#stdin };
  }

  /** A reader that is slow is waited for; a process that has left its group, and holds a pipe, is not. */
  async #drain(outputs: readonly Output[]): Promise<void> {
    const drained = Promise.all(outputs.map(({ ended }) => ended)).then(() => true);
    const mark = () => outputs.map(({ count, waiting }) => ({ count, waiting }));
    for (let before = mark();; before = mark()) {
      const late = new Promise<false>((resolve) =>
        this.#after(2 * KILL_GRACE, () => resolve(false))
      );
      if (await Promise.race([drained, late])) return;
      for (const [at, output] of outputs.entries()) {
        const then = before[at]!;
        const isStill = output.count === then.count && !output.waiting && !then.waiting;
        if (isStill) output.drop();
      }
    }
  }

  /** Ends whatever the command left running; resolves when that was said. */
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
      // A reader that does not take what is there makes it wait; that is not its fault.
      const isWaiting = Object.values(this.#outputs).some((output) => output.waiting);
      if (rest > 0 || isWaiting) return this.#after(Math.max(rest, limit / 8, 1), look);
      this.why = `nothing moved for ${limit / 1000} s`;
      this.end("idle");
    };
    this.#after(limit, look);
  }

  #after(time: number, act: () => void): void {
    // Beyond this setTimeout fires at once.
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, Math.min(time, 2 ** 31 - 1));
    this.#timers.add(timer);
  }
}
