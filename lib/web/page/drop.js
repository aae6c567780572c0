// The page that uploads files: a row for each, and their state in words.

import { byId, bytes, duration, make, say, visible } from "./page.js";
import "./text_box.js";
import { Queue } from "./upload.js";

/** Milliseconds between two changes of the text that screen readers read. */
const NEWS = 1000;

/** The row of an upload. */
class Row {
  constructor(upload) {
    const name = visible(upload.path);
    this.upload = upload;
    this.bar = make("progress", { max: upload.file.size || 1, value: 0 });
    this.bar.setAttribute("aria-label", say("howFar", { name }));
    this.status = make("span", { className: "status" });
    this.button = make("button", { type: "button", className: "small" });
    this.button.addEventListener("click", () => this.toggle());
    this.element = make(
      "li",
      {},
      make(
        "div",
        { className: "head" },
        make("bdi", { className: "what", text: name }),
        make("span", { className: "soft", text: bytes(upload.file.size) }),
      ),
      this.bar,
      make("div", { className: "foot" }, this.status, this.button),
    );
    this.show();
  }

  toggle() {
    const { state } = this.upload;
    if (state === "running" || state === "waiting") this.upload.pause();
    else this.upload.resume();
  }

  /** Shows the state. */
  show() {
    const { state, path } = this.upload;
    this.element.className = state;
    this.status.textContent = this.describe();
    this.button.hidden = state === "done";
    const verb = say(state === "paused" ? "resume" : state === "failed" ? "again" : "pause");
    this.button.textContent = verb;
    this.button.setAttribute("aria-label", say("of", { verb, name: visible(path) }));
  }

  /** Shows how much has arrived. */
  progress() {
    const { sent, file, state, rate } = this.upload;
    this.bar.value = file.size === 0 ? 1 : sent;
    if (state !== "running") return;
    const left = rate > 0 && { rate: bytes(rate), left: duration((file.size - sent) / rate) };
    const values = { sent: bytes(sent), total: bytes(file.size), ...left };
    this.status.textContent = say(left ? "progressRate" : "progress", values);
  }

  describe() {
    const { state, why: { key, cause, text, ...values }, sent } = this.upload;
    if (key === undefined) return text === undefined ? say(state) : visible(text);
    const because = cause === undefined ? visible(text ?? "") : say(cause);
    const name = values.name === undefined ? "" : visible(values.name);
    return say(key, { sent: bytes(sent), why: because, name });
  }
}

const rows = new Map();
const queue = new Queue({
  onState(upload) {
    rows.get(upload)?.show();
    remember();
    overall();
  },
  onProgress(upload) {
    rows.get(upload)?.progress();
    overall();
  },
});

let shown = 0;

/** Says how far everything is. */
function overall() {
  const { items } = queue;
  const sum = (of) => items.reduce((total, item) => total + of(item), 0);
  const [total, sent] = [sum(({ file }) => file.size), sum((item) => item.sent)];
  const count = (state) => items.filter((item) => item.state === state).length;
  const [done, failed] = [count("done"), count("failed")];
  const now = performance.now();
  const isNews = done + failed === items.length || now - shown > NEWS;
  if (!isNews) return;
  shown = now;
  const rate = sum((item) => item.state === "running" ? item.rate : 0);
  const left = rate > 0 && { rate: bytes(rate), left: duration((total - sent) / rate) };
  const values = { done, count: items.length, sent: bytes(sent), total: bytes(total), ...left };
  const trouble = failed > 0 ? ` (${say("overallFailed", { count: failed })})` : "";
  byId("overall").textContent = say(left ? "overallRate" : "overall", values) + trouble;
  document.title = done === items.length
    ? say("allSent")
    : say("percent", { percent: Math.floor(sent / (total || 1) * 100) });
}

const KEY = `sluice ${location.pathname}`;

/** Stores the names of unfinished uploads for after a reload, when the browser has lost the files. */
function remember() {
  const open = queue.items.filter(({ state }) => state !== "done").map(({ path }) => path);
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
  const more = open.length > 3 ? ` ${say("andMore", { count: open.length - 3 })}` : "";
  const names = visible(open.slice(0, 3).join(", ")) + more;
  byId("unfinished").textContent = say("unfinished", { names });
  byId("unfinished").hidden = false;
}

function add(files) {
  for (const upload of queue.add(files)) {
    const row = new Row(upload);
    rows.set(upload, row);
    byId("uploads").append(row.element);
  }
  if (queue.items.length === 0) return;
  byId("list").hidden = false;
  byId("unfinished").hidden = true;
  shown = 0;
  overall();
  remember();
  queue.next();
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
  if (queue.items.some(({ state }) => state === "running")) event.preventDefault();
});
byId("form").hidden = true;
zone.hidden = false;
remind();
