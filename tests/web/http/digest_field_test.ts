import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { reprDigest, sha256Of, wantsSha256 } from "../../../lib/web/http/digest_field.ts";

Deno.test("writes and reads Repr-Digest, and reads Want-Repr-Digest", () => {
  const hex = createHash("sha256").update("hello").digest("hex");
  const field = reprDigest(hex);
  assertEquals(field, "sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:");
  assertEquals(sha256Of(field), hex);
  assertEquals(sha256Of(`sha-512=:abc=:, ${field}`), hex);
  assertEquals(sha256Of(null), null);
  assertEquals(sha256Of("sha-512=:abc=:"), null);
  for (const bad of ["sha-256=abc", "sha-256=:abc=:", `sha-256=${hex}`, "sha-256=::"]) {
    assertEquals(sha256Of(bad), undefined, bad);
  }
  assert(wantsSha256("sha-256=1"));
  assert(wantsSha256("sha-512=3, sha-256=10"));
  for (const no of [null, "", "sha-256=0", "sha-512=1", "sha-256"]) assert(!wantsSha256(no));
});
