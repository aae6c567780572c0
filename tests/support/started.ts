/** Programs that run beside a test. @module */

import { SLUICE } from "../commands/run_sluice.ts";

/** How a program ended. */
export interface Ended {
  code: number;
  out: Uint8Array;
  err: string;
}

/** A program that runs. */
export class Started {
  readonly #child: Deno.ChildProcess;
  readonly #out: Promise<Uint8Array>;
  #err = "";
  #errEnded = false;
  #wake: (() => void)[] = [];
  #seen = "";
  #outChunks: Uint8Array[] = [];
  readonly stdin: WritableStreamDefaultWriter<Uint8Array>;

  constructor(program: string, args: string[], options: Deno.CommandOptions = {}) {
    this.#child = new Deno.Command(program, {
      args,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      ...options,
    }).spawn();
    this.stdin = this.#child.stdin.getWriter();
    this.#out = this.#readOut();
    void this.#readErr();
  }

  get pid(): number {
    return this.#child.pid;
  }

  async #readOut(): Promise<Uint8Array> {
    for await (const chunk of this.#child.stdout) {
      this.#outChunks.push(chunk);
      this.#seen += new TextDecoder().decode(chunk);
      this.#notify();
    }
    return new Uint8Array(await new Blob(this.#outChunks as BlobPart[]).arrayBuffer());
  }

  async #readErr(): Promise<void> {
    for await (const chunk of this.#child.stderr) {
      this.#err += new TextDecoder().decode(chunk);
      this.#notify();
    }
    this.#errEnded = true;
    this.#notify();
  }

  /** Standard error so far. */
  get errSoFar(): string {
    return this.#err;
  }

  #notify(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  async #until(what: () => RegExpMatchArray | null, wanted: RegExp): Promise<RegExpMatchArray> {
    const deadline = AbortSignal.timeout(20_000);
    while (true) {
      const match = what();
      if (match) return match;
      if (this.#errEnded || deadline.aborted) {
        throw new Error(`${wanted} did not come; stderr: ${this.#err}; stdout: ${this.#seen}`);
      }
      await new Promise<void>((resolve) => {
        this.#wake.push(resolve);
        deadline.addEventListener("abort", () => resolve(), { once: true });
      });
    }
  }

  /** Waits until standard error holds something. */
  said(wanted: RegExp): Promise<RegExpMatchArray> {
    return this.#until(() => wanted.exec(this.#err), wanted);
  }

  /** Waits until standard output holds something. */
  printed(wanted: RegExp): Promise<RegExpMatchArray> {
    return this.#until(() => wanted.exec(this.#seen), wanted);
  }

  /** The port of the first address announced for a scheme. */
  async port(scheme = "tcp"): Promise<number> {
    return Number((await this.said(new RegExp(`listening on ${scheme}://\\S*:(\\d+)`)))[1]);
  }

  /** Types, or feeds. */
  async feed(text: string | Uint8Array): Promise<void> {
    await this.stdin.write(typeof text === "string" ? new TextEncoder().encode(text) : text);
  }

  /** Ends standard input; resolves when the program has ended. */
  async ended(): Promise<Ended> {
    await this.stdin.close().catch(() => {});
    return await this.gone();
  }

  /** Resolves when the program has ended by itself. */
  async gone(): Promise<Ended> {
    const { code } = await this.#child.status;
    await this.stdin.close().catch(() => {});
    while (!this.#errEnded) await new Promise<void>((resolve) => this.#wake.push(resolve));
    return { code, out: await this.#out, err: this.#err };
  }

  /** Tells it to end, and waits. */
  async stop(signal: Deno.Signal = "SIGTERM"): Promise<Ended> {
    try {
      this.#child.kill(signal);
    } catch { /* it has ended */ }
    return await this.ended();
  }
}

/** Starts the program as a user does. */
export function startSluice(...args: string[]): Started {
  return new Started(SLUICE, args);
}

/** The text of some bytes. */
export function text(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}
