import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { X509Certificate } from "node:crypto";
import {
  certificateFingerprint,
  formatIdentity,
  newIdentity,
  parseIdentity,
} from "../../../lib/web/localsend/identity.ts";

Deno.test("the fingerprint is the SHA-256 of the certificate, in upper case", async () => {
  const { cert, fingerprint } = await newIdentity();
  const read = new X509Certificate(cert);
  assertEquals(fingerprint, read.fingerprint256.replaceAll(":", ""));
  assertEquals(await certificateFingerprint(new Uint8Array(read.raw)), fingerprint);
});

Deno.test("a certificate is valid from the day before, for years, and each is another one", async () => {
  const now = Date.UTC(2026, 0, 1);
  const [one, two] = [await newIdentity(now), await newIdentity(now)];
  assertNotEquals(one.fingerprint, two.fingerprint);
  const { validFrom, validTo } = new X509Certificate(one.cert);
  assert(Date.parse(validFrom) <= now - 86_400_000 + 1000);
  assert(Date.parse(validTo) > now + 9 * 365 * 86_400_000);
});

Deno.test("reads the identity that it wrote", async () => {
  const identity = await newIdentity();
  assertEquals(parseIdentity(formatIdentity(identity)), identity);
});

Deno.test("anything else is no identity", async () => {
  const identity = await newIdentity();
  const text = formatIdentity(identity);
  const damaged = [
    "",
    "{}",
    "null",
    "[]",
    text.slice(0, -10),
    JSON.stringify({ ...identity, fingerprint: identity.fingerprint.toLowerCase() }),
    JSON.stringify({ ...identity, fingerprint: undefined }),
    JSON.stringify({ ...identity, cert: "x" }),
    JSON.stringify({ ...identity, key: 5 }),
    JSON.stringify({ ...identity, key: identity.cert }),
  ];
  for (const each of damaged) assertEquals(parseIdentity(each), undefined, each);
});
