// Sends files in parts, several at a time, and resumes interrupted ones: the server reports how much of a
// file it has, so an upload also resumes after the page was reloaded. Shows nothing: the page listens.

import { sha256 } from "./sha256.js";

/** Bytes of a part. */
const PART = 8 * 1024 * 1024;
/** Files that are sent at the same time. */
const TOGETHER = 3;
/** Milliseconds between two attempts. The last one repeats while the connection is lost. */
const PAUSES = [500, 1000, 2000, 4000, 8000, 16000, 30000];
/** Milliseconds of the past from which a rate is computed. */
const RECENT = 5000;

/** A final rejection by the server. */
class Refusal extends Error {}

/** All uploads of the page, in the order in which they were added. */
export class Queue {
  /** The uploads. */
  items = [];
  running = 0;

  /**
   * @param onState Called with an upload whose `state` or `why` has changed.
   * @param onProgress Called with an upload of which more has arrived.
   */
  constructor({ onState, onProgress }) {
    this.onState = onState;
    this.onProgress = onProgress;
  }

  /** Adds files, each with its path below the destination; returns their uploads, which begin by themselves. */
  add(files) {
    const added = files.map(({ file, path }) => new Upload(this, file, path));
    this.items.push(...added);
    return added;
  }

  /** Begins uploads that wait, as many as may run. */
  next() {
    for (const item of this.items) {
      if (this.running >= TOGETHER) return;
      if (item.state !== "waiting" || item.active) continue;
      this.running++;
      item.active = true;
      item.run().finally(() => {
        this.running--;
        item.active = false;
        this.next();
      });
    }
  }

  /** Ends the pauses between attempts, because the connection may be back. */
  wake() {
    for (const item of this.items) item.wake?.();
  }

  /** Whether the server should expect further files after that of an upload. */
  hasMore(upload) {
    return this.running > 1 ||
      this.items.some((each) => each !== upload && each.state === "waiting");
  }
}

/** The upload of one file. */
export class Upload {
  /** `waiting`, `running`, `paused`, `failed` or `done`. */
  state = "waiting";
  /** What is to say beside the state: a key of the words with its values; `text` is the server's own. */
  why = {};
  /** Bytes that have arrived. */
  sent = 0;
  active = false;
  marks = [];
  hashed = 0;
  hasher = sha256.create();

  constructor(queue, file, path) {
    this.queue = queue;
    this.file = file;
    this.path = path;
  }

  /** Pauses. */
  pause() {
    this.set("paused", { key: "paused" });
    this.request?.abort();
    this.wake?.();
  }

