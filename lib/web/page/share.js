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
    const answer = await fetch(`${details.dataset.href}?digest`);
    const text = await answer.text();
    code.textContent = answer.ok ? text.replace(/^\\?([0-9a-f]{64})[^]*$/, "$1") : text.trim();
  } catch {
    code.textContent = say("noAnswer");
  }
}

for (const details of document.querySelectorAll("details[data-href]")) {
  details.addEventListener("toggle", () => {
    if (details.open && details.querySelector("button")) showDigest(details);
  });
}
