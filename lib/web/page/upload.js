// Sends a file, and resumes it: the server reports how much it has, so an upload also resumes after the page
// was reloaded.

import { dropId, idOf } from "./upload_id.js";

/** Bytes up to which a file is sent at once, and from its start after an interruption. */
const SMALL = 8 * 1024 * 1024;
/** Bytes from which the progress of a small file is worth an event. */
const SLOW = 256 * 1024;
/** Milliseconds between two attempts. The last one repeats while the connection is lost. */
const PAUSES = [500, 1000, 2000, 4000, 8000, 16000, 30000];
/** Milliseconds without progress after which a connection is given up. Slow networks buffer seconds of data. */
const STALLED = 60_000;
/** Times that a file is sent again because it arrived damaged. */
const MAX_DAMAGED = 2;
/** Milliseconds of the past from which a rate is computed. */
const RECENT = 5000;

/** Why a file is sent again that is not what the server has. */
const DAMAGED = { status: 422, code: "digest_mismatch" };

/** A final rejection by the server. */
class Refusal extends Error {}

/** The upload of one file. */
export class Upload {
  /** `waiting`, `running`, `paused`, `failed` or `done`. */
  state = "waiting";
  /** What is to say beside the state: a key of the words with its values; `text` is the server's own. */
  why = {};
  /** Bytes that have arrived. */
  sent = 0;
  active = false;
  #marks = [];
  #damaged = 0;
  /** The digest of a large file, which is computed while it is sent. */
  #digest;
  #id;
  #request;
  /** What repeats the last request without its content, and whether that announced other files. */
  #latest;

  constructor(queue, file, path) {
    this.queue = queue;
    this.file = file;
    this.path = path;
  }

  /** Whether it can be resumed. */
  get isLarge() {
    return this.file.size > SMALL;
  }

  /** Pauses. */
  pause() {
    this.queue.leave(this);
    this.#set("paused", { key: "paused" });
    this.#request?.abort();
    this.wake?.();
  }

  /** Sends, or goes on where it was. */
  resume() {
    this.#set("waiting");
    if (!this.active) this.queue.wait(this);
    this.queue.next();
  }

