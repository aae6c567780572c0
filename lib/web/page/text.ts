/** Made by scripts/text_modules.ts; `deno task generate` makes it anew. @module */

/** The text. */
export const drop = `\
// The page that uploads files: what was chosen, how far it is, and what can be done about it.

import { byId, bytes, duration, make, say, visible } from "./page.js";
import { News } from "./news.js";
import { filesOf } from "./picked.js";
import { Rows } from "./rows.js";
import { Tally } from "./tally.js";
import { Unfinished } from "./unfinished.js";
import "./text_box.js";
import { Queue } from "./upload.js";
import { stayAwake } from "./wake_lock.js";

/** Uploads up to which the sent ones stay in view. */
const FEW = 10;
/** Milliseconds between two changes of what is shown, where nothing or a hidden page asks for more. */
const TICK = 1000;

const zone = byId("zone");
const maxSize = Number(zone.dataset.maxSize || Infinity);
const title = document.title;

/** What cannot be sent. It has the shape of an upload. */
class Unsendable {
  state = "failed";
  sent = 0;
  rate = 0;
  isFinal = true;

  constructor({ file, path }, why) {
    Object.assign(this, { file, path, why });
  }
}

const tally = new Tally();
const news = new News();
const unfinished = new Unfinished(() => localStorage, location.pathname, Date.now());
const listOf = (id, limit) => new Rows(byId(id).querySelector("ul"), limit);
const lists = { failed: listOf("failed", 20), open: listOf("open", 12), sent: listOf("sent", 0) };
/** The list that an upload is in. */
const places = new Map();
/** Uploads that have changed since they were shown. */
const changed = new Set();
const queue = new Queue({
  onState(upload) {
    tally.state(upload);
    isSaved = false;
    touch(upload);
  },
  onProgress(upload) {
    tally.progress(upload);
    touch(upload);
  },
});
/** Failed uploads without another attempt. */
let hopeless = 0;
let isSaved = true;
let isChosen = false;

// What is shown changes once a frame at most.
let frame;

function touch(upload) {
  if (upload !== undefined) changed.add(upload);
  frame ??= document.hidden ? setTimeout(show, TICK) : requestAnimationFrame(show);
}

function show() {
  frame = undefined;
  keepFocus(() => {
    for (const upload of changed) place(upload);
    changed.clear();
    const few = tally.sum("count") <= FEW;
    if (!isChosen) byId("sent").open = few;
    lists.sent.limit = byId("sent").open ? Math.max(100, lists.sent.limit) : 0;
    for (const list of Object.values(lists)) list.settle();
    showOverall();
  });
}

/** Puts an upload into the list that it belongs to. */
function place(upload) {
  const { state } = upload;
  const list = lists[state === "done" ? "sent" : state === "failed" ? "failed" : "open"];
  const before = places.get(upload);
  if (before !== list) {
    const row = before?.remove(upload);
    places.set(upload, list);
    list.add(upload, list !== lists.sent || list.hasRoom ? row : undefined);
  }
  list.show(upload);
}

/** Applies a change of the lists. The focus stays with its upload, or goes to the next one. */
function keepFocus(change) {
  const { activeElement: focused } = document;
  const row = focused?.closest("#uploads li, #bulk");
  const near = row ? [row.nextElementSibling, row.previousElementSibling] : [];
  change();
  const isVisible = (element) => element?.isConnected && element.checkVisibility?.() !== false;
  if (!row || document.activeElement === focused && isVisible(focused)) return;
  const buttons = near.map((each) => each?.matches("li") && each.querySelector("button"));
  const rest = ["resume-all", "pause-all", "retry-all", "sent-title", "picked"].map(byId);
  [focused, ...buttons, ...rest].find(isVisible)?.focus();
}

/** Says how far everything is. */
function showOverall() {
  const { by, active, isOffline, percent } = tally;
  const now = performance.now();
  const count = tally.sum("count");
  const speed = tally.speed(now);
  const far = { done: by.done.count, count, sent: bytes(tally.sent), total: bytes(tally.size) };
  const values = speed && { rate: bytes(speed.rate), left: duration(speed.left) };
  byId("overall").textContent = say("overall", far);
  byId("speed").textContent = isOffline
    ? say("offline")
    : values
    ? say("speed", values)
    : active || by.paused.count === 0
    ? ""
    : say("pausedNow", { percent });
  byId("overall-bar").value = count === by.done.count ? 100 : percent;
  byId("failed").hidden = by.failed.count === 0;
  byId("failed-title").textContent = say("overallFailed", { count: by.failed.count });
  byId("sent").hidden = by.done.count === 0;
  byId("sent-title").textContent = say("sentCount", { count: by.done.count });
  byId("pause-all").hidden = by.running.count + by.waiting.count < 2;
  byId("resume-all").hidden = by.paused.count < 2;
  byId("retry-all").hidden = by.failed.count - hopeless < 2;
  const share = count === by.done.count ? say("allSent") : say("percent", { percent });
  document.title = \`\${share} – \${title}\`;
  const [key, told] = news.next(tally, now) ?? [];
  if (key !== undefined) byId("news").textContent = say(key, told);
  stayAwake(active);
}

// Also where nothing arrives, and for what is stored.
setInterval(() => {
  if (tally.active) touch();
  if (!isSaved) save();
}, TICK);

/** Stores the names of unfinished uploads. */
function save() {
  isSaved = true;
  unfinished.save(openUploads(), Date.now());
}

function* openUploads() {
  for (const upload of [...lists.open, ...lists.failed]) if (!upload.isFinal) yield upload;
}

/** Says which files to choose again. */
function remind() {
  const names = [...unfinished.missing.keys()].map(visible);
  byId("unfinished").hidden = names.length === 0;
  if (names.length === 0) return;
  byId("unfinished-text").textContent = say("unfinished", { count: names.length });
  const rest = names.length - FEW;
  byId("unfinished-names").replaceChildren(
    ...names.slice(0, FEW).map((text) => make("li", {}, make("bdi", { text }))),
    ...rest > 0 ? [make("li", { text: say("andMore", { count: rest }) })] : [],
  );
}

/** Sends files. One that has failed goes on when it is chosen again. */
function add(files) {
  const failed = new Map([...lists.failed].map((upload) => [upload.path, upload]));
  const sent = [];
  for (const { file, path, why } of files) {
    const tooLarge = file.size > maxSize && { key: "tooLarge", size: maxSize };
    if (why || tooLarge) {
      hopeless++;
      enter(new Unsendable({ file, path }, why ?? tooLarge));
      continue;
    }
    const former = failed.get(path);
    if (former && !former.isFinal && former.file.size === file.size) {
      failed.delete(path);
      former.file = file;
      former.resume();
      continue;
    }
    const mtime = unfinished.chosen(path, file.size);
    const same = mtime === undefined || mtime === file.lastModified;
    sent.push({ path, file: same ? file : new File([file], file.name, { lastModified: mtime }) });
  }
  for (const upload of queue.add(sent)) enter(upload);
  if (tally.sum("count") === 0) return;
  byId("list").hidden = false;
  isSaved = false;
  remind();
  queue.next();
}

function enter(upload) {
  tally.state(upload);
  touch(upload);
}

async function take(transfer) {
  const reading = byId("reading");
  const found = await filesOf(transfer, (count) => {
    if (count % 100 === 0) reading.textContent = say("reading", { count });
  });
  reading.textContent = "";
  add(found);
}

document.querySelector("#sent summary").addEventListener("click", () => isChosen = true);
byId("sent").addEventListener("toggle", () => touch());
const all = (list, states, action) => {
  for (const upload of [...list]) {
    if (states.includes(upload.state) && !upload.isFinal) upload[action]();
  }
};
byId("pause-all").addEventListener("click", () => all(lists.open, ["running", "waiting"], "pause"));
byId("resume-all").addEventListener("click", () => all(lists.open, ["paused"], "resume"));
byId("retry-all").addEventListener("click", () => all(lists.failed, ["failed"], "resume"));
byId("forget").addEventListener("click", () => {
  unfinished.missing.clear();
  save();
  remind();
  zone.querySelector("input").focus();
});
for (const id of ["picked", "picked-folder"]) {
  byId(id).addEventListener("change", ({ target }) => {
    add([...target.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
    target.value = "";
  });
}
const hasFiles = (transfer) => transfer?.types.includes("Files");
// Accepts drops anywhere in the window: otherwise the browser would open the file.
addEventListener("dragover", (event) => {
  if (!hasFiles(event.dataTransfer)) return;
  event.preventDefault();
  zone.classList.add("over");
});
addEventListener("dragleave", () => zone.classList.remove("over"));
addEventListener("drop", (event) => {
  zone.classList.remove("over");
  if (!hasFiles(event.dataTransfer)) return;
  event.preventDefault();
  take(event.dataTransfer);
});
addEventListener("paste", (event) => {
  const { target, clipboardData } = event;
  // Office programs put a picture beside the text that they copy.
  const isText = target.closest?.("textarea, input") && clipboardData.types.includes("text/plain");
  if (isText || !hasFiles(clipboardData)) return;
  event.preventDefault();
  take(clipboardData);
});
// A phone that slept, or a network that is back.
addEventListener("online", () => queue.wake());
addEventListener("pageshow", () => queue.wake());
document.addEventListener("visibilitychange", () => {
  // Hidden pages have no frames.
  cancelAnimationFrame(frame);
  clearTimeout(frame);
  frame = undefined;
  touch();
  if (document.hidden) save();
  else queue.wake();
});
addEventListener("pagehide", save);
addEventListener("beforeunload", (event) => {
  if (tally.active) event.preventDefault();
});
byId("form").hidden = true;
zone.hidden = false;
remind();
`;

