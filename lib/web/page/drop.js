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
  document.title = `${share} – ${title}`;
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
