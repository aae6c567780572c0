import { assertEquals } from "@std/assert";
import { runSluice } from "./run_sluice.ts";

Deno.test("sluice licenses prints the committed text", async () => {
  const out = await Deno.readTextFile(new URL("../../commands/licenses.txt", import.meta.url));
  assertEquals(await runSluice(["licenses"]), { code: 0, out, err: "" });
});
