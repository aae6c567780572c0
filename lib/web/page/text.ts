/** Made by scripts/text_modules.ts; `deno task generate` makes it anew. @module */

/** The texts, by name. */
export const scripts: Readonly<Record<string, string>> = {
  "clipboard.js": `\
// Copies texts, also in pages that are not encrypted.

import { make } from "./page.js";

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

/** Copies a text; resolves to whether it worked. Browsers lend the clipboard to encrypted pages only. */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}
`,
  "decoded_text.js": `\
// Texts of files, in whatever encoding they are.

/** Byte order marks. */
const MARKS = [["utf-8", [0xef, 0xbb, 0xbf]], ["utf-16le", [0xff, 0xfe]], ["utf-16be", [
  0xfe,
  0xff,
]]];

/**
 * Decodes a text: as its byte order mark says, or as UTF-8, or as windows-1252 where it is not UTF-8.
 *
 * @param isCut Whether bytes follow, so that the last character may be incomplete. It is left out then.
 */
export function decodedText(bytes, isCut) {
  const decode = (label, fatal) =>
    new TextDecoder(label, { fatal }).decode(bytes, { stream: isCut });
  const marked = MARKS.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte));
  if (marked !== undefined) return decode(marked[0], false);
  try {
    return decode("utf-8", true);
  } catch {
    return decode("windows-1252", false);
  }
}
`,
  "digests.js": `\
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

  /** Reads a small file; resolves to its \`bytes\` and \`digest\`. */
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
`,
  "drop.js": `\
// The page that uploads files: what was chosen, how far it is, and what can be done about it.

import { byId, bytes, duration, make, say, visible } from "./page.js";
import { News } from "./news.js";
import { filesOf } from "./picked.js";
import { Rows } from "./rows.js";
import { Tally } from "./tally.js";
import { Unfinished } from "./unfinished.js";
import "./text_box.js";
import { Queue } from "./queue.js";
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
`,
  "gallery.js": `\
// Shows files in the page: a dialog for one at a time, and pictures side by side.

import { decodedText } from "./decoded_text.js";
import { byId, make, say } from "./page.js";

/** Bytes of a text that are shown. */
const TEXT_BYTES = 256 * 1024;
/** Bytes of a picture that is shown small: larger ones would have to be fetched as a whole. */
const SMALL_BYTES = 8 * 1024 * 1024;
/** Pixels of a swipe. */
const SWIPE = 50;

const KINDS = ["image", "audio", "video", "pdf", "txt"];
const linkOf = (row) => row.querySelector("td > a");
const kindOf = (row) => KINDS.find((kind) => linkOf(row)?.classList.contains(kind));
const nameOf = (row) => row.querySelector("bdi").textContent;
const addressOf = (row) => \`\${linkOf(row).href}?view\`;

/** Whether a row's file can be shown. */
export function canShow(row, kinds = KINDS) {
  return kinds.includes(kindOf(row));
}

let dialog;
let files = [];
let at = 0;
let leaving = new AbortController();

/** Opens the dialog at a row. The rows that can be shown are those before and after it. */
export function show(rows, row, opener) {
  dialog ??= makeDialog();
  files = rows.filter((each) => !each.hidden && canShow(each));
  at = files.indexOf(row);
  dialog.showModal();
  dialog.addEventListener("close", () => {
    clear();
    // The last file that was shown, where it is in view.
    const last = byId("gallery") === null ? linkOf(files[at]) : opener;
    (last ?? opener).focus();
  }, { once: true });
  showCurrent();
}

function makeDialog() {
  const button = (id, word, act) =>
    make("button", { type: "button", id, text: say(word), onclick: act });
  const title = make("h2", { id: "shown" });
  const made = make(
    "dialog",
    {},
    make(
      "header",
      {},
      title,
      make("a", { className: "button", id: "save", text: say("download") }),
      button("close", "close", () => made.close()),
    ),
    make("div", { className: "stage" }),
    make(
      "footer",
      {},
      button("previous", "previous", () => step(-1)),
      make("span", { className: "soft", id: "position", role: "status" }),
      button("next", "next", () => step(1)),
    ),
  );
  made.setAttribute("aria-labelledby", "shown");
  made.addEventListener("keydown", onKey);
  listenForSwipes(made);
  document.body.append(made);
  return made;
}

function step(by) {
  const next = at + by;
  if (next < 0 || next >= files.length) return;
  at = next;
  showCurrent();
}

function onKey(event) {
  // There the keys seek and scroll.
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("audio, video")) {
    return;
  }
  if (event.key === "ArrowLeft") step(-1);
  else if (event.key === "ArrowRight") step(1);
}

function listenForSwipes(element) {
  let start;
  element.addEventListener("touchstart", ({ touches }) => {
    start = touches.length === 1 ? touches[0] : undefined;
  }, { passive: true });
  element.addEventListener("touchend", ({ changedTouches: [end], target }) => {
    // A picture that is enlarged is moved, not left.
    if (start === undefined || globalThis.visualViewport?.scale > 1) return;
    const [x, y] = [end.clientX - start.clientX, end.clientY - start.clientY];
    start = undefined;
    if (target.closest("audio, video") || Math.abs(x) < SWIPE || Math.abs(x) < 2 * Math.abs(y)) {
      return;
    }
    step(x < 0 ? 1 : -1);
  }, { passive: true });
}

/** Ends what the stage loads or plays. */
function clear() {
  leaving.abort();
  leaving = new AbortController();
  for (const each of dialog.querySelectorAll("audio, video")) {
    each.pause();
    each.removeAttribute("src");
    each.load();
  }
  dialog.querySelector(".stage").replaceChildren();
}

function showCurrent() {
  clear();
  const row = files[at];
  const stage = dialog.querySelector(".stage");
  byId("shown").textContent = nameOf(row);
  byId("position").textContent = say("position", { at: at + 1, total: files.length });
  byId("previous").disabled = at === 0;
  byId("next").disabled = at === files.length - 1;
  Object.assign(byId("save"), { href: linkOf(row).href, download: "" });
  stage.append(viewOf(row, stage));
}

function viewOf(row, stage) {
  const [kind, src, name] = [kindOf(row), addressOf(row), nameOf(row)];
  const { signal } = leaving;
  const tell = (key) => stage.replaceChildren(make("p", { text: say(key) }));
  // The element does not tell an error of the server from content that the browser cannot show.
  const onerror = async () => {
    const key = await fault(src, signal);
    if (!signal.aborted) tell(key ?? "cannotShow");
  };
  if (kind === "image") return make("img", { alt: name, onerror, src });
  if (kind === "pdf") {
    const frame = make("iframe", { title: name });
    fault(src, signal).then((key) => {
      if (signal.aborted) return;
      if (key === undefined) frame.src = src;
      else tell(key);
    });
    return frame;
  }
  if (kind === "txt") {
    const text = make("pre", { tabIndex: 0, text: say("computing") });
    text.setAttribute("aria-label", name);
    text.setAttribute("role", "region");
    showText(row, text, signal);
    return text;
  }
  const element = make(kind, { controls: true, preload: "metadata", onerror, src });
  element.setAttribute("aria-label", name);
  return element;
}

/** Returns the key of the words for why the server does not send a file; undefined where it does. */
async function fault(src, signal) {
  try {
    const { ok } = await fetch(src, { method: "HEAD", signal });
    return ok ? undefined : "notSent";
  } catch {
    return "noAnswer";
  }
}

async function showText(row, element, signal) {
  const size = Number(row.querySelector("[data-size]").dataset.size);
  try {
    const headers = size > TEXT_BYTES ? { range: \`bytes=0-\${TEXT_BYTES - 1}\` } : {};
    const answer = await fetch(addressOf(row), { signal, headers });
    const content = new Uint8Array(await answer.arrayBuffer());
    if (signal.aborted) return;
    // An error's text must not pass for that of the file.
    if (!answer.ok) return element.replaceWith(make("p", { text: say("notSent") }));
    const isCut = answer.status === 206;
    element.textContent = decodedText(content, isCut);
    if (isCut) {
      element.before(make("p", { className: "soft", text: say("textCut", { size: "256 KiB" }) }));
    }
  } catch {
    if (!signal.aborted) element.textContent = say("noAnswer");
  }
}

/** Makes the list of pictures and videos. The browser fetches a picture when it comes into view. */
export function showGallery(rows) {
  const shown = rows.filter((row) => !row.hidden && canShow(row, ["image", "video"]));
  const items = shown.map((row) => {
    const small = Number(row.querySelector("[data-size]").dataset.size) <= SMALL_BYTES;
    const kind = kindOf(row);
    const none = () => make("span", { className: \`none \${kind}\` });
    const picture = kind === "image" && small
      ? make("img", {
        alt: "",
        loading: "lazy",
        decoding: "async",
        onerror: () => picture.replaceWith(none()),
      })
      : none();
    // After \`loading\`, so that it is not fetched at once.
    if (picture.tagName === "IMG") picture.src = addressOf(row);
    const button = make(
      "button",
      { type: "button", onclick: () => show(shown, row, button) },
      picture,
      make("span", { className: "name", text: nameOf(row) }),
    );
    return make("li", {}, button);
  });
  return make("ul", { id: "gallery" }, ...items);
}
`,
  "hash_worker.js": `\
// Made by scripts/bundle_hashes.ts of hash_worker_source.js and hash-wasm, MIT licence,
// Copyright (c) 2020 Dani Biró (https://github.com/Daninet/hash-wasm). Do not edit.
function y(A,B,I,Q){function C(i){return i instanceof I?i:new I(function(o){o(i)})}return new(I||(I=Promise))(function(i,o){function w(D){try{h(Q.next(D))}catch(n){o(n)}}function e(D){try{h(Q.throw(D))}catch(n){o(n)}}function h(D){D.done?i(D.value):C(D.value).then(w,e)}h((Q=Q.apply(A,B||[])).next())})}var c=class{constructor(){this.mutex=Promise.resolve()}lock(){let B=()=>{};return this.mutex=this.mutex.then(()=>new Promise(B)),new Promise(I=>{B=I})}dispatch(B){return y(this,void 0,void 0,function*(){let I=yield this.lock();try{return yield Promise.resolve(B())}finally{I()}})}},d;function W(){return typeof globalThis<"u"?globalThis:typeof self<"u"?self:typeof window<"u"?window:global}var r=W(),H=(d=r.Buffer)!==null&&d!==void 0?d:null,P=r.TextEncoder?new r.TextEncoder:null;function X(A,B){return(A&15)+(A>>6|A>>3&8)<<4|(B&15)+(B>>6|B>>3&8)}function b(A,B){let I=B.length>>1;for(let Q=0;Q<I;Q++){let C=Q<<1;A[Q]=X(B.charCodeAt(C),B.charCodeAt(C+1))}}function v(A,B){if(A.length!==B.length*2)return!1;for(let I=0;I<B.length;I++){let Q=I<<1;if(B[I]!==X(A.charCodeAt(Q),A.charCodeAt(Q+1)))return!1}return!0}var Y=87,p=48;function s(A,B,I){let Q=0;for(let C=0;C<I;C++){let i=B[C]>>>4;A[Q++]=i>9?i+Y:i+p,i=B[C]&15,A[Q++]=i>9?i+Y:i+p}return String.fromCharCode.apply(null,A)}var V=H!==null?A=>{if(typeof A=="string"){let B=H.from(A,"utf8");return new Uint8Array(B.buffer,B.byteOffset,B.length)}if(H.isBuffer(A))return new Uint8Array(A.buffer,A.byteOffset,A.length);if(ArrayBuffer.isView(A))return new Uint8Array(A.buffer,A.byteOffset,A.byteLength);throw new Error("Invalid data type!")}:A=>{if(typeof A=="string")return P.encode(A);if(ArrayBuffer.isView(A))return new Uint8Array(A.buffer,A.byteOffset,A.byteLength);throw new Error("Invalid data type!")},l="ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",t=new Uint8Array(256);for(let A=0;A<l.length;A++)t[l.charCodeAt(A)]=A;function j(A){let B=Math.floor(A.length*.75),I=A.length;return A[I-1]==="="&&(B-=1,A[I-2]==="="&&(B-=1)),B}function T(A){let B=j(A),I=A.length,Q=new Uint8Array(B),C=0;for(let i=0;i<I;i+=4){let o=t[A.charCodeAt(i)],w=t[A.charCodeAt(i+1)],e=t[A.charCodeAt(i+2)],h=t[A.charCodeAt(i+3)];Q[C]=o<<2|w>>4,C+=1,Q[C]=(w&15)<<4|e>>2,C+=1,Q[C]=(e&3)<<6|h&63,C+=1}return Q}var G=16*1024,S=4,$=new c,N=new Map;function _(A,B){return y(this,void 0,void 0,function*(){let I=null,Q=null,C=!1;if(typeof WebAssembly>"u")throw new Error("WebAssembly is not supported in this environment!");let i=(g,E=0)=>{Q.set(g,E)},o=()=>Q,w=()=>I.exports,e=g=>{I.exports.Hash_SetMemorySize(g);let E=I.exports.Hash_GetBuffer(),F=I.exports.memory.buffer;Q=new Uint8Array(F,E,g)},h=()=>new DataView(I.exports.memory.buffer).getUint32(I.exports.STATE_SIZE,!0),D=$.dispatch(()=>y(this,void 0,void 0,function*(){if(!N.has(A.name)){let E=T(A.data),F=WebAssembly.compile(E.buffer);N.set(A.name,F)}let g=yield N.get(A.name);I=yield WebAssembly.instantiate(g,{})})),n=()=>y(this,void 0,void 0,function*(){I||(yield D);let g=I.exports.Hash_GetBuffer(),E=I.exports.memory.buffer;Q=new Uint8Array(E,g,G)}),J=(g=null)=>{C=!0,I.exports.Hash_Init(g)},L=g=>{let E=0;for(;E<g.length;){let F=g.subarray(E,E+G);E+=F.length,Q.set(F),I.exports.Hash_Update(F.length)}},M=g=>{if(!C)throw new Error("update() called before init()");let E=V(g);L(E)},K=new Uint8Array(B*2),R=(g,E=null)=>{if(!C)throw new Error("digest() called before init()");return C=!1,I.exports.Hash_Final(E),g==="binary"?Q.slice(0,B):s(K,Q,B)},x=()=>{if(!C)throw new Error("save() can only be called after init() and before digest()");let g=I.exports.Hash_GetState(),E=h(),F=I.exports.memory.buffer,a=new Uint8Array(F,g,E),k=new Uint8Array(S+E);return b(k,A.hash),k.set(a,S),k},Z=g=>{if(!(g instanceof Uint8Array))throw new Error("load() expects an Uint8Array generated by save()");let E=I.exports.Hash_GetState(),F=h(),a=S+F,k=I.exports.memory.buffer;if(g.length!==a)throw new Error(\`Bad state length (expected \${a} bytes, got \${g.length})\`);if(!v(A.hash,g.subarray(0,S)))throw new Error("This state was written by an incompatible hash implementation");let O=g.subarray(S);new Uint8Array(k,E,F).set(O),C=!0},f=g=>typeof g=="string"?g.length<G/4:g.byteLength<G,U=f;switch(A.name){case"argon2":case"scrypt":U=()=>!0;break;case"blake2b":case"blake2s":U=(g,E)=>E<=512&&f(g);break;case"blake3":U=(g,E)=>E===0&&f(g);break;case"xxhash64":case"xxhash3":case"xxhash128":case"crc64":U=()=>!1;break}let m=(g,E=null,F=null)=>{if(!U(g,E))return J(E),M(g),R("hex",F);let a=V(g);return Q.set(a),I.exports.Hash_Calculate(a.length,E,F),s(K,Q,B)};return yield n(),{getMemory:o,writeMemory:i,getExports:w,setMemorySize:e,init:J,update:M,digest:R,save:x,load:Z,calculate:m,hashLength:B}})}var iA=new c;var cA=new c;var FA=new DataView(new ArrayBuffer(4));var DA=new c;var oA=new c;var hA=new c;var aA=new c;var wA=new Uint8Array(8);var eA=new c;var nA=new c;var UA=new c;var kA=new c;var SA=new c;var AA="sha256",IA="AGFzbQEAAAABEQRgAAF/YAF/AGAAAGACf38AAwgHAAEBAQIAAwUEAQECAgYPAn8BQYCABAt/AEGAgAQLB4IBCQZtZW1vcnkCAA9fX3N0YWNrX3BvaW50ZXIDAA5IYXNoX0dldEJ1ZmZlcgAACUhhc2hfSW5pdAABC0hhc2hfVXBkYXRlAAIKSGFzaF9GaW5hbAAEDUhhc2hfR2V0U3RhdGUABQ5IYXNoX0NhbGN1bGF0ZQAGClNUQVRFX1NJWkUDAQqGSQcGAEGAgQQLnQEAQQBCADcDwIEFQQBBHEEgIABB4AFGIgAbNgLogQVBAEKnn+anxvST/b5/Qquzj/yRo7Pw2wAgABs3A+CBBUEAQrGWgP6fooWs6ABC/6S5iMWR2oKbfyAAGzcD2IEFQQBCl7rDg5Onlod3QvLmu+Ojp/2npX8gABs3A9CBBUEAQti9loj8oLW+NkLnzKfQ1tDrs7t/IAAbNwPIgQUL9wICAX4Hf0EAQQApA8CBBSIBIACtfDcDwIEFAkACQAJAIAGnQT9xIgINAEGAgQQhAwwBCyAAQcAAIAJrIgRJIQUCQCAARQ0AIAAgBCAFGyIDQQNxIQYgAkGAgQVqIQdBACECAkAgA0EESQ0AIANB/ABxIQhBACECA0AgByACaiIDIAJBgIEEai0AADoAACADQQFqIAJBgYEEai0AADoAACADQQJqIAJBgoEEai0AADoAACADQQNqIAJBg4EEai0AADoAACAIIAJBBGoiAkcNAAsgBkUNAQsDQCAHIAJqIAJBgIEEai0AADoAACACQQFqIQIgBkF/aiIGDQALCyAFDQFBgIEFEAMgACAEayEAIARBgIEEaiEDCwJAIABBwABJDQADQCADEAMgA0HAAGohAyAAQUBqIgBBP0sNAAsLIABFDQBBACEGQQAhAgNAIAJBgIEFaiADIAJqLQAAOgAAIAJBAWohAiAAIAZBAWoiBkH/AXFLDQALCwuDPQFFf0EAIAAoAjwiAUH/gfwHcUEIeCABQRh4Qf+B/AdxciIBQRl3IAFBDndzIAFBA3ZzIAAoAjgiAkH/gfwHcUEIeCACQRh4Qf+B/AdxciICaiAAKAIgIgNB/4H8B3FBCHggA0EYeEH/gfwHcXIiBEEZdyAEQQ53cyAEQQN2cyAAKAIcIgNB/4H8B3FBCHggA0EYeEH/gfwHcXIiBWogACgCBCIDQf+B/AdxQQh4IANBGHhB/4H8B3FyIgZBGXcgBkEOd3MgBkEDdnMgACgCACIDQf+B/AdxQQh4IANBGHhB/4H8B3FyIgdqIAAoAiQiA0H/gfwHcUEIeCADQRh4Qf+B/AdxciIIaiACQQ93IAJBDXdzIAJBCnZzaiIDaiAAKAIYIglB/4H8B3FBCHggCUEYeEH/gfwHcXIiCkEZdyAKQQ53cyAKQQN2cyAAKAIUIglB/4H8B3FBCHggCUEYeEH/gfwHcXIiC2ogAmogACgCECIJQf+B/AdxQQh4IAlBGHhB/4H8B3FyIgxBGXcgDEEOd3MgDEEDdnMgACgCDCIJQf+B/AdxQQh4IAlBGHhB/4H8B3FyIg1qIAAoAjAiCUH/gfwHcUEIeCAJQRh4Qf+B/AdxciIOaiAAKAIIIglB/4H8B3FBCHggCUEYeEH/gfwHcXIiD0EZdyAPQQ53cyAPQQN2cyAGaiAAKAIoIglB/4H8B3FBCHggCUEYeEH/gfwHcXIiEGogAUEPdyABQQ13cyABQQp2c2oiCUEPdyAJQQ13cyAJQQp2c2oiEUEPdyARQQ13cyARQQp2c2oiEkEPdyASQQ13cyASQQp2c2oiE2ogACgCNCIUQf+B/AdxQQh4IBRBGHhB/4H8B3FyIhVBGXcgFUEOd3MgFUEDdnMgDmogEmogACgCLCIAQf+B/AdxQQh4IABBGHhB/4H8B3FyIhZBGXcgFkEOd3MgFkEDdnMgEGogEWogCEEZdyAIQQ53cyAIQQN2cyAEaiAJaiAFQRl3IAVBDndzIAVBA3ZzIApqIAFqIAtBGXcgC0EOd3MgC0EDdnMgDGogFWogDUEZdyANQQ53cyANQQN2cyAPaiAWaiADQQ93IANBDXdzIANBCnZzaiIUQQ93IBRBDXdzIBRBCnZzaiIXQQ93IBdBDXdzIBdBCnZzaiIYQQ93IBhBDXdzIBhBCnZzaiIZQQ93IBlBDXdzIBlBCnZzaiIaQQ93IBpBDXdzIBpBCnZzaiIbQQ93IBtBDXdzIBtBCnZzaiIcQRl3IBxBDndzIBxBA3ZzIAJBGXcgAkEOd3MgAkEDdnMgFWogGGogDkEZdyAOQQ53cyAOQQN2cyAWaiAXaiAQQRl3IBBBDndzIBBBA3ZzIAhqIBRqIBNBD3cgE0ENd3MgE0EKdnNqIh1BD3cgHUENd3MgHUEKdnNqIh5BD3cgHkENd3MgHkEKdnNqIh9qIBNBGXcgE0EOd3MgE0EDdnMgGGogA0EZdyADQQ53cyADQQN2cyABaiAZaiAfQQ93IB9BDXdzIB9BCnZzaiIgaiASQRl3IBJBDndzIBJBA3ZzIBdqIB9qIBFBGXcgEUEOd3MgEUEDdnMgFGogHmogCUEZdyAJQQ53cyAJQQN2cyADaiAdaiAcQQ93IBxBDXdzIBxBCnZzaiIhQQ93ICFBDXdzICFBCnZzaiIiQQ93ICJBDXdzICJBCnZzaiIjQQ93ICNBDXdzICNBCnZzaiIkaiAbQRl3IBtBDndzIBtBA3ZzIB5qICNqIBpBGXcgGkEOd3MgGkEDdnMgHWogImogGUEZdyAZQQ53cyAZQQN2cyATaiAhaiAYQRl3IBhBDndzIBhBA3ZzIBJqIBxqIBdBGXcgF0EOd3MgF0EDdnMgEWogG2ogFEEZdyAUQQ53cyAUQQN2cyAJaiAaaiAgQQ93ICBBDXdzICBBCnZzaiIlQQ93ICVBDXdzICVBCnZzaiImQQ93ICZBDXdzICZBCnZzaiInQQ93ICdBDXdzICdBCnZzaiIoQQ93IChBDXdzIChBCnZzaiIpQQ93IClBDXdzIClBCnZzaiIqQQ93ICpBDXdzICpBCnZzaiIrQRl3ICtBDndzICtBA3ZzIB9BGXcgH0EOd3MgH0EDdnMgG2ogJ2ogHkEZdyAeQQ53cyAeQQN2cyAaaiAmaiAdQRl3IB1BDndzIB1BA3ZzIBlqICVqICRBD3cgJEENd3MgJEEKdnNqIixBD3cgLEENd3MgLEEKdnNqIi1BD3cgLUENd3MgLUEKdnNqIi5qICRBGXcgJEEOd3MgJEEDdnMgJ2ogIEEZdyAgQQ53cyAgQQN2cyAcaiAoaiAuQQ93IC5BDXdzIC5BCnZzaiIvaiAjQRl3ICNBDndzICNBA3ZzICZqIC5qICJBGXcgIkEOd3MgIkEDdnMgJWogLWogIUEZdyAhQQ53cyAhQQN2cyAgaiAsaiArQQ93ICtBDXdzICtBCnZzaiIwQQ93IDBBDXdzIDBBCnZzaiIxQQ93IDFBDXdzIDFBCnZzaiIyQQ93IDJBDXdzIDJBCnZzaiIzaiAqQRl3ICpBDndzICpBA3ZzIC1qIDJqIClBGXcgKUEOd3MgKUEDdnMgLGogMWogKEEZdyAoQQ53cyAoQQN2cyAkaiAwaiAnQRl3ICdBDndzICdBA3ZzICNqICtqICZBGXcgJkEOd3MgJkEDdnMgImogKmogJUEZdyAlQQ53cyAlQQN2cyAhaiApaiAvQQ93IC9BDXdzIC9BCnZzaiI0QQ93IDRBDXdzIDRBCnZzaiI1QQ93IDVBDXdzIDVBCnZzaiI2QQ93IDZBDXdzIDZBCnZzaiI3QQ93IDdBDXdzIDdBCnZzaiI4QQ93IDhBDXdzIDhBCnZzaiI5QQ93IDlBDXdzIDlBCnZzaiI6IDggNCAuICwgISAbIBkgAyAOIARBACgC2IEFIjtBGncgO0EVd3MgO0EHd3NBACgC5IEFIjxqQQAoAuCBBSI9QQAoAtyBBSI+cyA7cSA9c2ogB2pBmN+olARqIgdBACgC1IEFIj9qIgAgDGogOyANaiA+IA9qID0gBmogACA+IDtzcSA+c2ogAEEadyAAQRV3cyAAQQd3c2pBkYndiQdqIkBBACgC0IEFIkFqIgwgACA7c3EgO3NqIAxBGncgDEEVd3MgDEEHd3NqQc/3g657aiJCQQAoAsyBBSJDaiINIAwgAHNxIABzaiANQRp3IA1BFXdzIA1BB3dzakGlt9fNfmoiREEAKALIgQUiAGoiDyANIAxzcSAMc2ogD0EadyAPQRV3cyAPQQd3c2pB24TbygNqIkUgQSBDIABzcSBDIABxcyAAQR53IABBE3dzIABBCndzaiAHaiIGaiIHaiAFIA9qIAogDWogCyAMaiAHIA8gDXNxIA1zaiAHQRp3IAdBFXdzIAdBB3dzakHxo8TPBWoiCiAGIABzIENxIAYgAHFzIAZBHncgBkETd3MgBkEKd3NqIEBqIgxqIgQgByAPc3EgD3NqIARBGncgBEEVd3MgBEEHd3NqQaSF/pF5aiILIAwgBnMgAHEgDCAGcXMgDEEedyAMQRN3cyAMQQp3c2ogQmoiDWoiDyAEIAdzcSAHc2ogD0EadyAPQRV3cyAPQQd3c2pB1b3x2HpqIkAgDSAMcyAGcSANIAxxcyANQR53IA1BE3dzIA1BCndzaiBEaiIGaiIHIA8gBHNxIARzaiAHQRp3IAdBFXdzIAdBB3dzakGY1Z7AfWoiQiAGIA1zIAxxIAYgDXFzIAZBHncgBkETd3MgBkEKd3NqIEVqIgxqIgVqIBYgB2ogECAPaiAIIARqIAUgByAPc3EgD3NqIAVBGncgBUEVd3MgBUEHd3NqQYG2jZQBaiIIIAwgBnMgDXEgDCAGcXMgDEEedyAMQRN3cyAMQQp3c2ogCmoiDWoiDyAFIAdzcSAHc2ogD0EadyAPQRV3cyAPQQd3c2pBvovGoQJqIg4gDSAMcyAGcSANIAxxcyANQR53IA1BE3dzIA1BCndzaiALaiIGaiIHIA8gBXNxIAVzaiAHQRp3IAdBFXdzIAdBB3dzakHD+7GoBWoiECAGIA1zIAxxIAYgDXFzIAZBHncgBkETd3MgBkEKd3NqIEBqIgxqIgQgByAPc3EgD3NqIARBGncgBEEVd3MgBEEHd3NqQfS6+ZUHaiIWIAwgBnMgDXEgDCAGcXMgDEEedyAMQRN3cyAMQQp3c2ogQmoiDWoiBWogASAEaiACIAdqIBUgD2ogBSAEIAdzcSAHc2ogBUEadyAFQRV3cyAFQQd3c2pB/uP6hnhqIgcgDSAMcyAGcSANIAxxcyANQR53IA1BE3dzIA1BCndzaiAIaiIBaiIGIAUgBHNxIARzaiAGQRp3IAZBFXdzIAZBB3dzakGnjfDeeWoiBCABIA1zIAxxIAEgDXFzIAFBHncgAUETd3MgAUEKd3NqIA5qIgJqIgwgBiAFc3EgBXNqIAxBGncgDEEVd3MgDEEHd3NqQfTi74x8aiIFIAIgAXMgDXEgAiABcXMgAkEedyACQRN3cyACQQp3c2ogEGoiA2oiDSAMIAZzcSAGc2ogDUEadyANQRV3cyANQQd3c2pBwdPtpH5qIgggAyACcyABcSADIAJxcyADQR53IANBE3dzIANBCndzaiAWaiIBaiIPIBdqIBEgDWogFCAMaiAJIAZqIA8gDSAMc3EgDHNqIA9BGncgD0EVd3MgD0EHd3NqQYaP+f1+aiIGIAEgA3MgAnEgASADcXMgAUEedyABQRN3cyABQQp3c2ogB2oiAmoiCSAPIA1zcSANc2ogCUEadyAJQRV3cyAJQQd3c2pBxruG/gBqIgwgAiABcyADcSACIAFxcyACQR53IAJBE3dzIAJBCndzaiAEaiIDaiIRIAkgD3NxIA9zaiARQRp3IBFBFXdzIBFBB3dzakHMw7KgAmoiDSADIAJzIAFxIAMgAnFzIANBHncgA0ETd3MgA0EKd3NqIAVqIgFqIhQgESAJc3EgCXNqIBRBGncgFEEVd3MgFEEHd3NqQe/YpO8CaiIPIAEgA3MgAnEgASADcXMgAUEedyABQRN3cyABQQp3c2ogCGoiAmoiF2ogEyAUaiAYIBFqIBIgCWogFyAUIBFzcSARc2ogF0EadyAXQRV3cyAXQQd3c2pBqonS0wRqIhggAiABcyADcSACIAFxcyACQR53IAJBE3dzIAJBCndzaiAGaiIDaiIJIBcgFHNxIBRzaiAJQRp3IAlBFXdzIAlBB3dzakHc08LlBWoiFCADIAJzIAFxIAMgAnFzIANBHncgA0ETd3MgA0EKd3NqIAxqIgFqIhEgCSAXc3EgF3NqIBFBGncgEUEVd3MgEUEHd3NqQdqR5rcHaiIXIAEgA3MgAnEgASADcXMgAUEedyABQRN3cyABQQp3c2ogDWoiAmoiEiARIAlzcSAJc2ogEkEadyASQRV3cyASQQd3c2pB0qL5wXlqIhkgAiABcyADcSACIAFxcyACQR53IAJBE3dzIAJBCndzaiAPaiIDaiITaiAeIBJqIBogEWogHSAJaiATIBIgEXNxIBFzaiATQRp3IBNBFXdzIBNBB3dzakHtjMfBemoiGiADIAJzIAFxIAMgAnFzIANBHncgA0ETd3MgA0EKd3NqIBhqIgFqIgkgEyASc3EgEnNqIAlBGncgCUEVd3MgCUEHd3NqQcjPjIB7aiIYIAEgA3MgAnEgASADcXMgAUEedyABQRN3cyABQQp3c2ogFGoiAmoiESAJIBNzcSATc2ogEUEadyARQRV3cyARQQd3c2pBx//l+ntqIhQgAiABcyADcSACIAFxcyACQR53IAJBE3dzIAJBCndzaiAXaiIDaiISIBEgCXNxIAlzaiASQRp3IBJBFXdzIBJBB3dzakHzl4C3fGoiFyADIAJzIAFxIAMgAnFzIANBHncgA0ETd3MgA0EKd3NqIBlqIgFqIhNqICAgEmogHCARaiAfIAlqIBMgEiARc3EgEXNqIBNBGncgE0EVd3MgE0EHd3NqQceinq19aiIZIAEgA3MgAnEgASADcXMgAUEedyABQRN3cyABQQp3c2ogGmoiAmoiCSATIBJzcSASc2ogCUEadyAJQRV3cyAJQQd3c2pB0capNmoiGiACIAFzIANxIAIgAXFzIAJBHncgAkETd3MgAkEKd3NqIBhqIgNqIhEgCSATc3EgE3NqIBFBGncgEUEVd3MgEUEHd3NqQefSpKEBaiIYIAMgAnMgAXEgAyACcXMgA0EedyADQRN3cyADQQp3c2ogFGoiAWoiEiARIAlzcSAJc2ogEkEadyASQRV3cyASQQd3c2pBhZXcvQJqIhQgASADcyACcSABIANxcyABQR53IAFBE3dzIAFBCndzaiAXaiICaiITICNqICYgEmogIiARaiAlIAlqIBMgEiARc3EgEXNqIBNBGncgE0EVd3MgE0EHd3NqQbjC7PACaiIXIAIgAXMgA3EgAiABcXMgAkEedyACQRN3cyACQQp3c2ogGWoiA2oiCSATIBJzcSASc2ogCUEadyAJQRV3cyAJQQd3c2pB/Nux6QRqIhkgAyACcyABcSADIAJxcyADQR53IANBE3dzIANBCndzaiAaaiIBaiIRIAkgE3NxIBNzaiARQRp3IBFBFXdzIBFBB3dzakGTmuCZBWoiGiABIANzIAJxIAEgA3FzIAFBHncgAUETd3MgAUEKd3NqIBhqIgJqIhIgESAJc3EgCXNqIBJBGncgEkEVd3MgEkEHd3NqQdTmqagGaiIYIAIgAXMgA3EgAiABcXMgAkEedyACQRN3cyACQQp3c2ogFGoiA2oiE2ogKCASaiAkIBFqICcgCWogEyASIBFzcSARc2ogE0EadyATQRV3cyATQQd3c2pBu5WoswdqIhQgAyACcyABcSADIAJxcyADQR53IANBE3dzIANBCndzaiAXaiIBaiIJIBMgEnNxIBJzaiAJQRp3IAlBFXdzIAlBB3dzakGukouOeGoiFyABIANzIAJxIAEgA3FzIAFBHncgAUETd3MgAUEKd3NqIBlqIgJqIhEgCSATc3EgE3NqIBFBGncgEUEVd3MgEUEHd3NqQYXZyJN5aiIZIAIgAXMgA3EgAiABcXMgAkEedyACQRN3cyACQQp3c2ogGmoiA2oiEiARIAlzcSAJc2ogEkEadyASQRV3cyASQQd3c2pBodH/lXpqIhogAyACcyABcSADIAJxcyADQR53IANBE3dzIANBCndzaiAYaiIBaiITaiAqIBJqIC0gEWogKSAJaiATIBIgEXNxIBFzaiATQRp3IBNBFXdzIBNBB3dzakHLzOnAemoiGCABIANzIAJxIAEgA3FzIAFBHncgAUETd3MgAUEKd3NqIBRqIgJqIgkgEyASc3EgEnNqIAlBGncgCUEVd3MgCUEHd3NqQfCWrpJ8aiIUIAIgAXMgA3EgAiABcXMgAkEedyACQRN3cyACQQp3c2ogF2oiA2oiESAJIBNzcSATc2ogEUEadyARQRV3cyARQQd3c2pBo6Oxu3xqIhcgAyACcyABcSADIAJxcyADQR53IANBE3dzIANBCndzaiAZaiIBaiISIBEgCXNxIAlzaiASQRp3IBJBFXdzIBJBB3dzakGZ0MuMfWoiGSABIANzIAJxIAEgA3FzIAFBHncgAUETd3MgAUEKd3NqIBpqIgJqIhNqIDAgEmogLyARaiArIAlqIBMgEiARc3EgEXNqIBNBGncgE0EVd3MgE0EHd3NqQaSM5LR9aiIaIAIgAXMgA3EgAiABcXMgAkEedyACQRN3cyACQQp3c2ogGGoiA2oiCSATIBJzcSASc2ogCUEadyAJQRV3cyAJQQd3c2pBheu4oH9qIhggAyACcyABcSADIAJxcyADQR53IANBE3dzIANBCndzaiAUaiIBaiIRIAkgE3NxIBNzaiARQRp3IBFBFXdzIBFBB3dzakHwwKqDAWoiFCABIANzIAJxIAEgA3FzIAFBHncgAUETd3MgAUEKd3NqIBdqIgJqIhIgESAJc3EgCXNqIBJBGncgEkEVd3MgEkEHd3NqQZaCk80BaiIXIAIgAXMgA3EgAiABcXMgAkEedyACQRN3cyACQQp3c2ogGWoiA2oiEyA2aiAyIBJqIDUgEWogMSAJaiATIBIgEXNxIBFzaiATQRp3IBNBFXdzIBNBB3dzakGI2N3xAWoiGSADIAJzIAFxIAMgAnFzIANBHncgA0ETd3MgA0EKd3NqIBpqIgFqIgkgEyASc3EgEnNqIAlBGncgCUEVd3MgCUEHd3NqQczuoboCaiIaIAEgA3MgAnEgASADcXMgAUEedyABQRN3cyABQQp3c2ogGGoiAmoiESAJIBNzcSATc2ogEUEadyARQRV3cyARQQd3c2pBtfnCpQNqIhggAiABcyADcSACIAFxcyACQR53IAJBE3dzIAJBCndzaiAUaiIDaiISIBEgCXNxIAlzaiASQRp3IBJBFXdzIBJBB3dzakGzmfDIA2oiFCADIAJzIAFxIAMgAnFzIANBHncgA0ETd3MgA0EKd3NqIBdqIgFqIhNqICxBGXcgLEEOd3MgLEEDdnMgKGogNGogM0EPdyAzQQ13cyAzQQp2c2oiFyASaiA3IBFqIDMgCWogEyASIBFzcSARc2ogE0EadyATQRV3cyATQQd3c2pBytTi9gRqIhsgASADcyACcSABIANxcyABQR53IAFBE3dzIAFBCndzaiAZaiICaiIJIBMgEnNxIBJzaiAJQRp3IAlBFXdzIAlBB3dzakHPlPPcBWoiGSACIAFzIANxIAIgAXFzIAJBHncgAkETd3MgAkEKd3NqIBpqIgNqIhEgCSATc3EgE3NqIBFBGncgEUEVd3MgEUEHd3NqQfPfucEGaiIaIAMgAnMgAXEgAyACcXMgA0EedyADQRN3cyADQQp3c2ogGGoiAWoiEiARIAlzcSAJc2ogEkEadyASQRV3cyASQQd3c2pB7oW+pAdqIhwgASADcyACcSABIANxcyABQR53IAFBE3dzIAFBCndzaiAUaiICaiITaiAuQRl3IC5BDndzIC5BA3ZzICpqIDZqIC1BGXcgLUEOd3MgLUEDdnMgKWogNWogF0EPdyAXQQ13cyAXQQp2c2oiFEEPdyAUQQ13cyAUQQp2c2oiGCASaiA5IBFqIBQgCWogEyASIBFzcSARc2ogE0EadyATQRV3cyATQQd3c2pB78aVxQdqIgkgAiABcyADcSACIAFxcyACQR53IAJBE3dzIAJBCndzaiAbaiIDaiIRIBMgEnNxIBJzaiARQRp3IBFBFXdzIBFBB3dzakGU8KGmeGoiGyADIAJzIAFxIAMgAnFzIANBHncgA0ETd3MgA0EKd3NqIBlqIgFqIhIgESATc3EgE3NqIBJBGncgEkEVd3MgEkEHd3NqQYiEnOZ4aiIZIAEgA3MgAnEgASADcXMgAUEedyABQRN3cyABQQp3c2ogGmoiAmoiEyASIBFzcSARc2ogE0EadyATQRV3cyATQQd3c2pB+v/7hXlqIhogAiABcyADcSACIAFxcyACQR53IAJBE3dzIAJBCndzaiAcaiIDaiIUIDxqNgLkgQVBACA/IAMgAnMgAXEgAyACcXMgA0EedyADQRN3cyADQQp3c2ogCWoiASADcyACcSABIANxcyABQR53IAFBE3dzIAFBCndzaiAbaiICIAFzIANxIAIgAXFzIAJBHncgAkETd3MgAkEKd3NqIBlqIgMgAnMgAXEgAyACcXMgA0EedyADQRN3cyADQQp3c2ogGmoiCWo2AtSBBUEAID0gL0EZdyAvQQ53cyAvQQN2cyAraiA3aiAYQQ93IBhBDXdzIBhBCnZzaiIYIBFqIBQgEyASc3EgEnNqIBRBGncgFEEVd3MgFEEHd3NqQevZwaJ6aiIZIAFqIhFqNgLggQVBACBBIAkgA3MgAnEgCSADcXMgCUEedyAJQRN3cyAJQQp3c2ogGWoiAWo2AtCBBUEAID4gMEEZdyAwQQ53cyAwQQN2cyAvaiAXaiA6QQ93IDpBDXdzIDpBCnZzaiASaiARIBQgE3NxIBNzaiARQRp3IBFBFXdzIBFBB3dzakH3x+b3e2oiFyACaiISajYC3IEFQQAgQyABIAlzIANxIAEgCXFzIAFBHncgAUETd3MgAUEKd3NqIBdqIgJqNgLMgQVBACA7IDRBGXcgNEEOd3MgNEEDdnMgMGogOGogGEEPdyAYQQ13cyAYQQp2c2ogE2ogEiARIBRzcSAUc2ogEkEadyASQRV3cyASQQd3c2pB8vHFs3xqIhEgA2pqNgLYgQVBACAAIAIgAXMgCXEgAiABcXMgAkEedyACQRN3cyACQQp3c2ogEWpqNgLIgQULswYCBH8BfkEAKALAgQUiAEECdkEPcSIBQQJ0IgIgAigCgIEFQX8gAEEDdCIAdEF/c3FBgAEgAHRzNgKAgQUCQAJAAkAgAUEOSQ0AAkAgAUEORw0AQQBBADYCvIEFC0GAgQUQA0EAIQIMAQsgAUENRg0BIAFBAWohAgsgAiEDAkBBBiACa0EHcSIARQ0AIAIgAGohAyACQQJ0QYCBBWohAQNAIAFBADYCACABQQRqIQEgAEF/aiIADQALCyACQXlqQQdJDQACQEEGIANrIgBBCHENACADQQJ0IgFCADcCmIEFIAFCADcCkIEFIAFCADcCiIEFIAFCADcCgIEFIABBCEkNASADQQhqIQMLIANBAnRBgIEFaiEBA0AgAUIANwIAIAFBOGpCADcCACABQTBqQgA3AgAgAUEoakIANwIAIAFBIGpCADcCACABQRhqQgA3AgAgAUEQakIANwIAIAFBCGpCADcCACABQcAAaiEBDAALC0EAIQBBAEEAKQPAgQUiBKdBA3QiAUH4gfwHcUEIeCABQRh4Qf+B/AdxcjYCvIEFQQAgBEIdiKciAUH/gfwHcUEIeCABQRh4Qf+B/AdxcjYCuIEFQYCBBRADQQBBACgC5IEFIgFB/4H8B3FBCHggAUEYeEH/gfwHcXI2AuSBBUEAQQAoAuCBBSIBQf+B/AdxQQh4IAFBGHhB/4H8B3FyNgLggQVBAEEAKALcgQUiAUH/gfwHcUEIeCABQRh4Qf+B/AdxcjYC3IEFQQBBACgC2IEFIgFB/4H8B3FBCHggAUEYeEH/gfwHcXI2AtiBBUEAQQAoAtSBBSIBQf+B/AdxQQh4IAFBGHhB/4H8B3FyNgLUgQVBAEEAKALQgQUiAUH/gfwHcUEIeCABQRh4Qf+B/AdxcjYC0IEFQQBBACgCzIEFIgFB/4H8B3FBCHggAUEYeEH/gfwHcXI2AsyBBUEAQQAoAsiBBSIBQf+B/AdxQQh4IAFBGHhB/4H8B3FyNgLIgQUCQEEAKALogQUiAkUNAEEAIQEDQCABQYCBBGogAUHIgQVqLQAAOgAAIAFBAWohASACIABBAWoiAEH/AXFLDQALCwsGAEGAgQULowEAQQBCADcDwIEFQQBBHEEgIAFB4AFGIgEbNgLogQVBAEKnn+anxvST/b5/Qquzj/yRo7Pw2wAgARs3A+CBBUEAQrGWgP6fooWs6ABC/6S5iMWR2oKbfyABGzcD2IEFQQBCl7rDg5Onlod3QvLmu+Ojp/2npX8gARs3A9CBBUEAQti9loj8oLW+NkLnzKfQ1tDrs7t/IAEbNwPIgQUgABACEAQLCwwBAEGAgAQLBHAAAAA=",BA="8ed695a3",gA={name:AA,data:IA,hash:BA},tA=new c;var GA=new c;function q(){return _(gA,32).then(A=>{A.init(256);let B={init:()=>(A.init(256),B),update:I=>(A.update(I),B),digest:I=>A.digest(I),save:()=>A.save(),load:I=>(A.load(I),B),blockSize:64,digestSize:32};return B})}var yA=new c;var fA=new c;var dA=new c;var HA=new c;var NA=new Uint8Array(8);var rA=new c;var qA=new Uint8Array(8);var JA=new c;var MA=new Uint8Array(8);var KA=new c;var RA=new c;var YA=new c;var QA=4*1024*1024,u=q();u.then(()=>postMessage({isReady:!0}),()=>postMessage({isBroken:!0}));onmessage=async({data:{number:A,file:B,isWhole:I}})=>{let Q;try{Q=I?await u:await q()}catch{return postMessage({isBroken:!0})}try{if(I){let C=new Uint8Array(await B.arrayBuffer()),i=z(Q.init().update(C).digest("binary"));postMessage({number:A,bytes:C,digest:i},[C.buffer])}else postMessage({number:A,digest:await CA(B,Q.init())})}catch(C){postMessage({number:A,fault:String(C)})}};async function CA(A,B){let I=EA(A.stream()),Q=new ArrayBuffer(QA);for(;;){let{value:C,done:i}=await I.read(new Uint8Array(Q));if(i)return z(B.digest("binary"));B.update(C),Q=C.buffer}}function EA(A){try{return A.getReader({mode:"byob"})}catch{return A.getReader()}}function z(A){return btoa(String.fromCharCode(...A))}
/*!
 * hash-wasm (https://www.npmjs.com/package/hash-wasm)
 * (c) Dani Biro
 * @license MIT
 */
`,
  "news.js": `\
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
`,
  "page.js": `\
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
`,
  "picked.js": `\
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
`,
  "queue.js": `\
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
   * @param onState Called with an upload whose \`state\` or \`why\` has changed.
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
`,
  "row_menu.js": `\
// The menu of a row: its file's whole name and link, digest, or the content of its folder.

import { copied } from "./clipboard.js";
import { bytes, make, say } from "./page.js";

/** Adds what needs a script to a menu, once. */
export function fillMenu(details) {
  const menu = details.querySelector("div");
  if (menu.querySelector("p")) return;
  const row = details.closest("tr");
  const link = row.querySelector("td > a");
  const [name, time] = [
    link.querySelector("bdi").textContent,
    row.cells[3].textContent,
  ];
  menu.prepend(make("p", {}, make("bdi", { text: name }), \` · \${time}\`));
  if (!link.classList.contains("dir")) {
    const save = make("a", { className: "button", text: say("download"), href: link.href });
    save.download = "";
    menu.querySelector("p").after(save);
  }
  const copy = make("button", { type: "button", text: say("copyLink") });
  menu.append(copy, make("p", { role: "status", className: "said" }));
}

/** Does what a button of a menu says. */
export async function actInMenu(button) {
  const menu = button.closest("div");
  const tell = (...parts) => menu.querySelector(".said").replaceChildren(...parts);
  if (button.name === "digest") await tellDigest(button.formAction, tell);
  else if (button.name === "total") {
    await tellTotal(button.closest("details"), button.formAction, tell);
  } else if (button.name === "archive") {
    location.assign(\`\${button.formAction}?archive=\${button.value}\`);
  } else await copyLink(button.closest("tr").querySelector("td > a").href, tell);
}

async function tellDigest(address, tell) {
  tell(say("computing"));
  try {
    const answer = await fetch(\`\${address}?digest\`);
    if (!answer.ok) return tell(say("unavailable"));
    const line = await answer.text();
    tell(make("code", { text: line.replace(/^\\\\?([0-9a-f]{64})[^]*$/, "$1") }));
  } catch {
    tell(say("noAnswer"));
  }
}

/** Counting ends when the menu is closed. */
async function tellTotal(details, address, tell) {
  tell(say("computing"));
  const leaving = new AbortController();
  const onToggle = () => details.open || leaving.abort();
  details.addEventListener("toggle", onToggle);
  try {
    const answer = await fetch(\`\${address}?total\`, { signal: leaving.signal });
    if (!answer.ok) return tell(say("unavailable"));
    const { files, folders, bytes: size, complete } = await answer.json();
    const text = say("filesAndFolders", {
      files: say("fileCount", { count: files, size: bytes(size) }),
      folders: say("folderCount", { count: folders }),
    });
    tell(complete ? text : say("atLeast", { text }));
  } catch {
    tell(leaving.signal.aborted ? "" : say("noAnswer"));
  } finally {
    details.removeEventListener("toggle", onToggle);
  }
}

/** Where the address cannot be copied, it is selected for the user to do so. */
async function copyLink(address, tell) {
  if (await copied(address)) return tell(say("copied"));
  const field = make("input", { value: address, readOnly: true });
  field.setAttribute("aria-label", say("copyThis"));
  tell(say("copyThis"), field);
  field.select();
}
`,
  "rows.js": `\
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
`,
  "sha256.js": `\
// Made by scripts/bundle_hashes.ts of @noble/hashes, MIT licence,
// Copyright (c) 2022 Paul Miller (https://paulmillr.com). Do not edit.
var j=e=>e/2**32|0,$=e=>e>>>0;function U(e,t,n,r){let o=j(n),c=$(n);e.setUint32(t,r?c:o,r),e.setUint32(t+4,r?o:c,r)}function S(e){return e instanceof Uint8Array||ArrayBuffer.isView(e)&&e.constructor.name==="Uint8Array"&&"BYTES_PER_ELEMENT"in e&&e.BYTES_PER_ELEMENT===1}var w=e=>e?\`"\${e}" \`:"";function k(e,t=""){if(typeof e!="number")throw new TypeError(w(t)+"expected number, got "+typeof e);if(!Number.isSafeInteger(e)||e<0)throw new RangeError(w(t)+"expected integer >= 0, got "+e);return e}function m(e,t,n=""){if(S(e)&&(t===void 0||e.length===t))return e;t!==void 0&&k(t,"length");let r=S(e),o=t!==void 0?\` of length \${t}\`:"",c=r?\`length=\${e.length}\`:\`type=\${typeof e}\`,f=w(n)+"expected Uint8Array"+o+", got "+c;throw r?new RangeError(f):new TypeError(f)}var M=(e,t)=>{if(e===null||typeof e!="object"||Array.isArray(e))throw new TypeError((t==="object"?"":\`"\${t}" \`)+"expected object, got type="+typeof e)},_=(e,t)=>{M(e,t);let n=Object.getPrototypeOf(e);if(n!==Object.prototype&&n!==null)throw new TypeError(\`"\${t}" expected plain object\`);if(Object.hasOwn(e,"__proto__"))throw new TypeError(\`"\${t}.__proto__" is not allowed\`)};function A(e,t=!0){if(e.destroyed)throw new Error("hash was destroyed");if(t&&e.finished)throw new Error("digest() was already called")}function T(e,t){m(e,void 0,"output");let n=t.outputLen;if(!(e.length>=n))throw new RangeError('"output" expected length >= '+n)}function E(...e){for(let t=0;t<e.length;t++)e[t].fill(0)}function p(e){return new DataView(e.buffer,e.byteOffset,e.byteLength)}function h(e,t){return e<<32-t|e>>>t}function R(e,t,n="opts"){return _(e,"defaults"),t!==void 0&&_(t,n),Object.assign(Object.create(null),e,t)}function C(e,t={}){if(typeof e!="function")throw new TypeError('"hashCons" expected function, got type='+typeof e);t=R({},t,"info");let n=(o,c)=>e(c).update(o).digest(),r=e(void 0);return n.outputLen=r.outputLen,n.blockLen=r.blockLen,n.canXOF=r.canXOF,n.create=o=>e(o),Object.assign(n,t),Object.freeze(n)}var F=e=>({oid:Uint8Array.from([6,9,96,134,72,1,101,3,4,2,e])});function D(e,t,n){return e&t^~e&n}function O(e,t,n){return e&t^e&n^t&n}var y=class{blockLen;outputLen;canXOF=!1;padOffset;isLE;buffer;view;finished=!1;length=0;pos=0;destroyed=!1;constructor(t,n,r,o){this.blockLen=t,this.outputLen=n,this.padOffset=r,this.isLE=o,this.buffer=new Uint8Array(t),this.view=p(this.buffer)}update(t){A(this),m(t);let{view:n,buffer:r,blockLen:o}=this,c=t.length,f=!1;for(let s=0;s<c;){let x=Math.min(o-this.pos,c-s);if(x===o){let a=p(t);for(;o<=c-s;s+=o)this.process(a,s);f=!0;continue}r.set(s===0&&x===c?t:t.subarray(s,s+x),this.pos),this.pos+=x,s+=x,this.pos===o&&(this.process(n,0),this.pos=0,f=!0)}return this.length+=t.length,f&&this.roundClean(),this}digestInto(t){A(this),T(t,this),this.finished=!0;let{buffer:n,view:r,blockLen:o,isLE:c}=this,{pos:f}=this;n[f++]=128,n.fill(0,f),this.padOffset>o-f&&(this.process(r,0),n.fill(0)),U(r,o-8,this.length*8,c),this.process(r,0),this.roundClean();let s=t===n?r:p(t),x=this.outputLen,a=x/4,d=this.get();if(x%4||a>d.length)throw new Error("invalid outputLen");for(let i=0;i<a;i++)s.setUint32(4*i,d[i],c)}digest(){let{buffer:t,outputLen:n}=this;this.digestInto(t);let r=t.slice(0,n);return this.destroy(),r}_cloneIntoMeta(t){let{buffer:n,length:r,finished:o,destroyed:c,pos:f}=this;return t.destroyed=c,t.finished=o,t.length=r,t.pos=f,f&&t.buffer.set(n),t}clone(){return this._cloneInto()}},G=Uint32Array.from([1779033703,3144134277,1013904242,2773480762,1359893119,2600822924,528734635,1541459225]);var N=Uint32Array.from([1116352408,1899447441,3049323471,3921009573,961987163,1508970993,2453635748,2870763221,3624381080,310598401,607225278,1426881987,1925078388,2162078206,2614888103,3248222580,3835390401,4022224774,264347078,604807628,770255983,1249150122,1555081692,1996064986,2554220882,2821834349,2952996808,3210313671,3336571891,3584528711,113926993,338241895,666307205,773529912,1294757372,1396182291,1695183700,1986661051,2177026350,2456956037,2730485921,2820302411,3259730800,3345764771,3516065817,3600352804,4094571909,275423344,430227734,506948616,659060556,883997877,958139571,1322822218,1537002063,1747873779,1955562222,2024104815,2227730452,2361852424,2428436474,2756734187,3204031479,3329325298]),u=new Uint32Array(64),H=class extends y{A=0;B=0;C=0;D=0;E=0;F=0;G=0;H=0;constructor(t,n){super(64,t,8,!1),this.A=n[0]|0,this.B=n[1]|0,this.C=n[2]|0,this.D=n[3]|0,this.E=n[4]|0,this.F=n[5]|0,this.G=n[6]|0,this.H=n[7]|0}get(){let{A:t,B:n,C:r,D:o,E:c,F:f,G:s,H:x}=this;return[t,n,r,o,c,f,s,x]}set(t,n,r,o,c,f,s,x){this.A=t|0,this.B=n|0,this.C=r|0,this.D=o|0,this.E=c|0,this.F=f|0,this.G=s|0,this.H=x|0}_cloneInto(t){return(t||=new this.constructor).set(...this.get()),this._cloneIntoMeta(t)}process(t,n){for(let i=0;i<16;i++,n+=4)u[i]=t.getUint32(n,!1);for(let i=16;i<64;i++){let l=u[i-15],b=u[i-2],B=h(l,7)^h(l,18)^l>>>3,g=h(b,17)^h(b,19)^b>>>10;u[i]=g+u[i-7]+B+u[i-16]|0}let{A:r,B:o,C:c,D:f,E:s,F:x,G:a,H:d}=this;for(let i=0;i<64;i++){let l=h(s,6)^h(s,11)^h(s,25),b=d+l+D(s,x,a)+N[i]+u[i]|0,g=(h(r,2)^h(r,13)^h(r,22))+O(r,o,c)|0;d=a,a=x,x=s,s=f+b|0,f=c,c=o,o=r,r=b+g|0}r=r+this.A|0,o=o+this.B|0,c=c+this.C|0,f=f+this.D|0,s=s+this.E|0,x=x+this.F|0,a=a+this.G|0,d=d+this.H|0,this.set(r,o,c,f,s,x,a,d)}roundClean(){E(u)}destroy(){this.destroyed=!0,this.set(0,0,0,0,0,0,0,0),E(this.buffer)}},L=class extends H{constructor(){super(32,G)}};var W=C(()=>new L,F(1));export{W as sha256};
`,
  "share.js": `\
// Enhances the page of a shared folder, which also works without scripts.

import { canShow, show, showGallery } from "./gallery.js";
import { byId, bytes, make, say } from "./page.js";
import { actInMenu, fillMenu } from "./row_menu.js";
import "./text_box.js";

const list = byId("list");
const [zip, tar, chosen, filter, view, code] = ["zip", "tar", "chosen", "filter", "view", "code"]
  .map(byId);
const rows = () => [...list.querySelectorAll("tbody tr")];
const boxes = () => [...list.querySelectorAll('input[name="item"]')];

function showChoice() {
  const shown = boxes();
  const picked = shown.filter((box) => box.checked);
  const count = picked.length;
  zip.textContent = say(count === 0 ? "zip" : "zipChosen", { count });
  for (const [button, word] of [[zip, "zip"], [tar, "tar"]]) {
    button.dataset.short = count === 0 ? word : \`\${word} · \${count.toLocaleString()}\`;
  }
  const sizes = picked.map((box) => box.closest("tr").querySelector("[data-size]")?.dataset.size);
  // What folders contain is not known here.
  const size = sizes.includes(undefined) ? undefined : bytes(sizes.reduce((a, b) => a + +b, 0));
  const key = size === undefined ? "chosen" : "chosenSize";
  chosen.textContent = count === 0 ? "" : say(key, { count, size });
  const every = byId("all");
  every.checked = count > 0 && count === shown.length;
  every.indeterminate = count > 0 && count < shown.length;
}

/** Prepares what a list brings with it. */
function enhance() {
  byId("all").hidden = false;
  view.hidden = byId("gallery") === null &&
    !rows().some((row) => canShow(row, ["image", "video"]));
  byId("gallery")?.replaceWith(showGallery(rows()));
  showChoice();
}

/** As \`folder_part.ts\` does it. */
const folded = (text) => text.normalize("NFKC").toLowerCase();
let later;
let asking = new AbortController();

function announceSoon(text) {
  clearTimeout(later);
  later = setTimeout(() => {
    byId("found").textContent = text;
  }, 500);
}

/** Filters the rows of this page. */
function filterHere() {
  const wanted = folded(filter.value);
  let count = 0;
  for (const row of rows()) {
    const name = row.querySelector("bdi");
    row.hidden = !folded(name.textContent).includes(wanted);
    if (!row.hidden) count++;
  }
  // What is hidden must not be downloaded by mistake.
  for (const box of boxes()) if (box.closest("tr").hidden) box.checked = false;
  byId("gallery")?.replaceWith(showGallery(rows()));
  showChoice();
  const none = count === 0 && wanted !== "";
  announceSoon(
    wanted === ""
      ? ""
      : none
      ? say("noMatch", { filter: filter.value })
      : say("matches", { count }),
  );
}

/** Asks for the rows of all pages. */
async function filterThere() {
  asking.abort();
  asking = new AbortController();
  const data = new URLSearchParams(new FormData(byId("find")));
  if (filter.value === "") data.delete("filter");
  const url = data.size === 0 ? "./" : \`?\${data}\`;
  try {
    const answer = await fetch(url, { signal: asking.signal, headers: { accept: "text/html" } });
    const page = await answer.text();
    // Not the styles in front of it, which have another nonce. Names hold no markup.
    const main = page.slice(page.indexOf("<main"));
    const other = new DOMParser().parseFromString(main, "text/html");
    const fresh = other.getElementById("list");
    if (!answer.ok || fresh === null) return;
    list.replaceChildren(...document.importNode(fresh, true).childNodes);
    history.replaceState(null, "", url);
    enhance();
    announceSoon(list.querySelector(".found")?.firstChild.textContent.trim() ?? "");
  } catch { /* replaced by a later one, or the other machine does not answer */ }
}

/** Makes the links that lead to this page in another order or language keep the filter. */
function keepFilter() {
  for (const link of document.querySelectorAll(".languages a, th a")) {
    const url = new URL(link.href);
    // The pages are those of another filter.
    url.searchParams.delete("page");
    if (filter.value === "") url.searchParams.delete("filter");
    else url.searchParams.set("filter", filter.value);
    link.href = url;
  }
}

let waiting;
function onFilter() {
  keepFilter();
  // Once filtered by the server, the page has no more than those rows.
  const everything = Number(list.dataset.pages) === 1 && filter.defaultValue === "";
  clearTimeout(waiting);
  if (everything) filterHere();
  else waiting = setTimeout(filterThere, 250);
}

function onClick(event) {
  const link = event.target.closest("td > a");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey &&
    !event.altKey;
  if (link !== null && plain && canShow(link.closest("tr"))) {
    event.preventDefault();
    show(rows(), link.closest("tr"), link);
    return;
  }
  const button = event.target.closest("details button");
  if (button === null) return;
  event.preventDefault();
  const row = button.closest("tr");
  if (button.name === "view") {
    button.closest("details").open = false;
    show(rows(), row, row.querySelector("summary"));
  } else actInMenu(button);
}

function showCode() {
  const shown = document.querySelector("img.code");
  if (shown !== null) shown.remove();
  else code.after(make("img", { className: "code", src: "./?qr", alt: say("codeOf") }));
  code.setAttribute("aria-expanded", String(shown === null));
}

if (list) {
  list.before(make("p", { className: "unseen", id: "found", role: "status" }));
  list.addEventListener("change", ({ target }) => {
    if (target.id === "all") {
      for (const box of boxes()) {
        if (!box.closest("tr").hidden) box.checked = target.checked;
      }
    }
    showChoice();
  });
  list.addEventListener("click", onClick);
  list.addEventListener("toggle", ({ target }) => target.open && fillMenu(target), true);
  document.addEventListener("click", ({ target }) => {
    const open = list.querySelector("details[open]");
    if (open !== null && !open.contains(target)) open.open = false;
  });
  list.addEventListener("keydown", (event) => {
    const open = list.querySelector("details[open]");
    if (event.key !== "Escape" || open === null) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  filter.addEventListener("input", onFilter);
  byId("find").addEventListener("submit", (event) => {
    event.preventDefault();
    onFilter();
  });
  view.addEventListener("click", () => {
    const gallery = byId("gallery");
    if (gallery === null) list.after(showGallery(rows()));
    else gallery.remove();
    list.hidden = gallery === null;
    view.textContent = say(gallery === null ? "list" : "gallery");
  });
  enhance();
  // The browser may restore the checkboxes when the user comes back to the page.
  globalThis.addEventListener("pageshow", showChoice);
}

code.setAttribute("aria-expanded", "false");
code.addEventListener("click", (event) => {
  event.preventDefault();
  showCode();
});
`,
  "tally.js": `\
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
`,
  "text_box.js": `\
// Texts on both pages: the box that sends one, and the button that copies one.

import { copied } from "./clipboard.js";
import { byId, bytes, say, visible } from "./page.js";

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
    // Proxies answer for a server that is away.
    if (answer.ok) {
      const isShown = answer.headers.get("upload-complete") === "?1";
      return [say(isShown ? "textShown" : "textNotSent"), isShown];
    }
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
`,
  "unfinished.js": `\
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
`,
  "upload.js": `\
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
  /** \`waiting\`, \`running\`, \`paused\`, \`failed\` or \`done\`. */
  state = "waiting";
  /** What is to say beside the state: a key of the words with its values; \`text\` is the server's own. */
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

  /** Waits between two attempts, until \`wake\` is called at most. */
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
    const address = \`./\${this.path.split("/").map(encodeURIComponent).join("/")}\`;
    const identity = {
      "Last-Modified": new Date(this.file.lastModified).toUTCString(),
      "Upload-Id": this.#id ??= idOf(this),
    };
    const hasMore = this.queue.hasMore();
    request.open("PUT", hasMore ? \`\${address}?more\` : address);
    for (const [name, value] of Object.entries({ ...identity, ...headers })) {
      request.setRequestHeader(name, value);
    }
    const size = !address.endsWith("/") && { "Content-Range": \`bytes */\${this.file.size}\` };
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
    let answer = await this.#put(null, { "Content-Range": \`bytes */\${size}\` });
    for (;;) {
      // Stored by an earlier request whose answer was lost, or refused.
      if (!hasOffset(answer)) return await this.#finish(answer, this.#digest);
      const at = Number(answer.getResponseHeader("upload-offset"));
      this.#progress(at);
      if (at < size) {
        const headers = {
          "Content-Range": \`bytes \${at}-\${size - 1}/\${size}\`,
          "Upload-Complete": "?0",
        };
        answer = await this.#put(
          // Browsers send a file itself from the disk, with less work than a slice of it.
          at === 0 ? file : file.slice(at),
          headers,
          (loaded) => this.#progress(Math.min(size, at + loaded)),
        );
      } else {
        const headers = { "Content-Range": \`bytes */\${size}\`, ...digestHeader(await this.#digest) };
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
  return { "Repr-Digest": \`sha-256=:\${digest}:\` };
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
`,
  "upload_id.js": `\
// What tells uploads apart that have the same name, size and time, and finds one again whose answer was lost.

/** Ids that are stored. */
const MOST = 200;
const KEY = \`sluice upload ids \${location.pathname}\`;
/** Ids in use by this page. */
const used = new Set();

/** Returns an upload's id: that of an earlier visit for a large file that was not finished. */
export function idOf(upload) {
  const ids = upload.isLarge ? load() : {};
  const key = keyOf(upload);
  const earlier = ids[key];
  if (earlier !== undefined && !used.has(earlier)) {
    used.add(earlier);
    return earlier;
  }
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  used.add(id);
  if (upload.isLarge && earlier === undefined) save({ ...ids, [key]: id });
  return id;
}

/** Forgets the stored id of a finished upload. */
export function dropId(upload) {
  if (!upload.isLarge) return;
  const { [keyOf(upload)]: _, ...rest } = load();
  save(rest);
}

function keyOf({ path, file: { size, lastModified } }) {
  return JSON.stringify([path, size, lastModified]);
}

function load() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

function save(ids) {
  try {
    const kept = Object.entries(ids).slice(-MOST);
    if (kept.length === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)));
  } catch { /* no storage, or it is full */ }
}
`,
  "wake_lock.js": `\
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
`,
  "why.js": `\
// Reasons of the server in the words of the page.

/** Keys of words by the code of a refusal. */
const BY_CODE = new Map([
  ["cannot_create", "whyDestination"],
  ["cut", "whyCut"],
  ["declined", "whyDeclined"],
  ["digest_mismatch", "whyDamaged"],
  ["exists", "whyExists"],
  ["internal", "whyInternal"],
  ["io", "whyDestination"],
  ["limit", "whyLimit"],
  ["no_space", "whyNoSpace"],
  ["permission", "whyDestination"],
  ["protocol", "whyProtocol"],
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
`,
};