  /** Waits between two attempts, until `wake` is called at most. */
  async #rest(milliseconds) {
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = undefined;
  }

  #set(state, why = {}) {
    this.state = state;
    this.why = why;
    this.queue.onState(this);
  }

  #progress(sent) {
    const now = performance.now();
    this.sent = sent;
    // The connection is back.
    if (this.state === "running" && this.why.key !== "beginning") {
      this.#set("running", { key: "beginning" });
    }
    this.#marks.push([now, sent]);
    while (now - this.#marks[0][0] > RECENT) this.#marks.shift();
    this.queue.onProgress(this);
  }

  /** Bytes a second, of late; 0 where it is unknown. */
  get rate() {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    return first && last[0] - first[0] > 200
      ? (last[1] - first[1]) / (last[0] - first[0]) * 1000
      : 0;
  }

  #put(body, headers, onProgress) {
    // Paused between two requests.
    if (this.state !== "running") return Promise.reject(new Error("paused"));
    const request = this.#request = new XMLHttpRequest();
    const address = `./${this.path.split("/").map(encodeURIComponent).join("/")}`;
    const identity = {
      "Last-Modified": new Date(this.file.lastModified).toUTCString(),
      "Upload-Id": this.#id ??= idOf(this),
    };
    const hasMore = this.queue.hasMore();
    request.open("PUT", hasMore ? `${address}?more` : address);
    for (const [name, value] of Object.entries({ ...identity, ...headers })) {
      request.setRequestHeader(name, value);
    }
    const size = !address.endsWith("/") && { "Content-Range": `bytes */${this.file.size}` };
    this.#latest = { address, headers: { ...identity, ...size }, hasMore };
    let moved = performance.now();
    request.upload.onprogress = (event) => {
      moved = performance.now();
      if (onProgress) onProgress(event.loaded);
    };
    return new Promise((resolve, reject) => {
      // A connection may die without a sign. A repeated request takes over, or gets the same answer.
      const loseStalled = this.loseStalled = (milliseconds) => {
        if (performance.now() - moved < milliseconds) return;
        reject(new Error("lost"));
        request.abort();
      };
      const watch = setInterval(() => loseStalled(STALLED), STALLED / 4);
      request.onloadend = () => {
        clearInterval(watch);
        // The next request may have begun.
        if (this.loseStalled === loseStalled) this.loseStalled = undefined;
      };
      request.onload = () => resolve(request);
      request.onerror = () => reject(new Error("lost"));
      request.onabort = () => reject(new Error("paused"));
      request.send(body);
    });
  }

  async #send() {
    if (this.path.endsWith("/")) return await this.#finish(await this.#put(null, {}));
    return this.isLarge ? await this.#sendLarge() : await this.#sendSmall();
  }

  async #sendSmall() {
    const { size } = this.file;
    const { bytes, digest } = await this.queue.digests.whole(this.file);
    const onProgress = size > SLOW && ((loaded) => this.#progress(Math.min(size, loaded)));
    await this.#finish(await this.#put(bytes, digestHeader(digest), onProgress), digest);
  }

  /**
   * Sends the rest of the file in one request, from the disk, and the digest after it: the bytes need not
   * wait for the digest.
   */
  async #sendLarge() {
    const { file, file: { size } } = this;
    this.#digest ??= this.queue.digests.of(file);
    this.#digest.catch(() => {});
    let answer = await this.#put(null, { "Content-Range": `bytes */${size}` });
    for (;;) {
      // Stored by an earlier request whose answer was lost, or refused.
      if (!hasOffset(answer)) return await this.#finish(answer, this.#digest);
      const at = Number(answer.getResponseHeader("upload-offset"));
      this.#progress(at);
      if (at < size) {
        const headers = {
          "Content-Range": `bytes ${at}-${size - 1}/${size}`,
          "Upload-Complete": "?0",
        };
        answer = await this.#put(
          // Browsers send a file itself from the disk, with less work than a slice of it.
          at === 0 ? file : file.slice(at),
          headers,
          (loaded) => this.#progress(Math.min(size, at + loaded)),
        );
      } else {
        const headers = { "Content-Range": `bytes */${size}`, ...digestHeader(await this.#digest) };
        answer = await this.#put(null, headers);
      }
    }
  }

  /** @param digest The file's, or a promise of it; undefined for a folder. */
  async #finish(answer, digest) {
    if (answer.status >= 300) throw faultOf(answer);
    if (!isFinal(answer)) throw new Error("lost");
    const named = answer.getResponseHeader("repr-digest");
    if (digest && named !== null && named !== digestHeader(await digest)["Repr-Digest"]) {
      throw Object.assign(new Refusal("damaged"), { why: DAMAGED });
    }
    dropId(this);
    this.queue.stored(this.#latest, this.#latest.hasMore);
    this.#id = this.#digest = this.#request = undefined;
    this.#progress(this.file.size);
    const as = answer.getResponseHeader("stored-as");
    if (answer.status === 200) this.#set("done", { key: "skipped" });
    else if (as) this.#set("done", { key: "storedAs", name: decodeURIComponent(as) });
    else this.#set("done", { key: "stored" });
    this.#marks = [];
  }

  async run() {
    // Marks of before a pause would lower the rate.
    this.#marks = [];
    this.#set("running", { key: "beginning" });
    for (let attempt = 0;; attempt++) {
      const before = this.sent;
      try {
        return await this.#send();
      } catch (error) {
        if (this.state !== "running") return;
        if (this.#isDamaged(error)) continue;
        if (error instanceof Refusal) return this.#fail(error.why);
        if (error instanceof DOMException) return this.#fail({ key: "unreadable" });
        const isLost = error.message === "lost";
        // Browsers do not tell a file that has changed from a lost connection.
        if (isLost && !await isReadable(this.file)) return this.#fail({ key: "unreadable" });
        if (this.state !== "running") return;
        if (this.sent > before) attempt = 0;
        const why = error.why ?? { text: error.message };
        if (!isLost && attempt >= PAUSES.length) return this.#fail({ ...why, key: "gaveUp" });
        this.#marks = [];
        this.#set("running", isLost ? { key: "offline" } : { ...why, key: "retrying" });
        await this.#rest(PAUSES[Math.min(attempt, PAUSES.length - 1)]);
        if (this.state !== "running") return;
      }
    }
  }

  /** Whether to send the file again because it arrived damaged. */
  #isDamaged(error) {
    if (error.why?.status !== 422 || this.#damaged >= MAX_DAMAGED) return false;
    this.#damaged++;
    // With its former name the server would repeat its answer to what it has stored.
    dropId(this);
    this.#id = this.#digest = undefined;
    return true;
  }

  #fail(why) {
    this.#damaged = 0;
    this.#digest = undefined;
    this.#set("failed", why);
  }
}

function digestHeader(digest) {
  return { "Repr-Digest": `sha-256=:${digest}:` };
}

async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether the server has the whole file. The status alone does not say so: browsers also make one of an answer
 * that was cut in its head, 0 or the digits that came, and proxies answer for a server that is away.
 */
function isFinal(answer) {
  return [200, 201].includes(answer.status) && answer.getResponseHeader("upload-complete") === "?1";
}

/** Whether the server waits for more of the file. */
function hasOffset(answer) {
  return [202, 409].includes(answer.status) && answer.getResponseHeader("upload-offset") !== null;
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
