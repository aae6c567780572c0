/** Listings of folders. @module */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { safePath } from "../../../lib/file/safe_path.ts";
import { Listings } from "../../../lib/web/share/listings.ts";
import { SharedTree } from "../../../lib/web/share/shared_tree.ts";
import { temporaryFolder } from "../../support/folder.ts";

async function withFiles(
  count: number,
  use: (tree: SharedTree, source: string) => Promise<void>,
): Promise<void> {
  await using folder = await temporaryFolder();
  const source = join(folder.path, "tree");
  await Deno.mkdir(source);
  for (let i = 0; i < count; i++) Deno.writeTextFileSync(join(source, `${i}`), "12345");
  await use(new SharedTree([{ name: "tree", source }]), source);
}

const top = (tree: SharedTree) => tree.lookup(safePath("tree"))!;

Deno.test("a large folder's listing is kept for a moment, and not beyond a change", async () => {
  await withFiles(2000, async (tree, source) => {
    let now = 0;
    const listings = new Listings(tree, () => now);
    const first = await listings.of(top(tree));
    assertEquals([first.files, first.bytes, first.entries.length], [2000, 10_000, 2000]);
    assert(await listings.of(top(tree)) === first);
    now = 5001;
    assert(await listings.of(top(tree)) !== first);
    // A new name changes the folder's time.
    await Deno.utime(source, 1, 1);
    await Deno.writeTextFile(join(source, "more"), "");
    assertEquals((await listings.of(top(tree))).files, 2001);
  });
});

Deno.test("a small folder is listed each time", async () => {
  await withFiles(3, async (tree, source) => {
    const listings = new Listings(tree);
    const first = await listings.of(top(tree));
    await Deno.writeTextFile(join(source, "0"), "longer than before");
    assertEquals([first.bytes, (await listings.of(top(tree))).bytes], [15, 28]);
  });
});

Deno.test("requests at the same time share a listing", async () => {
  await withFiles(1, async (tree) => {
    const listings = new Listings(tree);
    const [one, two] = await Promise.all([listings.of(top(tree)), listings.of(top(tree))]);
    assert(one === two);
  });
});

Deno.test("listing ends when it is aborted, and gives others a turn", async () => {
  await withFiles(1500, async (tree) => {
    const leaving = new AbortController();
    setTimeout(() => leaving.abort(new Error("left")));
    await assertRejects(() => tree.list(top(tree), leaving.signal), Error, "left");
  });
});
