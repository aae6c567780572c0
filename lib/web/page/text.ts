/** Made by scripts/text_modules.ts; `deno task generate` makes it anew. @module */

/** The text. */
export const drop = `\
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
    /[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]/gu,
    (character) => \`\\\\u{\${character.codePointAt(0).toString(16)}}\`,
  );
}

function bytes(n) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let at = 0;
  while (n >= 1024 && at < units.length - 1) [n, at] = [n / 1024, at + 1];
  return \`\${at === 0 || n >= 100 ? Math.round(n) : n.toFixed(1)} \${units[at]}\`;
}

function duration(seconds) {
  if (seconds < 60) return \`\${Math.ceil(seconds)} s\`;
  if (seconds < 3600) return \`\${Math.floor(seconds / 60)} min \${Math.ceil(seconds % 60)} s\`;
  return \`\${Math.floor(seconds / 3600)} h \${Math.floor(seconds / 60) % 60} min\`;
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
    this.bar.setAttribute("aria-label", \`How far \${visible(path)} is\`);
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
    this.button.setAttribute("aria-label", \`\${verb} \${visible(this.path)}\`);
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
    const left = rate > 0 ? \`, \${bytes(rate)}/s, \${duration((file.size - sent) / rate)} left\` : "";
    return \`\${bytes(sent)} of \${bytes(file.size)}\${left}\`;
  }

  put(body, headers, onProgress) {
    // Paused between two requests.
    if (this.state !== "running") return Promise.reject(new Error("paused"));
    const request = this.request = new XMLHttpRequest();
    const path = this.path.split("/").map(encodeURIComponent).join("/");
    const more = queue.some((each) => each !== this && each.state === "waiting") || running > 1;
    request.open("PUT", \`./\${path}\${more ? "?more" : ""}\`);
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
    if (answer.status >= 500) throw new Error(answer.responseText.trim());
    if (answer.status >= 300) throw new Refusal(answer.responseText.trim());
    this.progress(this.file.size);
    const as = answer.getResponseHeader("stored-as");
    this.set(
      "done",
      answer.status === 200
        ? answer.responseText.trim()
        : \`verified and stored\${as ? \` as \${decodeURIComponent(as)}\` : ""}\`,
    );
  }

  async run() {
    this.set("running", "beginning");
    for (let attempt = 0;; attempt++) {
      const before = this.sent;
      try {
        return await this.send();
      } catch (error) {
        if (this.state === "paused") return this.set("paused", \`paused at \${bytes(this.sent)}\`);
        // Resumed before the pause took effect: the caller begins again when this returns.
        if (this.state === "waiting") return;
        if (error instanceof Refusal) return this.set("failed", error.message);
        if (error instanceof DOMException) {
          return this.set("failed", "the file cannot be read any more; choose it again");
        }
        if (this.sent > before) attempt = 0;
        if (attempt >= PAUSES.length) {
          return this.set("failed", \`\${error.message}; sent data is kept\`);
        }
        this.marks = [];
        this.status.textContent = \`\${error.message}; trying again\`;
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
  const left = rate > 0 ? \`, \${bytes(rate)}/s, \${duration((total - sent) / rate)} left\` : "";
  const trouble = failed > 0 ? \`, \${failed} failed\` : "";
  // A screen reader reads every change of this text, so it changes once a second at most.
  const now = performance.now();
  const isNews = done + failed === queue.length || now - shown > 1000;
  if (!isNews) return;
  shown = now;
  byId("overall").textContent = \`\${done} of \${queue.length} sent\${trouble}; \${bytes(sent)} of \${
    bytes(total)
  }\${left}\`;
  document.title = done === queue.length
    ? "All sent"
    : \`\${Math.floor(sent / (total || 1) * 100)} % sent\`;
}

const KEY = \`sluice \${location.pathname}\`;

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
    (open.length > 3 ? \` and \${open.length - 3} more\` : "");
  byId("unfinished").textContent = \`Not finished: \${
    visible(names)
  }. Choose the same again, and it goes on where it was.\`;
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
      for (const each of entries) yield* walk(each, \`\${path}/\`);
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

const boxes = [...document.querySelectorAll('input[name="item"]')];
const all = document.getElementById("all");
const zip = document.getElementById("zip");
const chosen = document.getElementById("chosen");

function showChoice() {
  const count = boxes.filter((box) => box.checked).length;
  zip.textContent = count === 0 ? "Download all as zip" : \`Download \${count} as zip\`;
  chosen.textContent = count === 0 ? "or only what is ticked below" : \`\${count} selected\`;
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
  code.textContent = "computing…";
  details.querySelector("button").replaceWith(code);
  try {
    const answer = await fetch(\`\${details.dataset.href}?digest\`);
    const text = await answer.text();
    code.textContent = answer.ok ? text.replace(/^\\\\?([0-9a-f]{64})[^]*$/, "$1") : text.trim();
  } catch {
    code.textContent = "not available: the other machine does not answer";
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
nav ol {
  display: flex;
  flex-wrap: wrap;
  list-style: none;
  margin: 0;
  padding: 0;
}
nav li + li::before {
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
#zone .actions {
  justify-content: center;
  margin: 0.75rem 0 0;
}
input[type="file"] {
  max-width: 100%;
  font: inherit;
}
#uploads {
  list-style: none;
  margin: 0;
  padding: 0;
}
#uploads li {
  padding: 0.75rem;
  margin-top: 0.5rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: var(--card);
}
#uploads .head {
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  gap: 0.25rem 1rem;
}
#uploads .what {
  font-weight: 600;
}
#uploads .foot {
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  align-items: center;
  gap: 0.25rem 1rem;
  font-size: 0.9rem;
  color: var(--soft);
}
#uploads .done .status {
  color: var(--good);
}
#uploads .failed .status {
  color: var(--bad);
}
progress {
  width: 100%;
  height: 0.6rem;
  margin: 0.4rem 0;
  accent-color: var(--accent);
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
}
@media (prefers-reduced-motion: no-preference) {
  button,
  #zone {
    transition: background-color 0.15s, border-color 0.15s;
  }
}
`;