/** The text. */
export const news = `\
// What screen readers read while files are sent: the beginning, each quarter, and what needs the user.

/** Milliseconds between two reports of failures. */
const GAP = 5000;

/** Chooses from the states of a tally what is worth reading. */
export class News {
  #said = { count: 0, failed: 0, quarter: 0, offline: false, active: false, at: -GAP };

  /** Returns the key of a text with its values; undefined where there is nothing new. */
  next(tally, now) {
    const { by, percent, active, isOffline: offline } = tally;
    const [count, failed] = [tally.sum("count"), by.failed.count];
    const before = this.#said;
    const quarter = Math.floor(percent / 25);
    const isNew = count > before.count;
    const failedNow = failed > before.failed && (!active || now - before.at >= GAP);
    this.#said = {
      ...{ count, offline, active },
      failed: failedNow ? failed : Math.min(failed, before.failed),
      quarter: isNew ? quarter : Math.max(quarter, before.quarter),
      at: failedNow ? now : before.at,
    };
    if (!active) return isNew || before.active ? this.#end(by, percent) : undefined;
    if (offline !== before.offline) return [offline ? "offline" : "online", {}];
    if (isNew || !before.active) return ["sending", { count: count - by.done.count - failed }];
    if (failedNow) return ["overallFailed", { count: failed }];
    return quarter > before.quarter && quarter < 4 ? ["percent", { percent }] : undefined;
  }

  #end({ done, failed, paused }, percent) {
    if (paused.count > 0) return ["pausedNow", { percent }];
    if (failed.count === 0) return ["allSent", {}];
    return ["overallFailed", { count: failed.count, done: done.count }];
  }
}
`;

