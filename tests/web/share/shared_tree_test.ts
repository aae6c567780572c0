/** What `share` opens. @module */

import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { safePath } from "../../../lib/file/safe_path.ts";
import { SharedTree } from "../../../lib/web/share/shared_tree.ts";
import { temporaryFolder } from "../../support/folder.ts";

/** A shared file `a` with a secret beside it. */
async function withTree(use: (tree: SharedTree, path: string) => void): Promise<void> {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "a");
  await Deno.writeTextFile(path, "shared");
  await Deno.writeTextFile(join(folder.path, "secret"), "secret");
  use(new SharedTree([{ name: "a", source: path }]), path);
}

const SWAPS: [what: string, swap: (path: string) => void][] = [
  ["a link that leads elsewhere", (path) => Deno.symlinkSync("secret", path)],
  ["another file", (path) => Deno.writeTextFileSync(path, "other!")],
];
for (const [what, swap] of SWAPS) {
  Deno.test(`does not open ${what} that takes the name after it was looked up`, async () => {
    await withTree((tree, path) => {
      const entry = tree.lookup(safePath("a"))!;
      const { openSync } = Deno;
      // Between the last look and opening.
      const swapped: typeof Deno.openSync = (name, options) => {
        // Renamed, because the inode number of a removed file may be reused.
        Deno.renameSync(path, `${path} before`);
        swap(path);
        return openSync(name, options);
      };
      Object.assign(Deno, { openSync: swapped });
      try {
        assertEquals(tree.open(entry), undefined);
      } finally {
        Object.assign(Deno, { openSync });
      }
    });
  });
}

Deno.test("opens what was looked up", async () => {
  await withTree((tree) => {
    using opened = tree.open(tree.lookup(safePath("a"))!)!;
    assertEquals([opened.entry.size, opened.entry.path], [6, "a"]);
  });
});

Deno.test("opens nothing in a folder that was replaced by a link after it was looked up", async () => {
  await using folder = await temporaryFolder();
  for (const name of ["tree/sub", "secret"]) {
    await Deno.mkdir(join(folder.path, name), { recursive: true });
    await Deno.writeTextFile(join(folder.path, name, "file"), name);
  }
  const source = join(folder.path, "tree");
  const tree = new SharedTree([{ name: "tree", source }]);
  const entry = tree.lookup(safePath("tree/sub/file"))!;
  await Deno.rename(join(source, "sub"), join(source, "aside"));
  await Deno.symlink("../secret", join(source, "sub"));
  assertEquals(tree.open(entry), undefined);
});
