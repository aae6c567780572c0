/** Disks that are full, read-only, forbidden or separate: row 19. @module */

import { assert, assertEquals, assertFalse } from "@std/assert";
import { exitCodeOf } from "../../lib/cli/exit_codes.ts";
import { concat, data, entry, file, fin, frame, greeting } from "../support/scripted_peer.ts";
import { end, ScriptedPeer, sha256, Wire } from "../support/scripted_peer.ts";
import { assertCode, assertTold, attackReceiver } from "./attack.ts";
import { Box } from "./box.ts";
import { Disk, diskTest, humbleTest } from "./disk.ts";
import { startReceiver, startSender } from "./program.ts";

const big = new Uint8Array(2 ** 20).fill(120);

diskTest(
  "row 19: a disk that is full in the middle ends in no_space and is left empty",
  async () => {
    using box = new Box();
    using _disk = new Disk(box.into);
    box.remember();
    const found = await attackReceiver(
      box,
      concat(greeting(), entry({ size: 3 * big.length }), data(big), data(big), data(big)),
    );
    assertCode(found, "no_space");
    assertTold(found, "no_space");
    assertEquals(exitCodeOf(found.error), 74);
    box.assertUntouched();
  },
);

diskTest(
  "row 19: a disk that fills with many small files ends in no_space and is left empty",
  async () => {
    using box = new Box();
    using _disk = new Disk(box.into, "size=1m,nr_inodes=40");
    box.remember();
    const files = Array.from({ length: 100 }, (_, id) => file(id, `a${id}`));
    const names = Array.from({ length: 100 }, (_, id) => `a${id}`);
    const found = await attackReceiver(
      box,
      concat(greeting({ names, roots: 100, entries: 100 }), ...files),
    );
    assertCode(found, "no_space");
    box.assertUntouched();
  },
);

diskTest("row 19: a read-only file system is told before a byte of content comes", async () => {
  using box = new Box();
  using disk = new Disk(box.into);
  box.remember();
  disk.remount("ro");
  const found = await attackReceiver(box, concat(greeting(), file(0, "a"), fin()));
  assertCode(found, "cannot_create");
  assertTold(found, "cannot_create");
  assertEquals(exitCodeOf(found.error), 73);
  box.assertUntouched();
});

diskTest("row 19: a folder that is another disk is filled like any other", async () => {
  using box = new Box();
  using _disk = new Disk(`${box.into}/a`);
  Deno.writeTextFileSync(`${box.into}/a/f`, "mine");
  box.remember();
  const found = await attackReceiver(box, async (peer) => {
    await peer.write(greeting(), entry({ kind: "dir", size: 0 }));
    await peer.write(entry({ id: 1, path: "a/f", mtime: Date.now() }));
    await peer.readPreface();
    await peer.until(Wire.want);
    await peer.write(frame(Wire.start, { id: 1, offset: 0 }), data("abc"));
    await peer.write(end({ id: 1, digest: sha256("abc") }), fin());
    await peer.rest();
  }, { ifExists: "overwrite" });
  assertEquals(found.error, undefined);
  assertEquals(box.changes(), ["- file 644 in/a/f: mine", "+ file 644 in/a/f: abc"]);
});

Deno.test("row 19: a path too long for the disk is lost, and the entries next to it arrive", async () => {
  using box = new Box();
  const depth = Array.from({ length: 15 }, () => "d".repeat(250));
  const deep = `${box.into}/${depth.slice(0, 5).join("/")}`;
  Deno.mkdirSync(deep, { recursive: true });
  box.remember();
  const folders = depth.map((_, id) =>
    entry({ id, kind: "dir", path: depth.slice(0, id + 1).join("/"), size: 0, mode: 0o755 })
  );
  const found = await attackReceiver(
    box,
    concat(
      greeting({ names: [depth[0], "z"], roots: 2 }),
      ...folders,
      file(15, `${depth.join("/")}/f`),
      file(16, "z"),
      fin({ files: 2, bytes: 6 }),
    ),
    { into: deep },
  );
  assertEquals(found.error, undefined);
  const { files, bytes, failed } = found.summary!;
  assertEquals({ files, bytes, failed }, { files: 1, bytes: 3, failed: 1 });
  assertEquals(Deno.readTextFileSync(`${deep}/z`), "abc");
});

Deno.test("row 19: a destination that disappears during the transfer is an error of its own", async () => {
  using box = new Box();
  const into = `${box.root}/gone`;
  Deno.mkdirSync(into);
  const done = Promise.withResolvers<void>();
  const found = await attackReceiver(box, async (peer) => {
    await peer.write(greeting(), file(0, "a"));
    await done.promise;
    Deno.removeSync(into, { recursive: true });
    await peer.write(fin());
    await peer.readPreface();
    await peer.rest();
  }, { into, onEvent: ({ type }) => type === "file_done" && done.resolve() });
  assertCode(found, ["cannot_create", "io"]);
  box.assertUntouched();
});

humbleTest(
  "row 19: a folder that may not be written in exits with 73, before anything listens",
  async (prefix) => {
    using box = new Box();
    Deno.chmodSync(box.into, 0o500);
    box.remember();
    await using program = await startReceiver(box.into, ["--yes"], prefix);
    const { code, err } = await program.ended;
    assertEquals(code, 73, err);
    assertFalse(err.includes("listening"), err);
    box.assertUntouched();
    Deno.chmodSync(box.into, 0o700);
  },
);

humbleTest(
  "row 19: a folder that may no longer be written in exits with 73 and tells the sender",
  async (prefix) => {
    using box = new Box();
    await using program = await startReceiver(box.into, ["--yes"], prefix);
    const peer = await ScriptedPeer.dial(await program.port());
    Deno.chmodSync(box.into, 0o500);
    box.remember();
    await peer.write(greeting());
    await peer.readPreface();
    const told = await peer.until(Wire.error);
    peer.close();
    assertEquals(told.json?.code, "cannot_create");
    assertEquals((await program.ended).code, 73);
    box.assertUntouched();
    Deno.chmodSync(box.into, 0o700);
  },
);

humbleTest(
  "row 20: a file that may not be read fails by name and the rest arrives",
  async (prefix) => {
    using box = new Box();
    Deno.mkdirSync(`${box.outside}/src/shut`, { recursive: true });
    Deno.writeTextFileSync(`${box.outside}/src/open.txt`, "open");
    Deno.writeTextFileSync(`${box.outside}/src/secret.txt`, "secret");
    Deno.chmodSync(`${box.outside}/src/secret.txt`, 0);
    Deno.chmodSync(`${box.outside}/src/shut`, 0);
    box.remember();
    await using receiver = await startReceiver(box.into);
    await using sender = await startSender([`${box.outside}/src`], await receiver.port(), prefix);
    const [sent, received] = await Promise.all([sender.ended, receiver.ended]);
    assertEquals([sent.code, received.code], [1, 1], sent.err + received.err);
    assert(/secret\.txt.*permission denied/.test(sent.err), sent.err);
    assertEquals(box.changes(), [
      "+ dir 755 in/src",
      "+ file 644 in/src/open.txt: open",
    ]);
  },
);

Deno.test("row 19: errors of the disk do not send paths of this machine to the peer", async () => {
  using box = new Box();
  const into = `${box.root}/gone`;
  const found = await attackReceiver(box, greeting(), { into });
  assertCode(found, "cannot_create");
  assertTold(found, "cannot_create");
  const { json } = found.heard.at(-1)!;
  assert(!String(json!.message).includes(box.root), String(json!.message));
});
