/** README.md lists the tests of this folder. @module */

import { assertEquals } from "@std/assert";

Deno.test("README.md names each file of tests in this folder once", async () => {
  const readme = await Deno.readTextFile(new URL("README.md", import.meta.url));
  const named = Array.from(readme.matchAll(/^\| `(\w+_test\.ts)`/gm), ([, name]) => name!);
  const files = Array.from(Deno.readDirSync(new URL(".", import.meta.url)), ({ name }) => name)
    .filter((name) => name.endsWith("_test.ts") && name !== "readme_test.ts");
  assertEquals(named.sort(), files.sort());
});
