/** Digests against published vectors: RFC 1321 A.5, FIPS 180-4's examples (NIST CSRC). */
import { assert, assertEquals } from "@std/assert";
import { digestNamed, digestOfWire, digests } from "../../lib/digest/all.ts";

const TWO_BLOCKS = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
const MILLION = "a".repeat(1_000_000);

const VECTORS: Record<string, [text: string, hex: string][]> = {
  md5: [
    ["", "d41d8cd98f00b204e9800998ecf8427e"],
    ["abc", "900150983cd24fb0d6963f7d28e17f72"],
    ["message digest", "f96b697d7cb7938d525a2f31aaf161d0"],
    ["1234567890".repeat(8), "57edf4a22be3c955ac49da2e2107b67a"],
  ],
  sha1: [
    ["", "da39a3ee5e6b4b0d3255bfef95601890afd80709"],
    ["abc", "a9993e364706816aba3e25717850c26c9cd0d89d"],
    [TWO_BLOCKS, "84983e441c3bd26ebaae4aa1f95129e5e54670f1"],
    [MILLION, "34aa973cd4c4daa4f61eeb2bdbad27316534016f"],
  ],
  sha256: [
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [TWO_BLOCKS, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"],
    [MILLION, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
  ],
  sha512: [
    [
      "",
      "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce" +
      "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
    ],
    [
      "abc",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a" +
      "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    ],
  ],
};

for (const digest of digests) {
  Deno.test(`computes the published ${digest.title} test vectors`, () => {
    const vectors = VECTORS[digest.name]!;
    assertEquals(digest.empty, digest.create().digest());
    for (const [text, hex] of vectors) {
      const bytes = new TextEncoder().encode(text);
      const whole = digest.create();
      whole.update(bytes);
      assertEquals(whole.digest(), hex);
      assertEquals(hex.length, digest.length * 2);
      const pieces = digest.create();
      for (let at = 0; at < bytes.length; at += 999) pieces.update(bytes.subarray(at, at + 999));
      assertEquals(pieces.digest(), hex);
    }
  });
}

Deno.test("has test vectors for every digest, which is found by its unique number and name", () => {
  assertEquals(digests.map(({ name }) => name).sort(), Object.keys(VECTORS).sort());
  assertEquals(new Set(digests.map(({ wireId }) => wireId)).size, digests.length);
  for (const digest of digests) {
    assertEquals(digestOfWire(digest.wireId), digest);
    assertEquals(digestNamed(digest.name), digest);
    assertEquals(digestNamed(digest.title), digest);
  }
  assertEquals(digestOfWire(0), undefined);
  assertEquals(digestNamed("none"), undefined);
});

Deno.test("has the wire ids of PROTOCOL.md, and prefers SHA-256", () => {
  const numbers = Object.fromEntries(digests.map(({ name, wireId }) => [name, wireId]));
  assertEquals(numbers, { sha256: 1, sha1: 2, sha512: 3, md5: 4 });
  assertEquals(digests[0]!.name, "sha256");
});

Deno.test("marks digests with known collisions", () => {
  const broken = digests.filter((digest) => digest.broken).map(({ name }) => name);
  assertEquals(broken.sort(), ["md5", "sha1"]);
  assert(!digestNamed("sha256")!.broken);
});
