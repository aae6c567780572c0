import { assertEquals } from "@std/assert";
import { acceptsGzip } from "../../../lib/web/http/accepts_gzip.ts";

/** A header, and whether it accepts gzip. */
const CASES: [header: string | null, accepts: boolean][] = [
  [null, false],
  ["", false],
  ["gzip", true],
  ["gzip, deflate, br, zstd", true],
  ["deflate, br", false],
  ["GZIP;Q=1.0", true],
  ["x-gzip", true],
  ["*", true],
  ["gzip;q=0", false],
  ["gzip;q=0.000, *", false],
  ["*;q=0", false],
  ["*;q=0, gzip", true],
  ["br;q=1.0, gzip;q=0.001", true],
  ["identity, gzip;q=0.5", false],
  ["identity;q=0.5, gzip;q=0.5", true],
  ["identity;q=0, gzip ; q=0.2", true],
  ["gzip;q=nonsense", false],
  ["gzip;level=9", false],
  ["notgzip, gzipped", false],
];

for (const [header, accepts] of CASES) {
  Deno.test(`Accept-Encoding ${header} ${accepts ? "accepts" : "does not accept"} gzip`, () => {
    assertEquals(acceptsGzip(header), accepts);
  });
}
