// Texts on both pages: the box that sends one, and the button that copies one.

import { copied } from "./clipboard.js";
import { byId, bytes, say, visible } from "./page.js";

const form = byId("text-form");
const copy = byId("copy-text");
const encoder = new TextEncoder();

/** Says what became of the text; `isBad` for what the user has to do something about. */
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
