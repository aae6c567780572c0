import { assertEquals, assertMatch } from "@std/assert";
import { denoTooOld } from "../../lib/cli/required_deno.ts";

const OLD = ["2.7.14", "2.4.2", "1.46.3", "2.7.99+abc123", "0.9.0"];
const RECENT = ["2.8.0", "2.8.1", "2.10.0", "3.0.0", "2.9.6+abc123", "2.8.0-rc.1", "10.0.0"];
const UNKNOWN = ["", "canary", "2", "two.eight.zero"];

for (const found of OLD) {
  Deno.test(`rejects Deno ${found} where 2.8.0 is needed`, () => {
    const line = denoTooOld(found, "2.8.0")!;
    assertEquals(line.startsWith(`Deno ${found} is too old: `), true, line);
    assertMatch(line, /needs Deno 2\.8\.0; upgrade Deno, or run scripts\/sluice/);
  });
}

for (const found of [...RECENT, ...UNKNOWN]) {
  Deno.test(`accepts Deno ${JSON.stringify(found)} where 2.8.0 is needed`, () => {
    assertEquals(denoTooOld(found, "2.8.0"), undefined);
  });
}
