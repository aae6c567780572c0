import { assertEquals, assertRejects } from "@std/assert";
import { SyncBatch } from "../../../lib/file/staging/sync_batch.ts";
import { SYNC_BATCH_BYTES, SYNC_BATCH_FILES } from "../../../lib/limits.ts";
import { DiskWatch } from "../../support/disk_watch.ts";
import { Temporary } from "../temporary.ts";

const open = (path: string) => Deno.openSync(path, { create: true, write: true });
/** Whether a file is closed; a file that is still open would also fail the test as a leak. */
function isClosed(file: Deno.FsFile): boolean {
  try {
    file.statSync();
    return false;
  } catch {
    return true;
  }
}

Deno.test("keeps files open until a round, and closes them after it", async () => {
  using temporary = new Temporary();
  const batch = new SyncBatch();
  const files = [open(temporary.at("a")), open(temporary.at("b"))];
  for (const file of files) await batch.add(file, 10);
  assertEquals(files.map(isClosed), [false, false]);
  await batch.flush();
  assertEquals(files.map(isClosed), [true, true]);
  await batch.flush();
});

Deno.test("begins a round when there are enough files, or enough bytes", async () => {
  using temporary = new Temporary();
  const batch = new SyncBatch();
  const files: Deno.FsFile[] = [];
  for (let i = 0; i < SYNC_BATCH_FILES; i++) {
    assertEquals(files.every(isClosed), files.length === 0);
    files.push(open(temporary.at(`f${i}`)));
    await batch.add(files.at(-1)!, 1);
  }
  assertEquals(files.every(isClosed), true);
  const large = open(temporary.at("large"));
  await batch.add(large, SYNC_BATCH_BYTES);
  assertEquals(isClosed(large), true);
});

Deno.test("closes dropped files", async () => {
  using temporary = new Temporary();
  const batch = new SyncBatch();
  const file = open(temporary.at("a"));
  await batch.add(file, 1);
  batch.drop();
  assertEquals(isClosed(file), true);
  batch.drop();
});

Deno.test({
  name: "reports a failure after every file is closed",
  ignore: Deno.build.os === "windows",
  async fn() {
    using temporary = new Temporary();
    const batch = new SyncBatch();
    // A pipe cannot be synced (fsync(2): EINVAL).
    new Deno.Command("mkfifo", { args: [temporary.at("pipe")] }).outputSync();
    const files = [
      open(temporary.at("a")),
      Deno.openSync(temporary.at("pipe"), { read: true, write: true }),
      open(temporary.at("b")),
    ];
    for (const file of files) await batch.add(file, 1);
    await assertRejects(() => batch.flush());
    assertEquals(files.map(isClosed), [true, true, true]);
  },
});

Deno.test("syncs every file in a round that takes long", async () => {
  using temporary = new Temporary();
  const names = ["a", "b", "c"];
  let isFirst = true;
  using watch = new DiskWatch(temporary.path, {
    // Longer than a round spends on syncs one by one.
    beforeSync() {
      const start = performance.now();
      while (isFirst && performance.now() - start < 50);
      isFirst = false;
    },
  });
  const batch = new SyncBatch();
  for (const name of names) await batch.add(open(temporary.at(name)), 1);
  await batch.flush();
  assertEquals(watch.events.sort(), names.map((name) => `sync ${name}`));
});