/** The text. */
export const page = `\
// What the scripts of the pages share: elements, words, and numbers in words.

const { language, words } = JSON.parse(document.getElementById("words").textContent);
const plurals = new Intl.PluralRules(language);

/** Returns the element with an id. */
export const byId = (id) => document.getElementById(id);

/** Returns the text of a key in the page's language, filled in as \`words/say.ts\` does. */
export function say(key, values = {}) {
  const text = words[key];
  const chosen = typeof text === "string"
    ? text
    : text[plurals.select(Number(values.count)) === "one" && text.one ? "one" : "other"];
  return chosen.replace(/\\{(\\w+)\\}/g, (whole, name) => {
    const value = Object.hasOwn(values, name) ? values[name] : whole;
    return typeof value === "number" ? value.toLocaleString(language) : value;
  });
}

/** Makes an element. \`text\` becomes its content, every other property is set on it. */
export function make(tag, { text, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  if (text !== undefined) element.textContent = text;
  element.append(...children);
  return element;
}

/** Shows characters that hide or reorder text as escapes. */
export function visible(name) {
  return name.replace(
    /[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]/gu,
    (character) => \`\\\\u{\${character.codePointAt(0).toString(16)}}\`,
  );
}

/** Says a number of bytes. */
export function bytes(n) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let at = 0;
  while (n >= 1024 && at < units.length - 1) [n, at] = [n / 1024, at + 1];
  const digits = at === 0 || n >= 100 ? 0 : 1;
  const shown = n.toLocaleString(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return \`\${shown} \${units[at]}\`;
}

/** Says a number of seconds. */
export function duration(seconds) {
  const s = Math.ceil(seconds);
  if (s < 60) return say("second", { count: s });
  if (s < 3600) {
    return \`\${say("minute", { count: Math.floor(s / 60) })} \${say("second", { count: s % 60 })}\`;
  }
  const minutes = Math.floor(s / 60) % 60;
  return \`\${say("hour", { count: Math.floor(s / 3600) })} \${say("minute", { count: minutes })}\`;
}
`;

/** The text. */
export const picked = `\
// Files that were dropped or pasted, with the folders around them.

/** Yields the files below an entry of a drop, folders without content, and what cannot be read. */
async function* walk(entry, prefix = "") {
  const path = prefix + entry.name;
  try {
    if (entry.isFile) {
      yield { path, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) };
      return;
    }
    const reader = entry.createReader();
    let isEmpty = true;
    // Chrome returns at most 100 entries a call.
    for (;;) {
      const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (entries.length === 0) break;
      isEmpty = false;
      for (const each of entries) yield* walk(each, \`\${path}/\`);
    }
    // The server makes a folder of a path with a final slash.
    if (isEmpty) yield { path: \`\${path}/\`, file: new File([], entry.name) };
  } catch {
    yield { path, file: new File([], entry.name), why: { key: "unreadable" } };
  }
}

/**
 * Returns the files of a drop or of the clipboard, each with its path; \`why\` where one cannot be read.
 *
 * @param onFound Called with the number of files found so far.
 */
export async function filesOf({ items, files }, onFound) {
  // Read before the first await, after which the items are gone.
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return [...files].map((file) => ({ file, path: file.name }));
  const found = [];
  for (const entry of entries) {
    for await (const each of walk(entry)) {
      found.push(each);
      onFound(found.length);
    }
  }
  return found;
}
`;

/** The text. */
export const rows = `\
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
`;

