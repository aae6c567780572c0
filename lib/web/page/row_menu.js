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
  menu.prepend(make("p", {}, make("bdi", { text: name }), ` · ${time}`));
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
    location.assign(`${button.formAction}?archive=${button.value}`);
  } else await copyLink(button.closest("tr").querySelector("td > a").href, tell);
}

async function tellDigest(address, tell) {
  tell(say("computing"));
  try {
    const answer = await fetch(`${address}?digest`);
    if (!answer.ok) return tell(say("unavailable"));
    const line = await answer.text();
    tell(make("code", { text: line.replace(/^\\?([0-9a-f]{64})[^]*$/, "$1") }));
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
    const answer = await fetch(`${address}?total`, { signal: leaving.signal });
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
