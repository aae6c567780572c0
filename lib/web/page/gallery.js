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
const addressOf = (row) => `${linkOf(row).href}?view`;

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
    const headers = size > TEXT_BYTES ? { range: `bytes=0-${TEXT_BYTES - 1}` } : {};
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
    const none = () => make("span", { className: `none ${kind}` });
    const picture = kind === "image" && small
      ? make("img", {
        alt: "",
        loading: "lazy",
        decoding: "async",
        onerror: () => picture.replaceWith(none()),
      })
      : none();
    // After `loading`, so that it is not fetched at once.
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
