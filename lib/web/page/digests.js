// SHA-256 of files, computed in Workers, or in the page where the browser starts none.

// Not loaded only when it is needed: the connection may be lost then.
import { sha256 } from "./sha256.js";

/** Workers: one less than the processor's threads, for the page and the network need one as well. */
const WORKERS = Math.max(1, Math.min(4, (navigator.hardwareConcurrency ?? 2) - 1));
/** Milliseconds for the start of a Worker: a connection that is lost meanwhile may give no error. */
const START = 8000;
/** Bytes of a read in the page. */
const PIECE = 1024 * 1024;

/** Computes digests, in base64. */
export class Digests {
  #workers = [];
  #jobs = new Map();
  #number = 0;
  #isBroken = false;

  constructor() {
    // Loaded while the page can reach the server: uploads may begin without a connection.
    this.#worker(0);
  }

  /** Reads a small file; resolves to its `bytes` and `digest`. */
  async whole(file) {
    const done = await this.#ask(file, true);
    if (done !== undefined) return done;
    const hasher = sha256.create();
    const bytes = new Uint8Array(await file.arrayBuffer());
    return { bytes, digest: base64(hasher.update(bytes).digest()) };
  }

  /** Resolves to the digest of a file of any size. */
  async of(file) {
    const done = await this.#ask(file, false);
    if (done !== undefined) return done.digest;
    const hasher = sha256.create();
    for (let at = 0; at < file.size; at += PIECE) {
      hasher.update(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
    }
    return base64(hasher.digest());
  }

  /** Asks a Worker; resolves to undefined where there is none. */
  async #ask(file, isWhole) {
    const number = this.#number++;
    const worker = this.#worker(number);
    if (worker === undefined) return undefined;
    const { bytes, digest, fault } = await new Promise((resolve) => {
      this.#jobs.set(number, resolve);
      worker.postMessage({ number, file, isWhole });
    });
    if (fault !== undefined) throw new DOMException(fault, "NotReadableError");
    return digest === undefined ? undefined : { bytes, digest };
  }

  #worker(number) {
    if (this.#isBroken) return undefined;
    try {
      return this.#workers[number % WORKERS] ??= this.#start();
    } catch {
      this.#break();
      return undefined;
    }
  }

  #start() {
    const worker = new Worker(new URL("./hash_worker.js", import.meta.url));
    const late = setTimeout(() => this.#break(), START);
    worker.onmessage = ({ data }) => {
      clearTimeout(late);
      if (data.isReady) return;
      if (data.isBroken) return this.#break();
      this.#jobs.get(data.number)?.(data);
      this.#jobs.delete(data.number);
    };
    worker.onerror = () => this.#break();
    return worker;
  }

  /** Goes on in the page. */
  #break() {
    this.#isBroken = true;
    for (const worker of this.#workers.splice(0)) worker?.terminate();
    for (const [number, resolve] of this.#jobs) {
      this.#jobs.delete(number);
      resolve({});
    }
  }
}

function base64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}
