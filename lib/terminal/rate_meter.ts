/** How fast it goes just now. @module */

/** Milliseconds that the rate looks back on: long enough to be read, short enough to be true. */
const WINDOW = 5000;
/** Samples closer than this many milliseconds are one: the list stays short. */
const GRAIN = 100;

interface Sample {
  at: number;
  bytes: number;
}

/** Smooths a rate over the last few seconds. */
export class RateMeter {
  #samples: Sample[] = [];

  /**
   * Notes that `bytes` in all were done at the time `at`, in milliseconds; neither may go back. The
   * first note is where counting starts: what was there before (a resumed transfer) is not speed.
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
    // One sample from before the window stays, so that a stall is seen as one.
    while (samples.length > 2 && samples[1]!.at <= at - WINDOW) samples.shift();
  }

  /** Bytes per second; 0 before anything was measured. */
  get rate(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at <= first.at) return 0;
    return (last.bytes - first.bytes) / (last.at - first.at) * 1000;
  }
}
