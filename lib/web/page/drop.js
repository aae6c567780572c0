// The upload page: sends files in parts, shows progress, and resumes interrupted uploads. The server
// reports how much of a file it has, so an upload also resumes after this page was reloaded.

import { sha256 } from "./sha256.js";

const PART = 8 * 1024 * 1024;
const TOGETHER = 3;
const PAUSES = [500, 1000, 2000, 4000, 8000];
const RECENT = 5000;
const byId = (id) => document.getElementById(id);
const queue = [];
let running = 0;

function make(tag, { text, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  if (text !== undefined) element.textContent = text;
  element.append(...children);
  return element;
}

/** Shows characters that hide or reorder text as escapes. */
function visible(name) {
  return name.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0).toString(16)}}`,
  );
}

function bytes(n) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let at = 0;
  while (n >= 1024 && at < units.length - 1) [n, at] = [n / 1024, at + 1];
  return `${at === 0 || n >= 100 ? Math.round(n) : n.toFixed(1)} ${units[at]}`;
}

function duration(seconds) {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.ceil(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds / 60) % 60} min`;
}

/** A final rejection by the server. */
class Refusal extends Error {}

/** One file: its upload and its element on the page. */
class Item {
  state = "waiting";
  active = false;
  sent = 0;
  marks = [];
  hashed = 0;
  hasher = sha256.create();

  constructor(file, path) {
    this.file = file;
    this.path = path;
    this.bar = make("progress", { max: file.size || 1, value: 0 });
    this.bar.setAttribute("aria-label", `How far ${visible(path)} is`);
    this.status = make("span", { className: "status", text: "waiting" });
    this.button = make("button", { type: "button", className: "small", text: "Pause" });
    this.button.addEventListener("click", () => this.toggle());
    this.row = make(
      "li",
      {},
      make(
        "div",
        { className: "head" },
        make("bdi", { className: "what", text: visible(path) }),
        make("span", { className: "soft", text: bytes(file.size) }),
      ),
      this.bar,
      make("div", { className: "foot" }, this.status, this.button),
    );
  }

  toggle() {
    if (this.state === "running" || this.state === "waiting") {
      this.set("paused");
      this.request?.abort();
    } else {
      this.set("waiting");
      next();
    }
  }

  set(state, text = state) {
    this.state = state;
    this.row.className = state;
    this.status.textContent = text;
    this.button.hidden = state === "done";
    const verb = state === "paused" ? "Resume" : state === "failed" ? "Try again" : "Pause";
    this.button.textContent = verb;
    this.button.setAttribute("aria-label", `${verb} ${visible(this.path)}`);
    remember();
    overall();
  }

  progress(sent) {
    const now = performance.now();
    this.sent = sent;
    this.bar.value = this.file.size === 0 ? 1 : sent;
    this.marks.push([now, sent]);
    while (now - this.marks[0][0] > RECENT) this.marks.shift();
    if (this.state === "running") this.status.textContent = this.describe();
    overall();
  }

  get rate() {
    const [first, last] = [this.marks[0], this.marks.at(-1)];
    return first && last[0] - first[0] > 200
      ? (last[1] - first[1]) / (last[0] - first[0]) * 1000
      : 0;
  }

  describe() {
    const { rate, sent, file } = this;
    const left = rate > 0 ? `, ${bytes(rate)}/s, ${duration((file.size - sent) / rate)} left` : "";
    return `${bytes(sent)} of ${bytes(file.size)}${left}`;
  }