/** The text. */
export const sha256 = `\
// Made by scripts/bundle_sha256.ts of @noble/hashes, MIT licence,
// Copyright (c) 2022 Paul Miller (https://paulmillr.com). Do not edit.
var j=e=>e/2**32|0,$=e=>e>>>0;function U(e,t,n,r){let o=j(n),c=$(n);e.setUint32(t,r?c:o,r),e.setUint32(t+4,r?o:c,r)}function S(e){return e instanceof Uint8Array||ArrayBuffer.isView(e)&&e.constructor.name==="Uint8Array"&&"BYTES_PER_ELEMENT"in e&&e.BYTES_PER_ELEMENT===1}var w=e=>e?\`"\${e}" \`:"";function k(e,t=""){if(typeof e!="number")throw new TypeError(w(t)+"expected number, got "+typeof e);if(!Number.isSafeInteger(e)||e<0)throw new RangeError(w(t)+"expected integer >= 0, got "+e);return e}function m(e,t,n=""){if(S(e)&&(t===void 0||e.length===t))return e;t!==void 0&&k(t,"length");let r=S(e),o=t!==void 0?\` of length \${t}\`:"",c=r?\`length=\${e.length}\`:\`type=\${typeof e}\`,f=w(n)+"expected Uint8Array"+o+", got "+c;throw r?new RangeError(f):new TypeError(f)}var M=(e,t)=>{if(e===null||typeof e!="object"||Array.isArray(e))throw new TypeError((t==="object"?"":\`"\${t}" \`)+"expected object, got type="+typeof e)},_=(e,t)=>{M(e,t);let n=Object.getPrototypeOf(e);if(n!==Object.prototype&&n!==null)throw new TypeError(\`"\${t}" expected plain object\`);if(Object.hasOwn(e,"__proto__"))throw new TypeError(\`"\${t}.__proto__" is not allowed\`)};function A(e,t=!0){if(e.destroyed)throw new Error("hash was destroyed");if(t&&e.finished)throw new Error("digest() was already called")}function T(e,t){m(e,void 0,"output");let n=t.outputLen;if(!(e.length>=n))throw new RangeError('"output" expected length >= '+n)}function E(...e){for(let t=0;t<e.length;t++)e[t].fill(0)}function p(e){return new DataView(e.buffer,e.byteOffset,e.byteLength)}function h(e,t){return e<<32-t|e>>>t}function R(e,t,n="opts"){return _(e,"defaults"),t!==void 0&&_(t,n),Object.assign(Object.create(null),e,t)}function C(e,t={}){if(typeof e!="function")throw new TypeError('"hashCons" expected function, got type='+typeof e);t=R({},t,"info");let n=(o,c)=>e(c).update(o).digest(),r=e(void 0);return n.outputLen=r.outputLen,n.blockLen=r.blockLen,n.canXOF=r.canXOF,n.create=o=>e(o),Object.assign(n,t),Object.freeze(n)}var F=e=>({oid:Uint8Array.from([6,9,96,134,72,1,101,3,4,2,e])});function D(e,t,n){return e&t^~e&n}function O(e,t,n){return e&t^e&n^t&n}var y=class{blockLen;outputLen;canXOF=!1;padOffset;isLE;buffer;view;finished=!1;length=0;pos=0;destroyed=!1;constructor(t,n,r,o){this.blockLen=t,this.outputLen=n,this.padOffset=r,this.isLE=o,this.buffer=new Uint8Array(t),this.view=p(this.buffer)}update(t){A(this),m(t);let{view:n,buffer:r,blockLen:o}=this,c=t.length,f=!1;for(let s=0;s<c;){let x=Math.min(o-this.pos,c-s);if(x===o){let a=p(t);for(;o<=c-s;s+=o)this.process(a,s);f=!0;continue}r.set(s===0&&x===c?t:t.subarray(s,s+x),this.pos),this.pos+=x,s+=x,this.pos===o&&(this.process(n,0),this.pos=0,f=!0)}return this.length+=t.length,f&&this.roundClean(),this}digestInto(t){A(this),T(t,this),this.finished=!0;let{buffer:n,view:r,blockLen:o,isLE:c}=this,{pos:f}=this;n[f++]=128,n.fill(0,f),this.padOffset>o-f&&(this.process(r,0),n.fill(0)),U(r,o-8,this.length*8,c),this.process(r,0),this.roundClean();let s=t===n?r:p(t),x=this.outputLen,a=x/4,d=this.get();if(x%4||a>d.length)throw new Error("invalid outputLen");for(let i=0;i<a;i++)s.setUint32(4*i,d[i],c)}digest(){let{buffer:t,outputLen:n}=this;this.digestInto(t);let r=t.slice(0,n);return this.destroy(),r}_cloneIntoMeta(t){let{buffer:n,length:r,finished:o,destroyed:c,pos:f}=this;return t.destroyed=c,t.finished=o,t.length=r,t.pos=f,f&&t.buffer.set(n),t}clone(){return this._cloneInto()}},G=Uint32Array.from([1779033703,3144134277,1013904242,2773480762,1359893119,2600822924,528734635,1541459225]);var N=Uint32Array.from([1116352408,1899447441,3049323471,3921009573,961987163,1508970993,2453635748,2870763221,3624381080,310598401,607225278,1426881987,1925078388,2162078206,2614888103,3248222580,3835390401,4022224774,264347078,604807628,770255983,1249150122,1555081692,1996064986,2554220882,2821834349,2952996808,3210313671,3336571891,3584528711,113926993,338241895,666307205,773529912,1294757372,1396182291,1695183700,1986661051,2177026350,2456956037,2730485921,2820302411,3259730800,3345764771,3516065817,3600352804,4094571909,275423344,430227734,506948616,659060556,883997877,958139571,1322822218,1537002063,1747873779,1955562222,2024104815,2227730452,2361852424,2428436474,2756734187,3204031479,3329325298]),u=new Uint32Array(64),H=class extends y{A=0;B=0;C=0;D=0;E=0;F=0;G=0;H=0;constructor(t,n){super(64,t,8,!1),this.A=n[0]|0,this.B=n[1]|0,this.C=n[2]|0,this.D=n[3]|0,this.E=n[4]|0,this.F=n[5]|0,this.G=n[6]|0,this.H=n[7]|0}get(){let{A:t,B:n,C:r,D:o,E:c,F:f,G:s,H:x}=this;return[t,n,r,o,c,f,s,x]}set(t,n,r,o,c,f,s,x){this.A=t|0,this.B=n|0,this.C=r|0,this.D=o|0,this.E=c|0,this.F=f|0,this.G=s|0,this.H=x|0}_cloneInto(t){return(t||=new this.constructor).set(...this.get()),this._cloneIntoMeta(t)}process(t,n){for(let i=0;i<16;i++,n+=4)u[i]=t.getUint32(n,!1);for(let i=16;i<64;i++){let l=u[i-15],b=u[i-2],B=h(l,7)^h(l,18)^l>>>3,g=h(b,17)^h(b,19)^b>>>10;u[i]=g+u[i-7]+B+u[i-16]|0}let{A:r,B:o,C:c,D:f,E:s,F:x,G:a,H:d}=this;for(let i=0;i<64;i++){let l=h(s,6)^h(s,11)^h(s,25),b=d+l+D(s,x,a)+N[i]+u[i]|0,g=(h(r,2)^h(r,13)^h(r,22))+O(r,o,c)|0;d=a,a=x,x=s,s=f+b|0,f=c,c=o,o=r,r=b+g|0}r=r+this.A|0,o=o+this.B|0,c=c+this.C|0,f=f+this.D|0,s=s+this.E|0,x=x+this.F|0,a=a+this.G|0,d=d+this.H|0,this.set(r,o,c,f,s,x,a,d)}roundClean(){E(u)}destroy(){this.destroyed=!0,this.set(0,0,0,0,0,0,0,0),E(this.buffer)}},L=class extends H{constructor(){super(32,G)}};var W=C(()=>new L,F(1));export{W as sha256};
`;

