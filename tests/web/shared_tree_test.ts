import { assert, assertEquals } from "@std/assert";
import { safePath } from "../../lib/file/safe_path.ts";
import { SharedTree } from "../../lib/web/shared_tree.ts";
import { Temporary } from "../file/temporary.ts";

/** Opens `tree/a` while something happens to it between the look at it and its opening. */
function openedWhile(change: (temporary: Temporary) => void): string | undefined {
  using temporary = new Temporary();
  temporary.write("secret", "secret");
  temporary.write("tree/a", "public");
  const tree = new SharedTree([{ name: "tree", source: temporary.at("tree") }]);
  const entry = tree.lookup(safePath("tree/a"));
  assert(entry !== undefined);
  const { openSync } = Deno;
  Deno.openSync = (...args) => {
    Deno.openSync = openSync;
    change(temporary);
    return openSync(...args);
  };
  try {
    using opened = tree.open(entry);
    if (opened === undefined) return undefined;
    const buffer = new Uint8Array(100);
    return new TextDecoder().decode(buffer.subarray(0, opened.file.readSync(buffer) ?? 0));
  } finally {
    Deno.openSync = openSync;
  }
}

Deno.test("opens the file that was looked at", () => {
  assertEquals(openedWhile(() => {}), "public");
});

Deno.test({
  name: "rejects what has taken the place of a file at the last moment",
  ignore: Deno.build.os === "windows",
  fn() {
    const CHANGES: Record<string, (temporary: Temporary) => void> = {
      "a link": (temporary) => {
        Deno.removeSync(temporary.at("tree/a"));
        Deno.symlinkSync("../secret", temporary.at("tree/a"));
      },
      "another file": (temporary) =>
        Deno.renameSync(temporary.at("secret"), temporary.at("tree/a")),
    };
    for (const [what, change] of Object.entries(CHANGES)) {
      assertEquals(openedWhile(change), undefined, what);
    }
  },
});
