import { assertEquals } from "@std/assert";
import { html } from "../../../lib/web/page/html.ts";

Deno.test("escapes text between tags and in attributes", () => {
  const evil = `"><script>alert('x')</script>&amp;`;
  const { text } = html`<a title="${evil}">${[evil, html`<b>${1}</b>`, false, undefined]}</a>`;
  const escaped = "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;";
  assertEquals(text, `<a title="${escaped}">${escaped}<b>1</b></a>`);
});

Deno.test("shows characters that reorder or hide text as escapes", () => {
  const name = "rtl\u202etxt.exe\u3164";
  const shown = "rtl\\u{202e}txt.exe\\u{3164}";
  assertEquals(html`<i title="${name}">${name}</i>`.text, `<i title="${shown}">${shown}</i>`);
});