/** The text. */
export const share = `\
// Enhances the page of a shared folder, which also works without scripts.

import { byId, say } from "./page.js";
import "./text_box.js";

const boxes = [...document.querySelectorAll('input[name="item"]')];
const all = byId("all");
const zip = byId("zip");
const chosen = byId("chosen");

function showChoice() {
  const count = boxes.filter((box) => box.checked).length;
  zip.textContent = say(count === 0 ? "zip" : "zipChosen", { count });
  chosen.textContent = say(count === 0 ? "orTicked" : "chosen", { count });
  all.checked = count === boxes.length;
  all.indeterminate = count > 0 && count < boxes.length;
}

if (all) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    showChoice();
  });
  for (const box of boxes) box.addEventListener("change", showChoice);
  // The browser may restore the checkboxes when the user comes back to the page.
  globalThis.addEventListener("pageshow", showChoice);
}

async function showDigest(details) {
  const code = document.createElement("code");
  code.textContent = say("computing");
  details.querySelector("button").replaceWith(code);
  try {
    const answer = await fetch(\`\${details.dataset.href}?digest\`);
    const text = await answer.text();
    code.textContent = answer.ok ? text.replace(/^\\\\?([0-9a-f]{64})[^]*$/, "$1") : text.trim();
  } catch {
    code.textContent = say("noAnswer");
  }
}

for (const details of document.querySelectorAll("details[data-href]")) {
  details.addEventListener("toggle", () => {
    if (details.open && details.querySelector("button")) showDigest(details);
  });
}
`;

