/** Shows running transfers to people and programs. @module */

import { join } from "node:path";
import { escapeText } from "../../lib/text/escape.ts";
import { formatSize } from "../../lib/text/format_size.ts";
import { formatTime } from "../../lib/text/format_time.ts";
import { shellWord } from "../../lib/text/shell_word.ts";
import { Progress } from "../../lib/terminal/progress.ts";
import { summaryLine } from "../../lib/terminal/summary.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import type {
  Held,
  TransferEvent,
  TransferState,
  TransferSummary,
} from "../../lib/transfer/progress.ts";
import { EntryLog } from "./entry_log.ts";
import { hostOf } from "./host_of.ts";

/** Milliseconds between two updates: at most ten progress events a second. */
const INTERVAL = 100;

/** One transfer in the view. */
export interface ViewedTransfer {
  /** Updated by the session. */
  state: TransferState;
  /** Receives the session's events. */
  onEvent: (event: TransferEvent) => Promise<void> | void;
  /** Receives what the receiver holds already. */
  onResuming: (held: Held) => void;
  /** Starts the clock and draws the line. */
  start(): void;
  /** Removes the line, and prints the summary. @param isText Whether a text was sent. @default {false} */
  finish(summary: TransferSummary, isText?: boolean): Promise<void>;
  /** Removes the line. */
  stop(): void;
}

/** Draws a line for each running transfer, or writes events for programs. */
export class TransferView {
  readonly #terminal: Terminal;
  readonly #verb: "Sent" | "Received";
  readonly #into: string | undefined;
  readonly #running = new Map<
    TransferState,
    { progress: Progress; start: number; label: string }
  >();
  readonly #log: EntryLog;
  #timer: ReturnType<typeof setInterval> | undefined;

  /**
   * @param verb The first word of the summary.
   * @param into The folder that is received into. Default: none.
   */
  constructor(terminal: Terminal, verb: "Sent" | "Received", into?: string) {
    this.#terminal = terminal;
    this.#verb = verb;
    this.#into = into;
    this.#log = new EntryLog(terminal);
  }

  /** Adds a transfer; `label` distinguishes it from others and may be empty. */
  add(label = ""): ViewedTransfer {
    const state: TransferState = { path: "", bytes: 0, transferred: 0, files: 0 };
    const peer = label === "" ? {} : { peer: label };
    // One peer may connect again; each of many gets a log of its own.
    const log = label === "" ? this.#log : new EntryLog(this.#terminal);
    log.restart();
    const stop = () => {
      this.#running.delete(state);
      if (this.#running.size === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
      // Progress events of other transfers are written by their own timers.
      if (!this.#terminal.json) this.#draw();
    };
    return {
      state,
      onEvent: (event) => {
        log.add(event);
        return this.#tell(event, peer);
      },
      onResuming: ({ bytes: held, total }) => {
        void this.#terminal.event({
          event: "resuming",
          ...peer,
          held,
          ...total !== undefined && { total },
        });
        const where = this.#verb === "Sent" ? "there" : "here";
        const of = total === undefined ? "" : ` of ${formatSize(total)}`;
        this.#terminal.note(`Resuming: ${formatSize(held)}${of} already ${where}`);
      },
      start: () => {
        this.#running.set(state, { progress: new Progress(), start: performance.now(), label });
        if (this.#terminal.live || this.#terminal.json) {
          this.#timer ??= setInterval(() => this.#draw(), INTERVAL);
        }
      },
      finish: async (summary, isText = false) => {
        stop();
        const { files, bytes, skipped, renamed, failed, transferred, elapsed } = summary;
        await this.#terminal.event({
          event: "done",
          ...peer,
          files,
          bytes,
          skipped,
          renamed,
          failed,
          transferred,
          elapsed: Math.round(elapsed) / 1000,
          exit: failed > 0 ? 1 : 0,
        });
        log.finish();
        if (isText) return this.#terminal.note(this.#textLine(bytes, label));
        const where = this.#whereOf(summary, label);
        const options = { verb: this.#verb, ...where !== undefined && { where } };
        this.#terminal.note(summaryLine(summary, options));
      },
      stop,
    };
  }

  #textLine(bytes: number, label: string): string {
    const preposition = this.#verb === "Sent" ? "to" : "from";
    const peer = label === "" ? "" : ` ${preposition} ${escapeText(hostOf(label))}`;
    return `${this.#verb} a text (${formatSize(bytes)})${peer}`;
  }

  /** The place that the summary names: the received folder or file, or the one of many peers. */
  #whereOf({ names = [] }: TransferSummary, label: string): string | undefined {
    if (this.#into === undefined) {
      return label === "" ? undefined : `to ${escapeText(hostOf(label))}`;
    }
    const place = names.length === 1 ? join(this.#into, names[0]!) : this.#into;
    const from = label === "" ? "" : ` from ${escapeText(hostOf(label))}`;
    return `into ${escapeText(place)}${from}`;
  }

  /** Reports that the connection was lost and will be retried for `time` milliseconds. */
  lost(error: Error, time: number): void {
    void this.#terminal.event({ event: "lost", message: error.message, retry: time / 1000 });
    this.#terminal.note(`Connection lost; retrying for ${formatTime(time)}`);
  }

  /** Reports that a part of a failed transfer was kept in the folder `into`. */
  kept(bytes: number, into: string, peer?: string): void {
    void this.#terminal.event({ event: "kept", ...peer !== undefined && { peer }, bytes, into });
    this.#terminal.note(`Kept ${formatSize(bytes)}; sending the same again resumes there`);
    this.#terminal.note(discardHint(into));
  }

  /** Reports that a failed transfer can be resumed. */
  resumable(): void {
    this.#terminal.note("Send again to resume: what the receiver has kept is not sent twice");
  }

  /** Reports that a folder holds parts of earlier transfers. */
  unfinished(names: readonly string[], into: string): void {
    const shown = names.slice(0, 3).map(quoted).join(", ");
    const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
    this.#terminal.note(`Unfinished here: ${shown}${more}; the same transfer resumes`);
    this.#terminal.note(discardHint(into));
  }

  #draw(): void {
    const lines: string[] = [];
    for (const [state, { progress, start, label }] of this.#running) {
      const name = label === "" ? state.path : `${label} ${state.path}`;
      const elapsed = performance.now() - start;
      if (this.#terminal.json) {
        void this.#terminal.event({
          event: "progress",
          ...label !== "" && { peer: label },
          path: state.path,
          bytes: state.bytes,
          transferred: state.transferred,
          ...state.totalBytes !== undefined && { total: state.totalBytes },
          files: state.files,
        });
      } else {
        lines.push(
          progress.line(
            {
              name,
              done: state.bytes,
              transferred: state.transferred,
              total: state.totalBytes,
              elapsed,
            },
            this.#terminal.columns,
          ),
        );
      }
    }
    this.#terminal.draw(lines);
  }

  /**
   * Resolves when the event is written, so that a transfer waits for a program that reads slowly.
   */
  #tell(event: TransferEvent, peer: { peer?: string }): Promise<void> | void {
    if (!this.#terminal.json) return;
    const { type, ...rest } = event;
    const written = this.#terminal.event({ event: type, ...peer, ...rest });
    // A failed write ends the program by itself and is not an error of the session.
    void written.then(() => {});
    return written.catch(() => {});
  }
}

function discardHint(into: string): string {
  const word = shellWord(into);
  return word === undefined
    ? `To discard it, go to ${quoted(into)} and run: sluice receive --discard-partial`
    : `To discard it: sluice receive --discard-partial ${word}`;
}

function quoted(path: string): string {
  return escapeText(JSON.stringify(path));
}
