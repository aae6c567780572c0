import { assert, assertEquals } from "@std/assert";
import { attachment } from "../../../lib/web/http/content_disposition.ts";

Deno.test("writes filename alone for a name in ASCII", () => {
  assertEquals(attachment("notes.txt"), 'attachment; filename="notes.txt"');
  assertEquals(
    attachment("with blank; and=more.txt"),
    'attachment; filename="with blank; and=more.txt"',
  );
});

/** A name, its ASCII fallback, its encoded form. */
const NAMES: [name: string, ascii: string, encoded: string][] = [
  ["é.txt", "_.txt", "%C3%A9.txt"],
  ["€ rates.txt", "_ rates.txt", "%E2%82%AC%20rates.txt"],
  ["😀", "_", "%F0%9F%98%80"],
  [`a"b.txt`, "a_b.txt", "a%22b.txt"],
  ["a\\b", "a_b", "a%5Cb"],
  ["100%41", "100_41", "100%2541"],
  ["a\r\nSet-Cookie: x", "a__Set-Cookie: x", "a%0D%0ASet-Cookie%3A%20x"],
  ["a\0b", "a_b", "a%00b"],
  ["it's (1)*.txt", "it's (1)*.txt", ""],
  ["\ud800x", "_x", "%EF%BF%BDx"],
];

for (const [name, ascii, encoded] of NAMES) {
  Deno.test(`keeps the name ${JSON.stringify(name)} inside its parameter`, () => {
    const value = attachment(name);
    const more = encoded === "" ? "" : `; filename*=UTF-8''${encoded}`;
    assertEquals(value, `attachment; filename="${ascii}"${more}`);
    assert(/^[\x20-\x7e]*$/.test(value));
    if (encoded !== "") assertEquals(decodeURIComponent(encoded), name.toWellFormed());
    new Headers({ "content-disposition": value });
  });
}
