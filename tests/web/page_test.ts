import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import decodeQR from "qr/decode.js";
import { html } from "../../lib/web/html.ts";
// @ts-types="@noble/hashes/sha2.js"
import { sha256 } from "../../lib/web/page/sha256.js";
import { qrLines } from "../../lib/web/qr.ts";
import { BUNDLE, bundleSha256 } from "../../scripts/bundle_sha256.ts";

Deno.test("the page's SHA-256 agrees with OpenSSL's, in pieces of any length", () => {
  const bytes = crypto.getRandomValues(new Uint8Array(5000));
  for (const size of [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000, 5000]) {
    const content = bytes.subarray(0, size);
    const hasher = sha256.create();
    for (let at = 0; at < size; at += 37) {
      hasher.update(content.subarray(at, Math.min(size, at + 37)));
    }
    const hex = Array.from(
      hasher.clone().digest(),
      (byte: number) => byte.toString(16).padStart(2, "0"),
    );
    assertEquals(hex.join(""), createHash("sha256").update(content).digest("hex"), `${size}`);
  }
});

Deno.test("the page's SHA-256 is what the library's current version makes", async () => {
  let made: string;
  try {
    made = await bundleSha256();
  } catch (error) {
    console.error(`not compared: the bundler cannot be had: ${(error as Error).message}`);
    return;
  }
  assertEquals(await Deno.readTextFile(BUNDLE), made);
});

Deno.test("text stays text wherever it stands", () => {
  const evil = `"><script>alert('x')</script>&amp;`;
  const { text } = html`<a title="${evil}">${[evil, html`<b>${1}</b>`, false, undefined]}</a>`;
  const escaped = "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;";
  assertEquals(text, `<a title="${escaped}">${escaped}<b>1</b></a>`);
});

Deno.test("characters that reorder or hide text are shown as escapes, between tags and in attributes", () => {
  const name = "rtl\u202etxt.exe\u3164";
  const shown = "rtl\\u{202e}txt.exe\\u{3164}";
  assertEquals(html`<i title="${name}">${name}</i>`.text, `<i title="${shown}">${shown}</i>`);
});

Deno.test("a QR code on a terminal can be read back", () => {
  const url = "http://192.168.1.7:7585/abcdefghijkmnpqrstuv/holiday/";
  for (const color of [true, false]) {
    // deno-lint-ignore no-control-regex
    const lines = qrLines(url, color).map((line) => line.replace(/\x1b\[[\d;]*m/g, ""));
    assert(lines.every((line) => line.length === lines[0]!.length));
    assert(lines.length <= 24, "it fits on a terminal");
    // A picture of it, eight pixels a module.
    const dark = (x: number, y: number) => {
      const character = lines[y >> 1]![x]!;
      const drawn = character === "█" || character === (y % 2 === 0 ? "▀" : "▄");
      return drawn === color;
    };
    const [width, height] = [lines[0]!.length * 8, lines.length * 16];
    const data = new Uint8Array(width * height * 4);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        data.fill(dark(x >> 3, y >> 3) ? 0 : 255, (y * width + x) * 4, (y * width + x) * 4 + 4);
      }
    }
    assertEquals(decodeQR({ width, height, data }), url);
  }
});
