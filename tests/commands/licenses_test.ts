import { assertEquals } from "@std/assert";
import { licenses } from "../../commands/licenses/text.ts";
import { runSluice } from "./run_sluice.ts";

Deno.test("sluice licenses prints the committed text", async () => {
  assertEquals(await runSluice(["licenses"]), { code: 0, out: licenses, err: "" });
});
