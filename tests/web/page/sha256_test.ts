import { assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { basename } from "node:path";
// @ts-types="@noble/hashes/sha2.js"
import { sha256 } from "../../../lib/web/page/sha256.js";
import { bundle, BUNDLES } from "../../../scripts/bundle_hashes.ts";

Deno.test("the page's SHA-256 agrees with OpenSSL's for pieces of any length", () => {
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

for (const each of BUNDLES) {
  const name = basename(each.path);
  Deno.test(`${name} is what the library's version makes`, async () => {
    let made: string;
    try {
      made = await bundle(each);
    } catch (error) {
      console.error(`not compared: the bundler cannot be had: ${(error as Error).message}`);
      return;
    }
    assertEquals(await Deno.readTextFile(each.path), made);
  });
}
