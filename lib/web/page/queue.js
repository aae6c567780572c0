// The files to send, several at a time. Shows nothing: the page listens.

import { Digests } from "./digests.js";
import { Upload } from "./upload.js";

/** Files that are sent at the same time: a browser has six connections for a server at most. */
const TOGETHER = 5;
/** Of these, files that are not small. */
const TOGETHER_LARGE = 2;
/** Milliseconds without progress after which a request is lost when the page is woken: the network may have changed. */
const STALLED_AWAKE = 10_000;

/** All uploads of the page, in the order in which they were added. */
export class Queue {
  /** The uploads. */
  items = [];
  running = 0;
  digests = new Digests();
  #large = 0;
  /** The request of the file that was stored last, if it announced others. */
  #announcer;
  #waiting = { small: new Line(), large: new Line() };

  /**
   * @param onState Called with an upload whose `state` or `why` has changed.
   * @param onProgress Called with an upload of which more has arrived.
   */
  constructor({ onState, onProgress }) {
    this.onState = onState;
    this.onProgress = onProgress;
  }

  /**
   * Adds files, each with its path below the destination; a path that ends with a slash is a folder without
   * content. Returns their uploads, which begin by themselves.
   */
  add(files) {
    const added = [];
    for (const { file, path } of files) {
      const upload = new Upload(this, file, path);
      added.push(upload);
      this.items.push(upload);
      this.wait(upload);
    }
    return added;
  }

  /** Notes that an upload waits. */
  wait(upload) {
    this.#waiting[upload.isLarge ? "large" : "small"].add(upload);
  }

  /** Notes that an upload waits no longer. */
  leave(upload) {
    this.#waiting[upload.isLarge ? "large" : "small"].remove(upload);
  }

  /** Begins uploads that wait, as many as may run. */
  next() {
    const { large, small } = this.#waiting;
    while (this.running < TOGETHER) {
      const item = (this.#large < TOGETHER_LARGE && large.first()) || small.first();
      if (!item) return;
      this.leave(item);
      this.running++;
      if (item.isLarge) this.#large++;
      item.active = true;
      item.run().finally(() => {
        this.running--;
        if (item.isLarge) this.#large--;
        item.active = false;
        // Resumed before a pause took effect.
        if (item.state === "waiting") this.wait(item);
        this.next();
        this.#conclude();
      });
    }
  }

  /** Ends the pauses between attempts, and requests that are stuck, because the connection may be back. */
  wake() {
    for (const item of this.items) {
      item.wake?.();
      item.loseStalled?.(STALLED_AWAKE);
    }
  }

  /** Notes the request of a file that is stored, and whether it announced others. */
  stored(request, hasMore) {
    this.#announcer = hasMore ? request : undefined;
  }

  /**
   * Tells the server that it has all files, because those that were sent at the same time announced each
   * other: repeats a request, which stores nothing again.
   */
  #conclude() {
    const request = this.#announcer;
    if (!request || this.running > 0 || this.items.some(({ state }) => state !== "done")) return;
    this.#announcer = undefined;
    fetch(request.address, { method: "PUT", headers: request.headers }).catch(() => {});
  }

  /** Whether the server should expect further files after that of a running upload. */
  hasMore() {
    const { large, small } = this.#waiting;
    return this.running > 1 || large.size > 0 || small.size > 0;
  }
}

/** Uploads that wait, the first in front. */
class Line {
  #uploads = new Set();

  get size() {
    return this.#uploads.size;
  }

  add(upload) {
    this.#uploads.add(upload);
  }

  remove(upload) {
    this.#uploads.delete(upload);
  }

  first() {
    return this.#uploads.values().next().value;
  }
}
