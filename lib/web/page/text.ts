/** Made by scripts/text_modules.ts; `deno task generate` makes it anew. @module */

/** The text. */
export const drop = `\
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
  const trouble = failed > 0 ? \` (\${say("overallFailed", { count: failed })})\` : "";
  byId("overall").textContent = say(left ? "overallRate" : "overall", values) + trouble;
  document.title = done === items.length
    ? say("allSent")
    : say("percent", { percent: Math.floor(sent / (total || 1) * 100) });
}

const KEY = \`sluice \${location.pathname}\`;

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
  const more = open.length > 3 ? \` \${say("andMore", { count: open.length - 3 })}\` : "";
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
  if (queue.items.some(({ state }) => state === "running")) event.preventDefault();
});
byId("form").hidden = true;
zone.hidden = false;
remind();
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
}
@media (prefers-reduced-motion: no-preference) {
  button,
  #zone {
    transition: background-color 0.15s, border-color 0.15s;
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
/** Milliseconds between two attempts. */
const PAUSES = [500, 1000, 2000, 4000, 8000];
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
    if (answer.status >= 500) throw new Error(answer.responseText.trim());
    if (answer.status >= 300) throw new Refusal(answer.responseText.trim());
    this.progress(this.file.size);
    const as = answer.getResponseHeader("stored-as");
    if (answer.status === 200) this.set("done", { key: "skipped" });
    else if (as) this.set("done", { key: "storedAs", name: decodeURIComponent(as) });
    else this.set("done", { key: "stored" });
  }

  async run() {
    this.set("running", { key: "beginning" });
    for (let attempt = 0;; attempt++) {
      const before = this.sent;
      try {
        return await this.send();
      } catch (error) {
        if (this.state === "paused") return this.set("paused", { key: "paused" });
        // Resumed before the pause took effect: the caller begins again when this returns.
        if (this.state === "waiting") return;
        if (error instanceof Refusal) return this.set("failed", { text: error.message });
        if (error instanceof DOMException) return this.set("failed", { key: "unreadable" });
        const why = error.message === "lost" ? { cause: "lost" } : { text: error.message };
        if (this.sent > before) attempt = 0;
        if (attempt >= PAUSES.length) return this.set("failed", { key: "gaveUp", ...why });
        this.marks = [];
        this.set("running", { key: "retrying", ...why });
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
`;

/** The text. */
export const version = `e33c5d3db669`;
