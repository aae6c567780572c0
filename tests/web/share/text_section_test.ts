import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { textSection } from "../../../lib/web/share/text_section.ts";

const facts = { machine: "ada", prefix: "/token/", encrypted: true };
const markup = (content: string, once = false) => textSection({ content, once }, facts, "en").text;

/** What the page shows, without tags, and what its button copies. */
function shown(content: string): { shown: string; copied: string } {
  const decode = (text: string) =>
    text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">")
      .replaceAll("&#39;", "'").replaceAll("&amp;", "&");
  const [, pre = ""] = /<pre[^>]*>\n([^]*?)<\/pre>/.exec(markup(content)) ?? [];
  const [, data = ""] = /data-text="([^"]*)"/.exec(markup(content)) ?? [];
  return {
    shown: decode(pre.replaceAll(/<[^>]*>/g, "")),
    copied: JSON.parse(decode(data)).text,
  };
}

Deno.test("a text is shown with its lines, and copied as it is", () => {
  for (const text of ["one", "\n\none\n\n two\n\tthree", `<b>"'&amp; \\n`, "  spaces  ", "ü 🙂"]) {
    assertEquals(shown(text), { shown: text, copied: text });
  }
  assertEquals(shown("one\r\ntwo\r\n"), { shown: "one\ntwo", copied: "one\r\ntwo" });
});

Deno.test("characters that hide or reorder text are shown as escapes, and copied", () => {
  assertEquals(shown("a\u202eb\x1b[2Jc"), {
    shown: "a\\u{202e}b\\x1b[2Jc",
    copied: "a\u202eb\x1b[2Jc",
  });
});

Deno.test("no text becomes markup, and addresses tell nothing of the page", () => {
  for (const text of [`</pre><script>alert(1)</script>`, `" onclick="alert(1)`, `'><img src=x>`]) {
    const found = markup(text);
    assert(!/<script|<img|onclick="/.test(found), found);
  }
  assertStringIncludes(
    markup(`https://example.org/?a="&b`),
    `<a href="https://example.org/?a=" target="_blank" rel="noreferrer noopener">`,
  );
});

Deno.test("with --once the page leads to the text, and does not show it", () => {
  const found = markup("secret", true);
  assert(!found.includes("secret"), found);
  assertStringIncludes(found, 'href="/token/~text"');
});
