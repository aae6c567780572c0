import { assertEquals } from "@std/assert";
import * as page from "../../lib/web/page/text.ts";
import { projectPath, TEXT_MODULES, textModule } from "../../scripts/text_modules.ts";

for (const module of TEXT_MODULES) {
  Deno.test(`${module.path} is up to date (deno task generate)`, async () => {
    assertEquals(await Deno.readTextFile(projectPath(module.path)), await textModule(module));
  });
}

Deno.test("a text module exports its files byte for byte", async () => {
  for (const [name, file] of Object.entries(TEXT_MODULES[0]!.exports)) {
    const text = await Deno.readTextFile(projectPath(file));
    assertEquals((page as Record<string, string>)[name], text, file);
  }
});