/** The text. */
export const style = `\
:root {
  --ground: #fbfbfa;
  --card: #ffffff;
  --ink: #1b1f24;
  --soft: #5b6570;
  --line: #dfe3e6;
  --accent: #0b6b6f;
  --accent-ink: #ffffff;
  --wash: #e6f2f2;
  --bad: #b3261e;
  --good: #1b6e3c;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14181b;
    --card: #1c2226;
    --ink: #e8ecef;
    --soft: #a3adb6;
    --line: #333c42;
    --accent: #6fd0cf;
    --accent-ink: #082525;
    --wash: #1d3335;
    --bad: #ff9a90;
    --good: #7fd79f;
  }
}
* {
  box-sizing: border-box;
}
body {
  margin: 0 auto;
  max-width: 60rem;
  padding: 1.25rem 1rem 2rem;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  overflow-wrap: anywhere;
}
h1 {
  font-size: 1.6rem;
  line-height: 1.25;
  margin: 0.25rem 0;
}
h2 {
  font-size: 1.1rem;
  margin: 1.5rem 0 0.5rem;
}
p {
  margin: 0.25rem 0;
}
a {
  color: var(--accent);
  text-underline-offset: 0.15em;
}
code {
  font: 0.85em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
}
:focus-visible {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
  border-radius: 4px;
}
[hidden] {
  display: none !important;
}
.soft,
footer {
  color: var(--soft);
}
.unseen {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.skip {
  position: absolute;
  left: 0.5rem;
  top: -4rem;
  padding: 0.5rem 1rem;
  background: var(--card);
}
.skip:focus {
  top: 0.5rem;
}
nav ol,
nav ul {
  display: flex;
  flex-wrap: wrap;
  list-style: none;
  margin: 0;
  padding: 0;
}
.languages ul {
  gap: 0 1rem;
}
.languages a,
.languages span {
  display: inline-block;
  min-height: 1.75rem;
  min-width: 1.5rem;
}
nav ol li + li::before {
  content: "/";
  margin: 0 0.5rem;
  color: var(--soft);
}
.actions {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.5rem 0.75rem;
  margin: 1rem 0;
}
button,
.button {
  display: inline-block;
  min-height: 2.75rem;
  padding: 0.5rem 1rem;
  border: 1px solid var(--accent);
  border-radius: 0.5rem;
  background: transparent;
  color: var(--accent);
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
button:hover,
.button:hover {
  background: var(--wash);
}
button.main,
.button.main {
  background: var(--accent);
  color: var(--accent-ink);
}
button.main:hover,
.button.main:hover {
  filter: brightness(1.1);
}
button.small {
  min-height: 2.25rem;
  padding: 0.2rem 0.7rem;
  font-size: 0.9rem;
}
input[type="checkbox"] {
  width: 1.25rem;
  height: 1.25rem;
  margin: 0;
  accent-color: var(--accent);
  vertical-align: middle;
}
table {
  width: 100%;
  border-collapse: collapse;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 0.5rem;
}
th {
  text-align: left;
  font-size: 0.85rem;
  font-weight: 600;
  color: var(--soft);
}
th,
td {
  padding: 0.6rem 0.75rem;
  border-top: 1px solid var(--line);
  vertical-align: top;
}
thead th {
  border-top: 0;
}
th.pick,
td.pick {
  width: 2.75rem;
  padding-right: 0;
}
.size,
.date {
  white-space: nowrap;
  text-align: right;
  font-variant-numeric: tabular-nums;
}
td.size,
td.date {
  color: var(--soft);
}
tbody tr:hover {
  background: var(--wash);
}
.name a {
  font-weight: 600;
  text-decoration: none;
}
.name a:hover {
  text-decoration: underline;
}
.line {
  display: flex;
  gap: 0.5rem;
}
label:has(input:focus-visible) {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
}
.name svg {
  flex: none;
  width: 1.15rem;
  height: 1.15rem;
  margin-top: 0.2rem;
  fill: none;
  stroke: currentColor;
  stroke-width: 1.6;
  color: var(--soft);
}
.dir svg {
  color: var(--accent);
}
details {
  margin-left: 1.65rem;
  font-size: 0.85rem;
  color: var(--soft);
}
summary {
  cursor: pointer;
  width: fit-content;
  min-height: 1.5rem;
}
footer {
  margin-top: 2rem;
  padding-top: 1rem;
  border-top: 1px solid var(--line);
  font-size: 0.9rem;
}
.plain strong {
  color: var(--bad);
}
.empty {
  padding: 2rem;
  text-align: center;
  color: var(--soft);
  border: 1px dashed var(--line);
  border-radius: 0.5rem;
}

#zone {
  margin: 1rem 0;
  padding: 2rem 1rem;
  border: 2px dashed var(--line);
  border-radius: 0.75rem;
  background: var(--card);
  text-align: center;
}
#zone.over {
  border-color: var(--accent);
  background: var(--wash);
}
#zone h2 {
  margin-top: 0;
}
#zone .actions {
  justify-content: center;
  margin: 0.75rem 0 0;
}
input[type="file"] {
  max-width: 100%;
  font: inherit;
}
#unfinished {
  margin: 1rem 0;
  padding: 0.75rem 1rem;
  border: 1px solid var(--line);
  border-left: 4px solid var(--accent);
  border-radius: 0.5rem;
  background: var(--card);
}
#unfinished ul {
  margin: 0.25rem 0 0.75rem;
  padding-left: 1.25rem;
  color: var(--soft);
}
#state {
  display: grid;
  grid-template-columns: 1fr auto;
  align-items: center;
  gap: 0.25rem 1rem;
}
#state progress {
  grid-column: 1 / 3;
}
#bulk {
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem;
}
.facts {
  display: flex;
  flex-wrap: wrap;
  gap: 0 1rem;
  font-size: 0.9rem;
  color: var(--soft);
  font-variant-numeric: tabular-nums;
}
#uploads ul {
  list-style: none;
  margin: 0;
  padding: 0;
}
#uploads li {
  position: relative;
  display: flex;
  align-items: center;
  gap: 0.5rem 1rem;
  min-height: 3.25rem;
  padding: 0.4rem 0.75rem;
  border: 1px solid var(--line);
  border-bottom-width: 0;
  background: var(--card);
}
#uploads li:first-child {
  border-radius: 0.5rem 0.5rem 0 0;
}
#uploads li:last-child {
  border-bottom-width: 1px;
  border-radius: 0 0 0.5rem 0.5rem;
}
#uploads li:only-child {
  border-radius: 0.5rem;
}
#uploads ul:not(:empty) {
  margin-top: 0.75rem;
}
#uploads .told {
  flex: 1;
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  align-items: baseline;
  gap: 0 1rem;
  min-width: 0;
}
#uploads .what {
  min-width: 0;
}
#uploads li button {
  flex: none;
  min-width: 6.5rem;
}
#uploads .done .status {
  color: var(--good);
}
#uploads .failed .status {
  color: var(--bad);
}
#uploads .failed .facts {
  flex-basis: 100%;
}
#uploads h3 {
  margin: 0.75rem 0 0;
  font-size: 1rem;
  color: var(--bad);
}
#uploads h3 + ul:not(:empty) {
  margin-top: 0.4rem;
}
#uploads .more {
  margin-top: 0.5rem;
}
#sent {
  margin: 0.75rem 0 0;
  font-size: 1rem;
  color: inherit;
}
#sent summary {
  padding: 0.25rem 0.5rem 0.25rem 0;
  font-weight: 600;
}
progress {
  appearance: none;
  display: block;
  width: 100%;
  height: 0.5rem;
  border: 0;
  border-radius: 0.25rem;
  background: var(--line);
  overflow: hidden;
}
progress::-webkit-progress-bar {
  background: var(--line);
}
progress::-webkit-progress-value {
  background: var(--accent);
}
progress::-moz-progress-bar {
  background: var(--accent);
}
#uploads li progress {
  position: absolute;
  left: 0;
  bottom: 0;
  height: 0.25rem;
}
#uploads .paused progress {
  opacity: 0.6;
}

.text {
  margin: 1.5rem 0;
}
.text h2 {
  margin: 0 0 0.25rem;
}
.text textarea,
.text pre {
  display: block;
  width: 100%;
  margin: 0.5rem 0;
  padding: 0.6rem 0.75rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: var(--card);
  color: inherit;
  font: 1rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
}
.text textarea {
  border-color: var(--soft);
  resize: vertical;
}
.text pre {
  max-height: 60vh;
  overflow: auto;
  white-space: pre-wrap;
}
.text .actions {
  margin: 0.5rem 0;
}
.text .actions a {
  padding: 0.25rem 0;
}
.text .actions a.button {
  padding: 0.5rem 1rem;
  text-decoration: none;
}
.bad {
  color: var(--bad);
}
.good {
  color: var(--good);
}

@media (max-width: 40rem) {
  body {
    padding: 0.75rem 0.75rem 1.5rem;
  }
  h1 {
    font-size: 1.3rem;
  }
  .actions button {
    flex: 1 1 auto;
  }
  table,
  thead,
  tbody {
    display: block;
  }
  thead th.size,
  thead th.date {
    display: none;
  }
  tr {
    display: grid;
    grid-template-columns: 2.75rem 1fr auto;
    border-top: 1px solid var(--line);
  }
  thead tr {
    border-top: 0;
  }
  th,
  td {
    border: 0;
    padding: 0.5rem 0.6rem;
  }
  td.pick {
    grid-row: span 2;
    padding-top: 0.6rem;
  }
  td.name {
    grid-column: 2 / 4;
    padding-bottom: 0;
  }
  td.size {
    grid-column: 2;
    text-align: left;
    padding-top: 0.1rem;
  }
  td.date {
    grid-column: 3;
    padding-top: 0.1rem;
  }
  #zone {
    padding: 1.25rem 0.75rem;
  }
  #uploads li {
    padding: 0.4rem 0.6rem;
  }
  #uploads li button {
    min-width: 0;
  }
  #uploads .told {
    display: block;
  }
  #state {
    display: block;
  }
  #bulk {
    margin-top: 0.5rem;
  }
}
@media (forced-colors: active) {
  progress {
    appearance: auto;
  }
}
@media (prefers-reduced-motion: no-preference) {
  button,
  #zone {
    transition: background-color 0.15s, border-color 0.15s;
  }
}
`;

