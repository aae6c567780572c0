import { assertEquals, assertThrows } from "@std/assert";
import { CallerError } from "../../lib/errors.ts";
import { formatFingerprint, parseFingerprint } from "../../lib/socket/fingerprint.ts";

const hex = "0123456789abcdef".repeat(4);
const colons = hex.toUpperCase().match(/../g)!.join(":");

for (
  const text of [
    hex,
    `sha256:${hex}`,
    `SHA256:${hex.toUpperCase()}`,
    `sha256:${colons}`,
    colons,
    `sha256 Fingerprint=${colons}`,
    `SHA256 Fingerprint=${colons}\n`,
  ]
) {
  Deno.test(`reads the fingerprint ${JSON.stringify(text)}`, () => {
    assertEquals(parseFingerprint(text), hex);
  });
}

for (
  const text of ["", "sha256:", hex.slice(1), `${hex}0`, `sha1:${hex}`, `sha256:${"g".repeat(64)}`]
) {
  Deno.test(`rejects the fingerprint ${JSON.stringify(text)}`, () => {
    assertThrows(() => parseFingerprint(text), CallerError, "is not a SHA-256 fingerprint");
  });
}

Deno.test("prints the form that is read", () => {
  assertEquals(formatFingerprint(colons), `sha256:${hex}`);
});
