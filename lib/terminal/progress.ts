/** The progress line of a transfer. @module */

import { unicodeWidth } from "@std/cli/unicode-width";
import { format as formatDuration } from "@std/fmt/duration";
import { escapeText } from "../text/escape.ts";
import { formatSize } from "../text/format_size.ts";
import { fit } from "./fit.ts";
import { RateMeter } from "./rate_meter.ts";

/** Columns of the name at least, even if not all numbers fit. */
const LEAST_NAME = 8;
/** Milliseconds without a byte after which the transfer counts as stalled. */
const STALLED_AFTER = 3000;
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

/** Formats the progress of a transfer. Its state is the smoothed rate, and when bytes moved last. */
export class Progress {
  #meter = new RateMeter();
  #last = { transferred: 0, at: 0 };

  /**
   * The line for a state: name, bytes of total, percent, rate, time left. It is at most `columns - 1` wide,
   * because a line that fills the last column wraps on some terminals. If there is too little room the time
   * left is dropped first, then the rate, then the bytes. Where no byte has moved for 3 s, `stalled` is in
   * the place of the rate.
   */
  line(state: ProgressState, columns: number): string {
    const { done, transferred = done, elapsed } = state;
    this.#meter.note(transferred, elapsed);
    const rate = this.#meter.rate;
    const isStalled = this.#isStalled(state);
    const room = Math.max(0, columns - 1);
    const name = escapeText(state.name);
    const least = Math.min(LEAST_NAME, unicodeWidth(name));
    const parts = [
      bytesOf(state),
      percent(state),
      isStalled ? "  stalled" : shownRate(rate),
      isStalled ? "" : timeLeft(state, rate),
    ];
    const dropOrder = [3, 2, 0];
    let shown = parts.join("");
    while (least + unicodeWidth(shown) > room && dropOrder.length > 0) {
      parts[dropOrder.shift()!] = "";
      shown = parts.join("");
    }
    const forName = room - unicodeWidth(shown);
    return forName < least ? fit(shown.trim(), room) : fit(name, forName) + shown;
  }

  #isStalled({ done, transferred = done, total, elapsed }: ProgressState): boolean {
    if (transferred !== this.#last.transferred) this.#last = { transferred, at: elapsed };
    // Once all has moved, the receiver may need a while to bring it to its disk.
    return done !== total && elapsed - this.#last.at >= STALLED_AFTER;
  }
}

function bytesOf({ done, total }: ProgressState): string {
  const so = formatSize(done);
  return total === undefined ? `  ${so}` : `  ${so} of ${formatSize(total)}`;
}

/** Rounded down, so that 100 % means all. */
function percent({ done, total }: ProgressState): string {
  if (total === undefined) return "";
  const share = total === 0 ? 1 : Math.min(1, done / total);
  return `  ${String(Math.floor(share * 100)).padStart(3)} %`;
}

function shownRate(rate: number): string {
  return rate > 0 ? `  ${formatSize(Math.round(rate))}/s` : "";
}

function timeLeft({ done, total }: ProgressState, rate: number): string {
  if (total === undefined || rate <= 0 || done >= total) return "";
  const milliseconds = (total - done) / rate * 1000;
  if (milliseconds > LONGEST) return "";
  const unit = milliseconds >= 3_600_000 ? 60_000 : 1000;
  const rounded = Math.ceil(milliseconds / unit) * unit;
  return `  ${formatDuration(rounded, { ignoreZero: true })} left`;
}
