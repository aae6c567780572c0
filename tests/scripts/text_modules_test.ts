import { assertEquals, assertNotEquals } from "@std/assert";
import * as page from "../../lib/web/page/text.ts";
import { pageTexts, textModule } from "../../scripts/text_modules.ts";

Deno.test("the pages' texts match their files; otherwise run deno task generate", async () => {
  assertEquals({ ...page }, await pageTexts());
});

Deno.test("a text module exports exactly the text", async () => {
  const text = "`${x}` \\n \\ \u2028 $ { é\r\n\n";
  const source = textModule({ text, texts: { "a.js": text } })
    .replace(": Readonly<Record<string, string>>", "").replace(/\r/g, "\\r");
  const module = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  assertNotEquals(module.text, "");
  assertEquals(module.text, text);
  assertEquals({ ...module.texts }, { "a.js": text });
});
