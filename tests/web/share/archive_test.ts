/** Archives of files that change while they are packed. @module */

import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { safePath } from "../../../lib/file/safe_path.ts";
import { archive, type ArchiveForm } from "../../../lib/web/share/archive.ts";
import { SharedTree } from "../../../lib/web/share/shared_tree.ts";
import { temporaryFolder } from "../../support/folder.ts";

/** Bytes of the file that changes: more than the packers hold, and no multiple of what is read at a time. */
const SIZE = 20 * 2 ** 20 + 5;

/** Packs a file of {@linkcode SIZE} zeros, which is changed when its first bytes have come; the size of the archive. */
async function pack(form: ArchiveForm, change: (path: string) => void): Promise<number> {
  await using folder = await temporaryFolder();
  const source = join(folder.path, "a");
  await Deno.writeFile(source, new Uint8Array());
  await Deno.truncate(source, SIZE);
  const tree = new SharedTree([{ name: "a", source }]);
  let size = 0;
  let changed = false;
  for await (const chunk of await archive(form, tree, [tree.lookup(safePath("a"))!])) {
    size += chunk.length;
    if (size < 100_000 || changed) continue;
    changed = true;
    change(source);
  }
  return size;
}

for (const form of ["zip", "tar"] as const) {
  Deno.test(`a ${form} breaks off where a file shrinks while it is packed`, async () => {
    for (const left of [SIZE - 1, 0]) {
      await assertRejects(
        () => pack(form, (path) => Deno.truncateSync(path, left)),
        Error,
        "a file shrank while it was sent",
      );
    }
  });

  Deno.test(`a ${form} holds of a file that grows what it had when it was opened`, async () => {
    const whole = await pack(form, () => {});
    const grown = await pack(
      form,
      (path) => Deno.writeFileSync(path, new Uint8Array(SIZE), { append: true }),
    );
    // The note that the file was changed is all that comes on top.
    assertEquals(grown > whole && grown < whole + 10_000, true, `${grown} and ${whole}`);
  });
}