/** The text. */
export const shareStyle = `\
html {
  scroll-padding-top: 4rem;
}
form {
  margin: 0;
}
nav ol a {
  display: inline-block;
  min-width: 1.5rem;
  min-height: 1.5rem;
}
.bar {
  position: sticky;
  top: 0;
  z-index: 2;
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.4rem 0.75rem;
  padding: 0.5rem 0;
  background: var(--ground);
}
.bar input {
  flex: 1 1 8rem;
  min-width: 6rem;
  height: 2.25rem;
  padding: 0 0.6rem;
  border: 1px solid var(--soft);
  border-radius: 0.5rem;
  background: var(--card);
  color: inherit;
  font: inherit;
}
.buttons {
  display: flex;
  gap: 0.4rem;
}
.bar button,
.pager .button {
  min-height: 2.25rem;
  padding: 0.25rem 0.9rem;
}
.bar #chosen {
  flex-basis: 100%;
}
.bar #chosen:empty {
  display: none;
}
.found,
.pager {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.25rem 1rem;
  margin: 0.5rem 0;
}
.found a,
.pager a {
  display: inline-block;
  min-height: 1.5rem;
}
table {
  width: 100%;
  table-layout: fixed;
  border-collapse: collapse;
  background: var(--card);
  border: 1px solid var(--line);
}
tr {
  border-top: 1px solid var(--line);
}
th,
td {
  height: 2rem;
  padding: 0 0.4rem;
  overflow: hidden;
  text-align: left;
  text-overflow: ellipsis;
  white-space: nowrap;
}
th {
  font-size: 0.85rem;
  font-weight: 600;
  color: var(--soft);
}
th a {
  display: inline-block;
  min-width: 1.5rem;
  line-height: 1.75rem;
  color: inherit;
  text-decoration: none;
}
th a:hover {
  text-decoration: underline;
}
th .narrow {
  display: none;
  margin-left: 1rem;
}
th[aria-sort="ascending"] a:first-child::after,
th .up::after {
  content: " ▲" / "";
}
th[aria-sort="descending"] a:first-child::after,
th .down::after {
  content: " ▼" / "";
}
th.pick {
  width: 2.5rem;
  text-overflow: clip;
}
th.size {
  width: 6.5rem;
}
th.date {
  width: 10rem;
}
th.more {
  width: 2.75rem;
}
th:nth-child(3),
td:nth-child(3) {
  text-align: right;
  font-variant-numeric: tabular-nums;
}
td:nth-child(3),
td:nth-child(4) {
  color: var(--soft);
  font-size: 0.9rem;
}
td:nth-child(4) {
  font-variant-numeric: tabular-nums;
}
th:first-child {
  padding: 0 0 0 0.7rem;
}
td:first-child {
  padding: 0;
}
td label {
  min-height: 1.5rem;
  padding-left: 0.7rem;
}
/* The whole cell is the target. */
td label {
  display: flex;
  align-items: center;
}
td:last-child {
  overflow: visible;
  padding: 0;
}
tbody tr:hover {
  background: var(--wash);
}
td > a,
td > span {
  display: block;
  overflow: hidden;
  padding-left: 1.65rem;
  font-weight: 600;
  line-height: 2rem;
  text-decoration: none;
  text-overflow: ellipsis;
  position: relative;
}
td > a:hover {
  text-decoration: underline;
}
td > a:focus-visible,
summary:focus-visible {
  outline-offset: -3px;
}
td > a::before,
td > span::before {
  content: "";
  position: absolute;
  left: 0.1rem;
  top: 0.4rem;
  width: 1.2rem;
  height: 1.2rem;
  background: var(--soft);
  mask: var(--icon) center / contain no-repeat;
}
td > * {
  --icon: url('data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="black" stroke-width="1.7"><path d="M6 3h8l4 4v14H6zM14 3v4h4"/></svg>');
}
td > .dir {
  --icon: url('data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M3 6h6l2 2h10v11H3z"/></svg>');
}
td > .dir::before {
  background: var(--accent);
}
td > .image,
#gallery .image {
  --icon: url('data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="black" stroke-width="1.7"><path d="M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9h.01"/></svg>');
}
td > .audio {
  --icon: url('data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="black" stroke-width="1.7"><path d="M9 18V6l10-2v12M9 18a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0zM19 16a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0z"/></svg>');
}
td > .video,
#gallery .video {
  --icon: url('data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="black" stroke-width="1.7"><path d="M4 5h16v14H4zM10 9l5 3-5 3z"/></svg>');
}
td > .txt,
td > .pdf {
  --icon: url('data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="black" stroke-width="1.7"><path d="M6 3h8l4 4v14H6zM14 3v4h4M9 11h6M9 14h6M9 17h4"/></svg>');
}
.lost {
  opacity: 0.75;
  background: repeating-linear-gradient(45deg, transparent 0 6px, var(--line) 6px 7px);
}
details {
  position: relative;
}
summary {
  min-height: 1.75rem;
  line-height: 1.75rem;
  text-align: center;
  font-weight: 700;
  color: var(--soft);
  list-style: none;
  cursor: pointer;
}
summary::-webkit-details-marker {
  display: none;
}
summary:hover {
  color: var(--accent);
}
details > div {
  position: absolute;
  z-index: 1;
  right: 0.25rem;
  top: 100%;
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem;
  width: min(24rem, 100vw - 2.5rem);
  padding: 0.75rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: var(--card);
  box-shadow: 0 4px 16px rgb(0 0 0 / 0.25);
  white-space: normal;
  overflow-wrap: anywhere;
}
details p {
  flex-basis: 100%;
  font-size: 0.9rem;
}
details .said:empty {
  margin-top: -0.5rem;
}
details .said input {
  width: 100%;
}
.button {
  text-decoration: none;
}
details button,
details .button,
#view,
dialog button,
dialog .button {
  min-height: 2.25rem;
  padding: 0.2rem 0.8rem;
}
#gallery {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(8.500rem, 1fr));
  gap: 0.5rem;
  margin: 0.5rem 0;
  padding: 0;
  list-style: none;
}
#gallery button {
  display: flex;
  flex-direction: column;
  width: 100%;
  padding: 0.3rem;
  border-color: var(--line);
  background: var(--card);
  color: var(--ink);
  font-size: 0.85rem;
  font-weight: 400;
}
#gallery img,
#gallery .none {
  width: 100%;
  height: 8rem;
  object-fit: contain;
  border-radius: 0.25rem;
}
#gallery .none {
  background: var(--soft);
  mask: var(--icon) center / 3rem no-repeat;
}
#gallery .name {
  width: 100%;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.code {
  display: block;
  width: 15rem;
  max-width: 100%;
  margin-top: 0.5rem;
}
dialog {
  width: min(72rem, 100vw);
  height: 100dvh;
  max-width: 100vw;
  max-height: 100dvh;
  padding: 0;
  border: 0;
  background: var(--ground);
  color: var(--ink);
}
dialog::backdrop {
  background: rgb(0 0 0 / 0.7);
}
dialog[open] {
  display: flex;
  flex-direction: column;
}
dialog header,
dialog footer {
  display: flex;
  align-items: center;
  gap: 0.5rem;
  margin: 0;
  padding: 0.4rem 0.6rem;
  border: 0;
}
dialog h2 {
  flex: 1;
  margin: 0;
  overflow: hidden;
  font-size: 1rem;
  text-overflow: ellipsis;
  white-space: nowrap;
}
dialog footer {
  justify-content: space-between;
}
.stage {
  flex: 1;
  display: flex;
  flex-direction: column;
  align-items: center;
  justify-content: center;
  min-height: 0;
  padding: 0 0.6rem;
  touch-action: pan-y pinch-zoom;
}
.stage img,
.stage video {
  max-width: 100%;
  max-height: 100%;
  min-height: 0;
  object-fit: contain;
}
.stage audio {
  width: min(32rem, 100%);
}
.stage pre {
  align-self: stretch;
  flex: 1;
  margin: 0;
  padding: 0.75rem;
  overflow: auto;
  border: 1px solid var(--line);
  background: var(--card);
  font: 0.85rem/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  white-space: pre-wrap;
  tab-size: 4;
}
.stage iframe {
  align-self: stretch;
  flex: 1;
  border: 1px solid var(--line);
  background: #fff;
}

@media (max-width: 40rem) {
  body {
    padding-top: 0.4rem;
  }
  body > header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.75rem;
    font-size: 0.9rem;
  }
  h1 {
    margin: 0;
    font-size: 1.15rem;
  }
  body > header nav {
    flex-basis: 100%;
  }
  nav a {
    min-height: 1.5rem;
  }
  .bar {
    flex-wrap: nowrap;
    padding: 0.35rem 0;
    gap: 0.4rem;
  }
  .bar:has(#chosen:not(:empty)) {
    flex-wrap: wrap;
  }
  .pager {
    justify-content: space-between;
    font-size: 0.9rem;
  }
  .pager .button {
    padding: 0.25rem 0.5rem;
  }
  .bar input {
    flex-basis: 3rem;
    min-width: 3rem;
  }
  .bar button {
    padding: 0.25rem 0.6rem;
  }
  .bar button[data-short] {
    font-size: 0;
  }
  .bar button[data-short]::before {
    content: attr(data-short) / "";
    font-size: 1rem;
  }
  th,
  td {
    height: 1.6rem;
  }
  th a,
  td > a,
  td > span,
  summary {
    min-height: 1.55rem;
    line-height: 1.55rem;
  }
  td > a,
  td > span {
    font-weight: 500;
  }
  td > a::before,
  td > span::before {
    top: 0.2rem;
  }
  th.pick {
    width: 2.1rem;
  }
  th.size {
    width: 5.200rem;
  }
  th.date,
  td:nth-child(4) {
    display: none;
  }
  th .narrow {
    display: inline-block;
  }
  th.more {
    width: 2.2rem;
  }
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
label:has(input:focus-visible) {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
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
export const version = `9da014f3a9ad`;
