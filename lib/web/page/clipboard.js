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
