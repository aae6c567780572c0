import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { CallerError } from "../../../../lib/errors.ts";
import { listFiles } from "../../../../lib/web/localsend/download/list_files.ts";
import { SharedTree } from "../../../../lib/web/share/shared_tree.ts";
import { temporaryFolder } from "../../../support/folder.ts";

Deno.test("lists the files of all folders, and neither links nor folders", async () => {
  await using folder = await temporaryFolder();
  const root = join(folder.path, "root");
  await Deno.mkdir(join(root, "deep/er"), { recursive: true });
  await Deno.mkdir(join(root, "empty"));
  await Deno.writeTextFile(join(root, "a"), "12345");
  await Deno.writeTextFile(join(root, "deep/er/ж 😀"), "");
  await Deno.writeTextFile(join(root, ".hidden"), "");
  await Deno.writeTextFile(join(folder.path, "outside"), "secret");
  await Deno.symlink(join(folder.path, "outside"), join(root, "link"));
  await Deno.symlink(folder.path, join(root, "folder link"));
  const files = await listFiles(new SharedTree([{ name: "root", source: root }]));
  assertEquals(files.map(({ path, size }) => [path, size]), [
    ["root/.hidden", 0],
    ["root/a", 5],
    ["root/deep/er/ж 😀", 0],
  ]);
});

Deno.test("rejects more files than devices are offered, and accepts as many", async () => {
  await using folder = await temporaryFolder();
  for (const name of ["a", "b", "c"]) await Deno.writeTextFile(join(folder.path, name), "");
  const tree = new SharedTree([{ name: "root", source: folder.path }]);
  assertEquals((await listFiles(tree, 3)).length, 3);
  await assertRejects(() => listFiles(tree, 2), CallerError, "offered 2 files at most");
});
