import { assertEquals } from "@std/assert";
import { isTooMuch } from "../../lib/file/too_much.ts";

Deno.test({
  name: "reports roots, home folders and their parents as too much to share",
  // Paths as this system has them.
  ignore: Deno.build.os === "windows",
  fn() {
    const home = "/srv/people/ada";
    for (const folder of ["/", "/srv", "/srv/people", "/home", "/Users"]) {
      assertEquals(isTooMuch(folder, home, false), true, folder);
      assertEquals(isTooMuch(folder, home, true), true, folder);
    }
    for (const folder of [home, "/root", "/home/bob", "/Users/bob"]) {
      assertEquals(isTooMuch(folder, home, false), false, folder);
      assertEquals(isTooMuch(folder, home, true), true, folder);
    }
    for (
      const folder of ["/srv/people/ada/public", "/srv/people/adam", "/home/bob/public", "/sr"]
    ) {
      assertEquals(isTooMuch(folder, home, true), false, folder);
    }
    assertEquals(isTooMuch("/srv", undefined, true), false);
  },
});
