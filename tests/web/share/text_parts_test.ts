import { assertEquals } from "@std/assert";
import { textParts } from "../../../lib/web/share/text_parts.ts";

/** The addresses that become links. */
const links = (line: string) =>
  textParts(line).filter(({ isLink }) => isLink).map(({ text }) => text);

Deno.test("divides a line into addresses and the rest, and loses nothing", () => {
  const line = "see https://example.org/a?b=1&c#d, (http://x.y:80/z_(1)). Or HTTP://A.B";
  assertEquals(links(line), ["https://example.org/a?b=1&c#d", "http://x.y:80/z_(1)", "HTTP://A.B"]);
  for (const text of [line, "", "none", "https://a.b", "https://", "https://a.b https://a.b."]) {
    assertEquals(textParts(text).map((part) => part.text).join(""), text);
  }
  assertEquals(links("https://example.org/süß/%C3%BC"), ["https://example.org/süß/%C3%BC"]);
  assertEquals(links("https://example.org/x。 (https://example.org/y)."), [
    "https://example.org/x",
    "https://example.org/y",
  ]);
});

Deno.test("no address becomes a link that leads elsewhere than it seems", () => {
  for (
    const text of [
      "javascript:alert(1)",
      "data:text/html,x",
      "file:///etc/passwd",
      "ftp://example.org/",
      "//example.org/",
      // Cyrillic letters in the host.
      "https://g\u043e\u043egle.com/",
      "https://example.org@evil.example/",
      "https://example.org:80@evil.example/",
      "https://evil.example\\@example.org/",
      "https://example.org\u202e/gro.live",
      "https://example.org/\u200bx",
      "https://example.org/\x1b[2J",
      "https://[::1]/",
      "https:///example.org",
      "https://example.org:99999/",
    ]
  ) assertEquals(links(text), [], text);
});
