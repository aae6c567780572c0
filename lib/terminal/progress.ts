/** The progress line of a transfer. @module */

import { unicodeWidth } from "@std/cli/unicode-width";
import { format as formatBytes } from "@std/fmt/bytes";
import { format as formatDuration } from "@std/fmt/duration";
import { escapeText } from "../text/escape.ts";
import { fit } from "./fit.ts";
import { RateMeter } from "./rate_meter.ts";

/** Columns of the name at least, even if not all numbers fit. */
const LEAST_NAME = 8;
/** A longer remaining time, in milliseconds, is too uncertain to be shown: 99 hours. */
const LONGEST = 99 * 3_600_000;

/** The progress of a transfer. */
export interface ProgressState {
  /** The current name, not escaped. */
  name: string;
  /** Bytes done so far. */
  done: number;
  /** Bytes transferred so far, from which the rate is computed. @default {done} */
  transferred?: number;
  /** Total bytes; undefined if unknown. */
  total?: number | undefined;
  /** Milliseconds since the start, of a monotonic clock. */
  elapsed: number;
}

/** Formats the progress of a transfer. Its only state is the smoothed rate. */
export class Progress {
  #meter = new RateMeter();

  /**
   * The line for a state: name, bytes of total, percent, rate, time left. It is at most `columns - 1` wide,
   * because a line that fills the last column wraps on some terminals. If there is too little room the time
   * left is dropped first, then the rate, then the bytes.
   */
  line(state: ProgressState, columns: number): string {
    this.#meter.note(state.transferred ?? state.done, state.elapsed);
    const rate = this.#meter.rate;
    const room = Math.max(0, columns - 1);
    const name = escapeText(state.name);
    const least = Math.min(LEAST_NAME, unicodeWidth(name));
    const parts = [bytesOf(state), percent(state), shownRate(rate), timeLeft(state, rate)];
    const dropOrder = [3, 2, 0];
    let shown = parts.join("");
    while (least + unicodeWidth(shown) > room && dropOrder.length > 0) {
      parts[dropOrder.shift()!] = "";
      shown = parts.join("");
    }
    const forName = room - unicodeWidth(shown);
    return forName < least ? fit(shown.trim(), room) : fit(name, forName) + shown;
  }
}

function bytesOf({ done, total }: ProgressState): string {
  const so = formatBytes(done, { binary: true });
  return total === undefined ? `  ${so}` : `  ${so} of ${formatBytes(total, { binary: true })}`;
}

/** Rounded down, so that 100 % means all. */
function percent({ done, total }: ProgressState): string {
  if (total === undefined) return "";
  const share = total === 0 ? 1 : Math.min(1, done / total);
  return `  ${String(Math.floor(share * 100)).padStart(3)} %`;
}

function shownRate(rate: number): string {
  return rate > 0 ? `  ${formatBytes(Math.round(rate), { binary: true })}/s` : "";
}

function timeLeft({ done, total }: ProgressState, rate: number): string {
  if (total === undefined || rate <= 0 || done >= total) return "";
  const milliseconds = (total - done) / rate * 1000;
  if (milliseconds > LONGEST) return "";
  const unit = milliseconds >= 3_600_000 ? 60_000 : 1000;
  const rounded = Math.ceil(milliseconds / unit) * unit;
  return `  ${formatDuration(rounded, { ignoreZero: true })} left`;
}