/** The text. */
export const tally = `\
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
`;

/** The text. */
export const unfinished = `\
// Remembers unfinished uploads for after a reload or a restart, when the browser has lost the files.

/** Entries that are stored. */
const MOST = 1000;
/** Milliseconds after which an entry is dropped. */
const KEPT = 30 * 24 * 3600 * 1000;
const PREFIX = "sluice unfinished ";

/** The unfinished uploads of a page, in the browser's storage. */
export class Unfinished {
  /** What an earlier visit left and was not chosen again, by path. */
  missing = new Map();
  #storage;
  #key;

  /**
   * @param storage Returns the storage; may throw, as browsers do in private windows.
   * @param place The path of the page.
   * @param now Milliseconds since 1970.
   */
  constructor(storage, place, now) {
    this.#storage = storage;
    this.#key = PREFIX + place;
    try {
      this.#clean(now);
      const { files } = JSON.parse(storage().getItem(this.#key) ?? "{}");
      for (const [path, size, mtime] of files ?? []) {
        if (typeof path === "string") this.missing.set(path, { size, mtime });
      }
    } catch { /* no storage, or not our text */ }
  }

  /** Removes what pages left that were not visited for long. */
  #clean(now) {
    const storage = this.#storage();
    for (const key of Object.keys(storage)) {
      if (!key.startsWith(PREFIX)) continue;
      const [, at] = /^\\{"at":(\\d+),/.exec(storage.getItem(key)) ?? [];
      if (!(now - at < KEPT)) storage.removeItem(key);
    }
  }

  /**
   * Notes that a file was chosen. Returns the modification time under which its first part was sent;
   * undefined where there is none. Phones give a picked file another time whenever it is picked.
   */
  chosen(path, size) {
    const entry = this.missing.get(path);
    this.missing.delete(path);
    return entry?.size === size ? entry.mtime : undefined;
  }

  /** Stores the uploads that are not done, and those that are still missing. */
  save(uploads, now) {
    const files = [];
    for (const { path, file } of uploads) {
      if (files.push([path, file.size, file.lastModified]) >= MOST) break;
    }
    for (const [path, { size, mtime }] of this.missing) {
      if (files.length >= MOST) break;
      files.push([path, size, mtime]);
    }
    try {
      const storage = this.#storage();
      if (files.length === 0) storage.removeItem(this.#key);
      else storage.setItem(this.#key, JSON.stringify({ at: now, files }));
    } catch { /* no storage, or it is full */ }
  }
}
`;

