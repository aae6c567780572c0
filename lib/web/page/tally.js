// How far all uploads are. Counts and sums are kept, so an event costs the same however many there are.

/** Milliseconds of the past from which the rate is computed. */
const RECENT = 5000;
/** Milliseconds between two marks. */
const STEP = 250;
/** Bytes above which a file may be resumed, and then begins with bytes that arrived earlier. */
const RESUMABLE = 8 * 1024 * 1024;
/** States of uploads that will go on by themselves. */
const ACTIVE = ["running", "waiting"];
/** States of uploads whose bytes count for how far everything is. */
const COUNTED = [...ACTIVE, "paused", "done"];

/** Counts and sums of uploads. */
export class Tally {
  /** Number, bytes and bytes that have arrived, by state. */
  by = Object.fromEntries(
    ["waiting", "running", "paused", "failed", "done"]
      .map((state) => [state, { count: 0, size: 0, sent: 0 }]),
  );
  /** Uploads that wait for the connection. */
  offline = new Set();
  /** Bytes that have arrived since the page was loaded. */
  moved = 0;
  #known = new Map();
  #marks = [];

  /** Counts an upload that is new, has changed its state, or has begun another attempt. */
  state(upload) {
    const { state, file: { size }, why } = upload;
    const before = this.#known.get(upload);
    if (before === undefined) this.#known.set(upload, { state, size, sent: 0, fresh: true });
    else {
      this.progress(upload);
      this.#count(before, -1);
      before.state = state;
      before.fresh = true;
    }
    this.#count(this.#known.get(upload), 1);
    if (state === "running" && why.key === "offline") this.offline.add(upload);
    else this.offline.delete(upload);
    this.progress(upload);
  }

  /** Counts bytes of an upload. */
  progress(upload) {
    const known = this.#known.get(upload);
    const more = upload.sent - known.sent;
    if (more === 0) return;
    known.sent = upload.sent;
    this.by[known.state].sent += more;
    // The first offset of an attempt is what earlier attempts have sent.
    if (!known.fresh || known.size <= RESUMABLE) this.moved += Math.max(0, more);
    known.fresh = false;
  }

  #count({ state, size, sent }, times) {
    const sums = this.by[state];
    sums.count += times;
    sums.size += times * size;
    sums.sent += times * sent;
  }

  /** The sum of a value over states; all by default. */
  sum(value, states = Object.keys(this.by)) {
    return states.reduce((total, state) => total + this.by[state][value], 0);
  }

  /** Whether uploads run or wait. */
  get active() {
    return this.sum("count", ACTIVE) > 0;
  }

  /** Whether no upload runs because the connection is lost. */
  get isOffline() {
    return this.offline.size > 0 && this.offline.size === this.by.running.count;
  }

  /** Bytes of the uploads that have not failed. */
  get size() {
    return this.sum("size", COUNTED);
  }

  /** Those of them that have arrived. */
  get sent() {
    return this.sum("sent", COUNTED);
  }

  /** Whole percents that have arrived. Without bytes, files are counted. */
  get percent() {
    const size = this.size;
    const part = size > 0 ? this.sent / size : this.by.done.count / this.sum("count");
    return Math.floor(part * 100) || 0;
  }

  /** Returns the bytes a second of late, and the seconds that are left at that rate; undefined where unknown. */
  speed(now) {
    // After a pause the time before it does not count.
    if (this.by.running.count === 0 || this.isOffline) this.#marks = [];
    else if (!(now - this.#marks.at(-1)?.[0] < STEP)) this.#marks.push([now, this.moved]);
    while (now - this.#marks[0]?.[0] > RECENT) this.#marks.shift();
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    if (!first || last[0] - first[0] < 2 * STEP || last[1] === first[1]) return undefined;
    const rate = (last[1] - first[1]) / (last[0] - first[0]) * 1000;
    return { rate, left: (this.sum("size", ACTIVE) - this.sum("sent", ACTIVE)) / rate };
  }
}
