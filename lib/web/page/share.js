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
    button.dataset.short = count === 0 ? word : `${word} · ${count.toLocaleString()}`;
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

/** As `folder_part.ts` does it. */
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
  const url = data.size === 0 ? "./" : `?${data}`;
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