  /** Waits between two attempts, until `wake` is called at most. */
  rest(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Sends, or goes on where it was. */
  resume() {
    this.set("waiting");
    this.queue.next();
  }

  set(state, why = {}) {
    this.state = state;
    this.why = why;
    this.queue.onState(this);
  }

  progress(sent) {
    const now = performance.now();
    this.sent = sent;
    // The connection is back.
    if (this.state === "running" && this.why.key !== "beginning") {
      this.set("running", { key: "beginning" });
    }
    this.marks.push([now, sent]);
    while (now - this.marks[0][0] > RECENT) this.marks.shift();
    this.queue.onProgress(this);
  }

  /** Bytes a second, of late; 0 where it is unknown. */
  get rate() {
    const [first, last] = [this.marks[0], this.marks.at(-1)];
    return first && last[0] - first[0] > 200
      ? (last[1] - first[1]) / (last[0] - first[0]) * 1000
      : 0;
  }

  put(body, headers, onProgress) {
    // Paused between two requests.
    if (this.state !== "running") return Promise.reject(new Error("paused"));
    const request = this.request = new XMLHttpRequest();
    const path = this.path.split("/").map(encodeURIComponent).join("/");
    request.open("PUT", `./${path}${this.queue.hasMore(this) ? "?more" : ""}`);
    request.setRequestHeader("Last-Modified", new Date(this.file.lastModified).toUTCString());
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (onProgress) request.upload.onprogress = (event) => onProgress(event.loaded);
    return new Promise((resolve, reject) => {
      request.onload = () => resolve(request);
      request.onerror = () => reject(new Error("lost"));
      request.onabort = () => reject(new Error("paused"));
      request.send(body);
    });
  }

  /** Updates the digest up to a byte. */
  async hash(end, part, start) {
    while (this.hashed < start) {
      const to = Math.min(start, this.hashed + PART);
      this.hasher.update(new Uint8Array(await this.file.slice(this.hashed, to).arrayBuffer()));
      this.hashed = to;
      if (this.state !== "running") throw new Error("paused");
    }
    if (part && this.hashed < end) this.hasher.update(part.subarray(this.hashed - start));
    this.hashed = Math.max(this.hashed, end);
  }

  digest() {
    // A copy, because the file may have to be sent again.
    return {
      "Repr-Digest": `sha-256=:${btoa(String.fromCharCode(...this.hasher.clone().digest()))}:`,
    };
  }

  async send() {
    const { size } = this.file;
    if (size <= PART) return await this.sendWhole();
    const asked = await this.put(null, { "Content-Range": `bytes */${size}` });
    let at = offsetOf(asked);
    if (at === size) await this.hash(size, undefined, size);
    for (let again = true; again;) {
      this.progress(at);
      const end = Math.min(size, at + PART);
      const part = new Uint8Array(await this.file.slice(at, end).arrayBuffer());
      await this.hash(end, part, at);
      const range = at === size ? `*/${size}` : `${at}-${end - 1}/${size}`;
      const headers = { "Content-Range": `bytes ${range}`, ...end === size && this.digest() };
      const from = at;
      const answer = await this.put(part, headers, (loaded) => this.progress(from + loaded));
      if (answer.status === 422) this.startOver();
      again = answer.status === 202 ||
        answer.status === 409 && answer.getResponseHeader("upload-offset");
      at = again ? offsetOf(answer) : size;
      if (!again) return this.finished(answer);
    }
  }

  async sendWhole() {
    const { size } = this.file;
    const body = new Uint8Array(await this.file.arrayBuffer());
    this.startOver();
    await this.hash(size, body, 0);
    this.finished(
      await this.put(body, this.digest(), (loaded) => this.progress(Math.min(size, loaded))),
    );
  }

  startOver() {
    this.hasher = sha256.create();
    this.hashed = 0;
  }

  finished(answer) {
    if (answer.status >= 300) throw faultOf(answer);
    this.progress(this.file.size);
    const as = answer.getResponseHeader("stored-as");
    if (answer.status === 200) this.set("done", { key: "skipped" });
    else if (as) this.set("done", { key: "storedAs", name: decodeURIComponent(as) });
    else this.set("done", { key: "stored" });
  }

  async run() {
    // Marks of before a pause would lower the rate.
    this.marks = [];
    this.set("running", { key: "beginning" });
    for (let attempt = 0;; attempt++) {
      const before = this.sent;
      try {
        return await this.send();
      } catch (error) {
        if (this.state === "paused") return this.set("paused", { key: "paused" });
        // Resumed before the pause took effect: the caller begins again when this returns.
        if (this.state === "waiting") return;
        if (error instanceof Refusal) return this.set("failed", error.why);
        if (error instanceof DOMException) return this.set("failed", { key: "unreadable" });
        const isLost = error.message === "lost";
        if (this.sent > before) attempt = 0;
        const why = error.why ?? { text: error.message };
        if (!isLost && attempt >= PAUSES.length) {
          return this.set("failed", { ...why, key: "gaveUp" });
        }
        this.marks = [];
        this.set("running", isLost ? { key: "offline" } : { ...why, key: "retrying" });
        await this.rest(PAUSES[Math.min(attempt, PAUSES.length - 1)]);
        if (this.state !== "running") return;
      }
    }
  }
}

function offsetOf(answer) {
  const offset = answer.getResponseHeader("upload-offset");
  if (offset !== null) return Number(offset);
  throw faultOf(answer);
}

/** Makes an error of an answer: one that another attempt may mend, or a refusal. */
function faultOf(answer) {
  const { status } = answer;
  const text = answer.responseText.trim();
  const code = answer.getResponseHeader("sluice-error") ?? undefined;
  const isFinal = status === 507 || status < 500 && status !== 408;
  return Object.assign(isFinal ? new Refusal(text) : new Error(text), {
    why: { text, status, code },
  });
}
