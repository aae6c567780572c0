// Rows of uploads, and lists of them that show no more rows than people read.

import { bytes, duration, make, say, visible } from "./page.js";
import { whyKey } from "./why.js";

/** Rows that a press of a list's button adds. */
const STEP = 200;
/** What the button of a row does, by state. */
const VERBS = { waiting: "pause", running: "pause", paused: "resume", failed: "again" };

/** Says the state of an upload. */
function describe({ state, why: { key, text, name, size, ...why }, sent }) {
  const reason = () => {
    const known = whyKey(why);
    return known === undefined ? visible(text ?? "") : say(known);
  };
  if (key === undefined) return text === undefined ? say(state) : reason();
  return say(key, {
    sent: bytes(sent),
    why: key === "retrying" || key === "gaveUp" ? reason() : "",
    name: visible(name ?? ""),
    size: bytes(size ?? 0),
  });
}

/** The row of an upload. */
export class Row {
  constructor(upload) {
    const { path, file: { size } } = upload;
    this.upload = upload;
    this.name = visible(path);
    this.bar = make("progress", { max: size || 1, value: 0 });
    this.bar.setAttribute("aria-label", say("howFar", { name: this.name }));
    this.status = make("span", { className: "status" });
    this.button = make("button", { type: "button", className: "small" });
    this.button.addEventListener("click", () => this.#act());
    const facts = make("div", { className: "facts" });
    if (!path.endsWith("/")) {
      facts.append(make("span", { className: "size", text: bytes(size) }), " ");
    }
    facts.append(this.status);
    const what = make("bdi", { className: "what", text: this.name });
    this.element = make("li", {}, make("div", { className: "told" }, what, facts), this.button);
    this.element.append(this.bar);
    this.show();
  }

  #act() {
    const { state } = this.upload;
    if (state === "running" || state === "waiting") this.upload.pause();
    else this.upload.resume();
  }

  /** Shows the upload as it is now. */
  show() {
    const { state, sent, file: { size }, isFinal, why } = this.upload;
    const isRunning = state === "running" && size > 0;
    this.element.className = state;
    this.bar.hidden = !(isRunning || state === "paused" && sent > 0);
    this.bar.value = sent;
    const verb = isFinal ? undefined : VERBS[state];
    this.button.hidden = verb === undefined;
    if (verb !== this.verb) {
      this.verb = verb;
      this.button.textContent = verb === undefined ? "" : say(verb);
      const named = verb && say("of", { verb: say(verb), name: this.name });
      this.button.setAttribute("aria-label", named ?? "");
    }
    const isMoving = isRunning && sent > 0 && why.key === "beginning";
    this.status.textContent = isMoving ? this.#far() : describe(this.upload);
  }

  /** Says how far a running upload is. */
  #far() {
    const { sent, file: { size }, rate } = this.upload;
    const percent = Math.floor(sent / size * 100);
    if (!(rate > 0)) return say("rowSent", { percent });
    return say("rowRate", { percent, left: duration((size - sent) / rate) });
  }
}

/** A list of uploads that makes a row only for as many as its limit. */
export class Rows {
  #list;
  #more;
  #limit;
  #shown = new Map();
  #hidden = new Set();

  /**
   * @param list The element for the rows.
   * @param limit The number of rows at first.
   */
  constructor(list, limit) {
    this.#list = list;
    this.#limit = limit;
  }

  /** Shows further rows, and moves the focus to the first of them, because the button may be gone. */
  #showMore() {
    const last = this.#list.lastElementChild;
    this.#limit = this.#shown.size + STEP;
    this.settle();
    const next = last?.nextElementSibling;
    next?.setAttribute("tabindex", "-1");
    next?.focus();
  }

  /** The number of uploads. */
  get size() {
    return this.#shown.size + this.#hidden.size;
  }

  /** All uploads, those with a row first. */
  *[Symbol.iterator]() {
    yield* this.#shown.keys();
    yield* this.#hidden;
  }

  /** Whether the limit allows another row. */
  get hasRoom() {
    return this.#shown.size < this.#limit;
  }

  /** The number of rows that are made. */
  get limit() {
    return this.#limit;
  }

  set limit(limit) {
    this.#limit = limit;
  }

  /** Adds an upload, with its row where it has one. */
  add(upload, row) {
    if (row === undefined) this.#hidden.add(upload);
    else this.#put(upload, row);
  }

  /** Removes an upload; returns its row where it has one. */
  remove(upload) {
    const row = this.#shown.get(upload);
    row?.element.remove();
    this.#shown.delete(upload);
    this.#hidden.delete(upload);
    return row;
  }

  /** Shows an upload as it is now. A running one has a row in any case. */
  show(upload) {
    if (upload.state === "running" && this.#hidden.delete(upload)) {
      this.#put(upload, new Row(upload));
    }
    this.#shown.get(upload)?.show();
  }

  /** Makes rows up to the limit. */
  settle() {
    for (const upload of this.#hidden) {
      if (this.#shown.size >= this.#limit) break;
      this.#hidden.delete(upload);
      this.#put(upload, new Row(upload));
    }
    const count = this.#hidden.size;
    if (count === 0 || this.#limit === 0) {
      this.#more?.remove();
      this.#more = undefined;
      return;
    }
    if (this.#more === undefined) {
      this.#more = make("button", { type: "button", className: "small more" });
      this.#more.addEventListener("click", () => this.#showMore());
      this.#list.after(this.#more);
    }
    this.#more.textContent = say("showMore", { count });
  }

  #put(upload, row) {
    this.#shown.set(upload, row);
    this.#list.append(row.element);
  }
}
