/** Measures the current rate of a transfer. @module */

/** Milliseconds over which the rate is averaged: a compromise between a steady and a current number. */
const WINDOW = 5000;
/** Samples closer than this many milliseconds are merged, which limits their number. */
const GRAIN = 100;

interface Sample {
  at: number;
  bytes: number;
}

/** Averages a rate over the last few seconds. */
export class RateMeter {
  #samples: Sample[] = [];

  /**
   * Records that `bytes` in total were done at the time `at`, in milliseconds. Neither may decrease. The
   * first sample is the start: bytes of an earlier session do not count.
   */
  note(bytes: number, at: number): void {
    const samples = this.#samples;
    const last = samples.at(-1);
    if (samples.length > 1 && last !== undefined && at - samples.at(-2)!.at < GRAIN) {
      last.at = at;
      last.bytes = bytes;
    } else {
      samples.push({ at, bytes });
    }
    // Keeps one sample from before the window, so that a stall lowers the rate.
    while (samples.length > 2 && samples[1]!.at <= at - WINDOW) samples.shift();
  }

  /** Bytes per second; 0 before the second sample. */
  get rate(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at <= first.at) return 0;
    return (last.bytes - first.bytes) / (last.at - first.at) * 1000;
  }
}
