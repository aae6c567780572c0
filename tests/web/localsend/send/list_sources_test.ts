import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { RefusedError } from "../../../../lib/errors.ts";
import { rootsOf } from "../../../../lib/file/source/roots.ts";
import { listSources } from "../../../../lib/web/localsend/send/list_sources.ts";
import { temporaryFolder } from "../../../support/folder.ts";

Deno.test("lists files with their folders, and names empty folders", async () => {
  await using folder = await temporaryFolder();
  const path = (name: string) => join(folder.path, name);
  await Deno.mkdir(path("a/b/empty"), { recursive: true });
  await Deno.mkdir(path("a/z"), { recursive: true });
  await Deno.writeTextFile(path("a/b/x.txt"), "rain");
  await Deno.writeTextFile(path("a/y.txt"), "");
  await Deno.writeTextFile(path("c"), "sun");
  await Deno.symlink("x.txt", path("a/b/link"));
  const { files, bytes, skipped, emptyFolders } = listSources(rootsOf([path("a"), path("c")]), {});
  assertEquals(files.map((file) => file.path), ["a/b/x.txt", "a/y.txt", "c"]);
  assertEquals(bytes, 7);
  // LocalSend has no links, so that none is kept.
  assertEquals(skipped.map(({ path, reason }) => [path, reason]), [
    ["a/b/link", "symbolic link (--symlinks follow sends its target)"],
  ]);
  assertEquals(emptyFolders, ["a/b/empty", "a/z"]);
});

Deno.test("rejects more files than a session may have", async () => {
  await using folder = await temporaryFolder();
  for (let n = 0; n < 3; n++) await Deno.writeTextFile(join(folder.path, `f${n}`), "");
  const roots = Array.from({ length: 20_000 }, () => rootsOf([folder.path])[0]!);
  const listing = () => Promise.resolve().then(() => listSources(roots, {}));
  await assertRejects(listing, RefusedError, "More than 50000 files");
});