  put(body, headers, onProgress) {
    // Paused between two requests.
    if (this.state !== "running") return Promise.reject(new Error("paused"));
    const request = this.request = new XMLHttpRequest();
    const path = this.path.split("/").map(encodeURIComponent).join("/");
    const more = queue.some((each) => each !== this && each.state === "waiting") || running > 1;
    request.open("PUT", `./${path}${more ? "?more" : ""}`);
    request.setRequestHeader("Last-Modified", new Date(this.file.lastModified).toUTCString());
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (onProgress) request.upload.onprogress = (event) => onProgress(event.loaded);
    return new Promise((resolve, reject) => {
      request.onload = () => resolve(request);
      request.onerror = () => reject(new Error("the connection was lost"));
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
    if (answer.status >= 500) throw new Error(answer.responseText.trim());
    if (answer.status >= 300) throw new Refusal(answer.responseText.trim());
    this.progress(this.file.size);
    const as = answer.getResponseHeader("stored-as");
    this.set(
      "done",
      answer.status === 200
        ? answer.responseText.trim()
        : `verified and stored${as ? ` as ${decodeURIComponent(as)}` : ""}`,
    );
  }

  async run() {
    this.set("running", "beginning");
    for (let attempt = 0;; attempt++) {
      const before = this.sent;
      try {
        return await this.send();
      } catch (error) {
        if (this.state === "paused") return this.set("paused", `paused at ${bytes(this.sent)}`);
        // Resumed before the pause took effect: the caller begins again when this returns.
        if (this.state === "waiting") return;
        if (error instanceof Refusal) return this.set("failed", error.message);
        if (error instanceof DOMException) {
          return this.set("failed", "the file cannot be read any more; choose it again");
        }
        if (this.sent > before) attempt = 0;
        if (attempt >= PAUSES.length) {
          return this.set("failed", `${error.message}; sent data is kept`);
        }
        this.marks = [];
        this.status.textContent = `${error.message}; trying again`;
        await new Promise((resolve) => setTimeout(resolve, PAUSES[attempt]));
        if (this.state !== "running") return;
      }
    }
  }
}

function offsetOf(answer) {
  const offset = answer.getResponseHeader("upload-offset");
  if (offset !== null) return Number(offset);
  if (answer.status >= 500 || answer.status === 408) throw new Error(answer.responseText.trim());
  throw new Refusal(answer.responseText.trim());
}

function next() {
  for (const item of queue) {
    if (running >= TOGETHER) return;
    if (item.state !== "waiting" || item.active) continue;
    running++;
    item.active = true;
    item.run().finally(() => {
      running--;
      item.active = false;
      next();
    });
  }
}

let shown = 0;

function overall() {
  const total = queue.reduce((sum, { file }) => sum + file.size, 0);
  const sent = queue.reduce((sum, item) => sum + item.sent, 0);
  const count = (state) => queue.filter((item) => item.state === state).length;
  const [done, failed] = [count("done"), count("failed")];
  const rate = queue.reduce((sum, item) => sum + (item.state === "running" ? item.rate : 0), 0);
  const left = rate > 0 ? `, ${bytes(rate)}/s, ${duration((total - sent) / rate)} left` : "";
  const trouble = failed > 0 ? `, ${failed} failed` : "";
  // A screen reader reads every change of this text, so it changes once a second at most.
  const now = performance.now();
  const isNews = done + failed === queue.length || now - shown > 1000;
  if (!isNews) return;
  shown = now;
  byId("overall").textContent = `${done} of ${queue.length} sent${trouble}; ${bytes(sent)} of ${
    bytes(total)
  }${left}`;
  document.title = done === queue.length
    ? "All sent"
    : `${Math.floor(sent / (total || 1) * 100)} % sent`;
}

const KEY = `sluice ${location.pathname}`;

/** Stores the names of unfinished uploads for after a reload, when the browser has lost the files. */
function remember() {
  const open = queue.filter(({ state }) => state !== "done").map(({ path }) => path);
  try {
    if (open.length > 0) sessionStorage.setItem(KEY, JSON.stringify(open));
    else sessionStorage.removeItem(KEY);
  } catch { /* no storage in a private window */ }
}

function remind() {
  let open = [];
  try {
    open = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  } catch { /* no storage, or not our text */ }
  if (open.length === 0) return;
  const names = open.slice(0, 3).join(", ") +
    (open.length > 3 ? ` and ${open.length - 3} more` : "");
  byId("unfinished").textContent = `Not finished: ${
    visible(names)
  }. Choose the same again, and it goes on where it was.`;
  byId("unfinished").hidden = false;
}

function add(files) {
  for (const { file, path } of files) {
    const item = new Item(file, path);
    queue.push(item);
    byId("uploads").append(item.row);
  }
  if (queue.length === 0) return;
  byId("list").hidden = false;
  byId("unfinished").hidden = true;
  shown = 0;
  overall();
  remember();
  next();
}

async function* walk(entry, prefix = "") {
  const path = prefix + entry.name;
  if (entry.isFile) {
    yield { path, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) };
  } else {
    const reader = entry.createReader();
    // Chrome returns at most 100 entries a call.
    for (;;) {
      const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (entries.length === 0) return;
      for (const each of entries) yield* walk(each, `${path}/`);
    }
  }
}

async function dropped({ items, files }) {
  // Read before the first await, after which the items are gone.
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return add([...files].map((file) => ({ file, path: file.name })));
  const found = [];
  for (const entry of entries) for await (const each of walk(entry)) found.push(each);
  add(found);
}

const zone = byId("zone");
for (const id of ["picked", "picked-folder"]) {
  byId(id).addEventListener("change", ({ target }) => {
    add([...target.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
    target.value = "";
  });
}
// Accepts drops anywhere in the window: otherwise the browser would open the file.
addEventListener("dragover", (event) => {
  event.preventDefault();
  zone.classList.add("over");
});
addEventListener("dragleave", () => zone.classList.remove("over"));
addEventListener("drop", (event) => {
  event.preventDefault();
  zone.classList.remove("over");
  dropped(event.dataTransfer);
});
addEventListener("beforeunload", (event) => {
  if (queue.some(({ state }) => state === "running")) event.preventDefault();
});
byId("form").hidden = true;
zone.hidden = false;
remind();
