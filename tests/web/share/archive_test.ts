/** Archives of files that change while they are packed. @module */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { safePath } from "../../../lib/file/safe_path.ts";
import { archive, type ArchiveForm } from "../../../lib/web/share/archive.ts";
import { SharedTree } from "../../../lib/web/share/shared_tree.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { pause } from "../../support/wait.ts";

/** Size of the file that changes: more than the packers buffer, and no multiple of a read. */
const SIZE = 20 * 2 ** 20 + 5;

/** Packs a file of {@linkcode SIZE} zeros and changes it after the first bytes; returns the archive's size. */
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
  Deno.test(`a ${form} fails where a file shrinks while it is packed`, async () => {
    for (const left of [SIZE - 1, 0]) {
      await assertRejects(
        () => pack(form, (path) => Deno.truncateSync(path, left)),
        Error,
        "a file shrank while it was sent",
      );
    }
  });

  Deno.test(`a ${form} holds the size of a file at its opening, although it grows`, async () => {
    const whole = await pack(form, () => {});
    const grown = await pack(
      form,
      (path) => Deno.writeFileSync(path, new Uint8Array(SIZE), { append: true }),
    );
    // Plus the note that the file was changed.
    assertEquals(grown > whole && grown < whole + 10_000, true, `${grown} and ${whole}`);
  });
}

Deno.test({
  name: "a tar is not packed far ahead of a client that takes nothing",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using folder = await temporaryFolder();
    const source = join(folder.path, "a");
    await Deno.writeFile(source, new Uint8Array());
    await Deno.truncate(source, SIZE);
    const tree = new SharedTree([{ name: "a", source }]);
    const reader = (await archive("tar", tree, [tree.lookup(safePath("a"))!])).getReader();
    await reader.read();
    const fd = Array.from(Deno.readDirSync("/proc/self/fd"), ({ name }) => name)
      .find((name) => linkOf(`/proc/self/fd/${name}`) === source);
    const position = () =>
      Number(/^pos:\s*(\d+)/.exec(Deno.readTextFileSync(`/proc/self/fdinfo/${fd}`))![1]);
    // Until it reads no further.
    for (let before = -1; before !== position();) {
      before = position();
      await pause(100);
    }
    assert(position() < 2 ** 21, `${position()}`);
    await reader.cancel();
  },
});

function linkOf(path: string): string | undefined {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return undefined;
  }
}
