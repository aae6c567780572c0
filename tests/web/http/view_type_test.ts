/** Which files a browser may show. @module */

import { assert, assertEquals } from "@std/assert";
import { viewOf } from "../../../lib/web/http/view_type.ts";

Deno.test("markup, styles and scripts are shown as plain text, or not at all", () => {
  for (
    const name of "a.html a.HTM a.xhtml a.svg a.xml a.xsl a.js a.mjs a.css a.php a.json a.md".split(
      " ",
    )
  ) {
    assertEquals(viewOf(name), { kind: "text", type: "text/plain; charset=utf-8" }, name);
  }
  for (
    const name of "a.svgz a.mht a.mhtml a.swf a.jar a.wasm a.xht a.rdf a a. .html. html png".split(
      " ",
    )
  ) {
    assertEquals(viewOf(name), undefined, name);
  }
});

Deno.test("no type is one that runs scripts", () => {
  const names =
    "png jpg gif webp avif bmp mp3 m4a ogg opus flac wav aac mp4 m4v webm ogv mov pdf txt svg"
      .split(" ");
  for (const end of names) {
    const { kind, type } = viewOf(`a.${end}`)!;
    assert(!/html|xml|svg|script|json/.test(type), type);
    assert(
      kind === "text" || kind === "pdf" || type.startsWith(`${kind}/`),
      `${end}: ${kind} ${type}`,
    );
  }
  assertEquals(viewOf("photo.JPG")?.kind, "image");
  assertEquals(viewOf("README")?.kind, "text");
  assertEquals(viewOf("a.constructor"), undefined);
});