/** The text. */
export const textBox = `\
// Texts on both pages: the box that sends one, and the button that copies one.

import { byId, bytes, make, say, visible } from "./page.js";

const form = byId("text-form");
const copy = byId("copy-text");
const encoder = new TextEncoder();

/** Says what became of the text; \`isBad\` for what the user has to do something about. */
function tell(news, text, isBad = false) {
  news.textContent = text;
  news.className = isBad ? "bad" : "good";
}

/** Sends the text; resolves to what is to be said, and whether it was sent. */
async function sent(text, most) {
  if (text.trim() === "") return [say("noText"), false];
  const size = say("textTooLong", { size: bytes(most) });
  if (encoder.encode(text).length > most) return [size, false];
  try {
    const headers = { "content-type": "text/plain;charset=utf-8" };
    const answer = await fetch(form.action, { method: "POST", headers, body: text });
    if (answer.ok) return [say("textShown"), true];
    if (answer.status === 413) return [size, false];
    if (answer.status === 429) return [say("tooManyTexts"), false];
    return [say("textRejected", { why: visible((await answer.text()).trim()) }), false];
  } catch {
    return [say("textNotSent"), false];
  }
}

if (form) {
  const [field, button, news] = [byId("text"), form.querySelector("button"), byId("text-news")];
  // The script says what is missing, in the page's language.
  form.noValidate = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    // Not disabled, which would lose the focus.
    button.setAttribute("aria-disabled", "true");
    const text = field.value;
    tell(news, say("sendingText"));
    const [words, isSent] = await sent(text, Number(form.dataset.most));
    tell(news, words, !isSent);
    button.removeAttribute("aria-disabled");
    if (!isSent) field.focus();
    // What was typed meanwhile stays.
    else if (field.value === text) field.value = "";
  });
  // As in a chat; Enter alone begins a new line.
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}

/** Copies a text without the clipboard's interface, which needs an encrypted page. Returns whether it worked. */
function copySelected(text) {
  const field = make("textarea", { readOnly: true, value: text });
  // Tabs and spaces are copied as they are only where the field shows them.
  Object.assign(field.style, { position: "fixed", top: "0", opacity: "0", whiteSpace: "pre" });
  document.body.append(field);
  field.select();
  // For iOS, which selects nothing otherwise.
  field.setSelectionRange(0, text.length);
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
  }
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

if (copy) {
  const news = byId("copy-news");
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    // The text itself: the page shows some of its characters as escapes.
    const { text } = JSON.parse(copy.dataset.text);
    if (await copied(text)) {
      copy.focus();
      return tell(news, say("textCopied"));
    }
    getSelection().selectAllChildren(byId("shared-text"));
    tell(news, say("textSelected"), true);
  });
}
`;

/** The text. */
export const upload = `\
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
   * @param onState Called with an upload whose \`state\` or \`why\` has changed.
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
  /** \`waiting\`, \`running\`, \`paused\`, \`failed\` or \`done\`. */
  state = "waiting";
  /** What is to say beside the state: a key of the words with its values; \`text\` is the server's own. */
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

  /** Waits between two attempts, until \`wake\` is called at most. */
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
    request.open("PUT", \`./\${path}\${this.queue.hasMore(this) ? "?more" : ""}\`);
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
      "Repr-Digest": \`sha-256=:\${btoa(String.fromCharCode(...this.hasher.clone().digest()))}:\`,
    };
  }

  async send() {
    const { size } = this.file;
    if (size <= PART) return await this.sendWhole();
    const asked = await this.put(null, { "Content-Range": \`bytes */\${size}\` });
    let at = offsetOf(asked);
    if (at === size) await this.hash(size, undefined, size);
    for (let again = true; again;) {
      this.progress(at);
      const end = Math.min(size, at + PART);
      const part = new Uint8Array(await this.file.slice(at, end).arrayBuffer());
      await this.hash(end, part, at);
      const range = at === size ? \`*/\${size}\` : \`\${at}-\${end - 1}/\${size}\`;
      const headers = { "Content-Range": \`bytes \${range}\`, ...end === size && this.digest() };
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
`;

/** The text. */
export const wakeLock = `\
// Keeps a phone's screen on while files are sent: a page that is not shown is stopped.

let isWanted = false;
let lock;

/** Keeps the screen on from now on, or no longer. Browsers can do so over TLS only. */
export async function stayAwake(wanted) {
  if (wanted === isWanted) return;
  isWanted = wanted;
  await apply();
}

async function apply() {
  if (!isWanted) {
    const before = lock;
    lock = undefined;
    return await before?.release();
  }
  try {
    // Released by the browser when the page is hidden.
    if (!document.hidden) lock = await navigator.wakeLock?.request("screen");
    if (!isWanted) await apply();
  } catch { /* not allowed now, as with an empty battery */ }
}

document.addEventListener("visibilitychange", apply);
`;

/** The text. */
export const why = `\
// Reasons of the server in the words of the page.

/** Keys of words by the code of a refusal. */
const BY_CODE = new Map([
  ["cannot_create", "whyDestination"],
  ["cut", "whyCut"],
  ["declined", "whyDeclined"],
  ["digest_mismatch", "whyDamaged"],
  ["exists", "whyExists"],
  ["io", "whyDestination"],
  ["limit", "whyLimit"],
  ["no_space", "whyNoSpace"],
  ["permission", "whyDestination"],
  ["timeout", "whyTimeout"],
  ["unsafe_name", "whyName"],
]);
/** Keys of words by the status, where there is no code. */
const BY_STATUS = new Map([
  [401, "whyPassword"],
  [403, "whyDeclined"],
  [404, "whyAddress"],
  [408, "whyTimeout"],
  [409, "whyExists"],
  [413, "whyLimit"],
  [422, "whyDamaged"],
  [429, "whyPassword"],
  [507, "whyNoSpace"],
]);

/** Returns the key of the words for a refusal; undefined where only the server's text says what it is. */
export function whyKey({ code, status }) {
  return BY_CODE.get(code) ?? BY_STATUS.get(status);
}
`;

/** The text. */
export const version = `7ac31e811c24`;
