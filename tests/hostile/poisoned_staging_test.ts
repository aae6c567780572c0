/**
 * Staging folders that a sender, or an unpacked archive, has planted for a later session: row 16.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { discardUnfinished } from "../../lib/file/staging/discard_unfinished.ts";
import { listUnfinished } from "../../lib/file/staging/unfinished.ts";
import { type SafePath, safePath } from "../../lib/file/safe_path.ts";
import { Staging } from "../../lib/file/staging/staging.ts";
import { concat, entry, file, fin, greeting } from "../support/scripted_peer.ts";
import { assertCode, attackReceiver } from "./attack.ts";
import { Box } from "./box.ts";
import { leavePart } from "./left_part.ts";
import { folder, link, obedient } from "./obedient_sender.ts";

const NAME = `.sluice-${"0".repeat(32)}`;
const OFFER = JSON.stringify({ format: 1, names: ["mine.txt"], digest: "sha256" });
const unix = Deno.build.os !== "windows";

/** A sender that offers `mine.txt` and replaces its content from the receiver's offset. */
const replacing = () => {
  const content = "minX";
  return obedient(
    greeting({ names: ["mine.txt"] }),
    [entry({ path: "mine.txt", size: content.length })],
    content,
  );
};

Deno.test("row 16: rejects a staging folder in a transfer at any depth and in any spelling", async () => {
  for (
    const name of [NAME, ".SLUICE-1", ".\u017fluice-1", ".slu\u200cice-1", ".\uff53luice-1"]
  ) {
    for (const parent of ["a", "a/b/c"]) {
      using box = new Box();
      const depth = parent.split("/");
      const parts = depth.map((_, i) => folder(i, depth.slice(0, i + 1).join("/")));
      const at = depth.length;
      const planted = [
        folder(at, `${parent}/${name}`, 0o700),
        file(at + 1, `${parent}/${name}/offer.json`, OFFER),
        file(at + 2, `${parent}/${name}/lock`, ""),
        link(at + 3, `${parent}/${name}/tree`, "."),
      ];
      assertCode(
        await attackReceiver(box, concat(greeting(), ...parts, ...planted, fin())),
        "unsafe_name",
        name,
      );
      box.assertUntouched(name);
    }
  }
});

/** A folder that resembles a staging folder as far as content can. */
function plant(into: string, name: string): string {
  const at = `${into}/${name}`;
  Deno.mkdirSync(at, { mode: 0o700 });
  Deno.writeTextFileSync(`${at}/offer.json`, OFFER, { mode: 0o600 });
  Deno.writeTextFileSync(`${at}/lock`, "");
  return at;
}

Deno.test({
  name: "row 16: rejects a staging folder that this program did not make",
  ignore: !unix,
  async fn() {
    for (const name of [NAME, ".sluice-0000", ".sluice-0123456789abcdef"]) {
      using box = new Box();
      const at = plant(box.into, name);
      Deno.symlinkSync("..", `${at}/tree`);
      box.remember();
      assertEquals([...listUnfinished(box.into)], [], name);
      const found = await attackReceiver(box, replacing(), { resume: true });
      assertCode(found, "exists", name);
      box.assertUntouched(name);
    }
  },
});

Deno.test({
  name: "row 16: rejects a copy of a staging folder, under another name and under its own",
  ignore: !unix,
  fn() {
    using box = new Box();
    const staging = leavePart(box.into, "a", "abc");
    for (const at of [`${box.into}/${NAME}`, staging]) {
      const offer = Deno.readTextFileSync(`${staging}/offer.json`);
      // Next to the old one, whose inode number must not be reused.
      Deno.renameSync(staging, `${box.root}/old`);
      Deno.mkdirSync(at, { mode: 0o700 });
      Deno.mkdirSync(`${at}/tree`);
      Deno.writeTextFileSync(`${at}/lock`, "");
      Deno.writeTextFileSync(`${at}/tree/a`, "abc");
      Deno.writeTextFileSync(`${at}/offer.json`, offer);
      assertEquals([...listUnfinished(box.into)], []);
      Deno.removeSync(at, { recursive: true });
      Deno.renameSync(`${box.root}/old`, staging);
    }
    // The real one, in its original place.
    assertEquals([...listUnfinished(box.into)].map((one) => one.folder), [staging]);
  },
});

Deno.test({
  name: "row 16: takes nothing back through a link in place of the tree",
  ignore: !unix,
  async fn() {
    using box = new Box();
    const offer = { names: ["a"], digest: "sha256" };
    const staging = Staging.open(box.into, offer, false);
    staging.tree.createFile(safePath("a"), 0o644).close();
    const tree = await staging.prepareCommit();
    Deno.renameSync(`${tree}/a`, `${box.into}/a`);
    Deno.removeSync(tree);
    Deno.symlinkSync(box.outside, tree);
    staging.keep();
    try {
      Staging.open(box.into, offer, true).remove();
    } catch { /* Without a tree there is no place to take it back to. */ }
    assertEquals(Array.from(Deno.readDirSync(box.outside), ({ name }) => name), ["mine.txt"]);
  },
});

Deno.test({
  name: "row 16: rejects a staging folder of another user",
  ignore: !unix,
  fn() {
    using box = new Box();
    leavePart(box.into, "a", "abc");
    const uid = Deno.uid()!;
    const real = Deno.uid;
    // Only root could change the owner: the same comparison with the user changed.
    Deno.uid = () => uid + 1;
    try {
      assertEquals([...listUnfinished(box.into)], []);
    } finally {
      Deno.uid = real;
    }
    assertEquals([...listUnfinished(box.into)].length, 1);
  },
});

Deno.test({
  name: "row 16: rejects a folder with content but without an offer, and does not discard it",
  ignore: !unix,
  fn() {
    using box = new Box();
    const at = plant(box.into, NAME);
    Deno.removeSync(`${at}/offer.json`);
    Deno.writeTextFileSync(`${at}/precious`, "");
    assertEquals([...listUnfinished(box.into)], []);
  },
});

/** Entries that may be a link in a trusted staging folder: each leads to the user's files. */
const LINKED: [what: string, make: (staging: string, box: Box) => void][] = [
  ["the tree", (staging, box) => {
    Deno.removeSync(`${staging}/tree`, { recursive: true });
    Deno.symlinkSync(box.into, `${staging}/tree`);
  }],
  ["an older tree", (staging, box) => Deno.symlinkSync(box.into, `${staging}/old-9`)],
  ["a folder in the tree", (staging, box) => {
    Deno.symlinkSync(box.into, `${staging}/tree/d`);
  }],
];
for (const [what, make] of LINKED) {
  Deno.test({
    name: `row 16: does not follow a link in place of ${what}`,
    ignore: !unix,
    fn() {
      using box = new Box();
      const offer = { names: ["mine.txt", "d"], digest: "sha256" };
      const first = Staging.open(box.into, offer, false);
      first.keep();
      make(first.folder, box);
      const second = Staging.open(box.into, offer, true);
      assertEquals(second.folder, first.folder);
      for (const path of ["mine.txt", "d/mine.txt"]) {
        assertEquals(second.tree.adoptPartial(path as SafePath), undefined);
      }
      second.remove();
      box.assertUntouched();
    },
  });
}

Deno.test({
  name: "row 16: does not resume a file that has a second hard link",
  ignore: !unix,
  fn() {
    using box = new Box();
    const offer = { names: ["a"], digest: "sha256" };
    const first = Staging.open(box.into, offer, false);
    first.keep();
    Deno.linkSync(`${box.into}/mine.txt`, `${first.folder}/tree/a`);
    const second = Staging.open(box.into, offer, true);
    assertEquals(second.tree.adoptPartial("a" as SafePath), undefined);
    second.remove();
    box.assertUntouched();
  },
});

Deno.test({
  name: "row 16: does not follow a link in place of a file of its own",
  ignore: !unix,
  fn() {
    for (const name of ["offer.json", "lock", "placing.json"]) {
      using box = new Box();
      const offer = { names: ["a"], digest: "sha256" };
      const first = Staging.open(box.into, offer, false);
      first.keep();
      const at = `${first.folder}/${name}`;
      const there = name !== "placing.json";
      if (there) Deno.renameSync(at, `${box.root}/moved`);
      else Deno.writeTextFileSync(`${box.root}/moved`, placing(box, "mine.txt"));
      Deno.symlinkSync(`${box.root}/moved`, at);
      const second = Staging.open(box.into, offer, true);
      assertEquals(second.folder === first.folder, !there, name);
      assertEquals(Deno.readTextFileSync(`${box.into}/mine.txt`), "mine", name);
      second.remove();
    }
  },
});

/** A journal that names a file as committed by the killed session. */
function placing(box: Box, name: string): string {
  const { dev, ino } = Deno.lstatSync(`${box.into}/${name}`);
  return JSON.stringify([{ name, dev, ino }]);
}

Deno.test({
  name: "row 16: takes back only names in the destination itself",
  ignore: !unix,
  fn() {
    using box = new Box();
    const offer = { names: ["a"], digest: "sha256" };
    const first = Staging.open(box.into, offer, false);
    first.keep();
    Deno.writeTextFileSync(`${first.folder}/placing.json`, placing(box, "../outside/mine.txt"));
    const second = Staging.open(box.into, offer, true);
    second.remove();
    box.assertUntouched();
  },
});

Deno.test("row 16: discards an unfinished transfer without following links in it", () => {
  using box = new Box();
  const staging = leavePart(box.into, "a", "part");
  if (unix) Deno.symlinkSync(box.outside, `${staging}/tree/l`);
  for (const found of [...listUnfinished(box.into)]) assertEquals(discardUnfinished(found), true);
  box.assertUntouched();
});

Deno.test({
  name: "row 16: rejects a staging folder that others may enter, read or write",
  ignore: !unix,
  fn() {
    using box = new Box();
    const staging = leavePart(box.into, "a", "abc");
    for (const mode of [0o710, 0o740, 0o720, 0o701, 0o704, 0o702]) {
      Deno.chmodSync(staging, mode);
      assertEquals([...listUnfinished(box.into)], [], mode.toString(8));
    }
    Deno.chmodSync(staging, 0o700);
    assertEquals([...listUnfinished(box.into)].length, 1);
  },
});

Deno.test({
  name: "row 16: restores kept files below the destination only, and through no link",
  ignore: !unix,
  fn() {
    using box = new Box();
    const offer = { names: ["a"], digest: "sha256" };
    const first = Staging.open(box.into, offer, false);
    const { kept, note } = first.commitOptions;
    const reserved = `.sluice-${"1".repeat(32)}`;
    Deno.symlinkSync("../outside", `${box.into}/led`);
    Deno.mkdirSync(`${kept}/led`, { recursive: true });
    Deno.writeTextFileSync(`${kept}/led/new.txt`, "planted");
    Deno.writeTextFileSync(`${box.outside}/${reserved}`, "not ours");
    box.remember();
    const besides = [
      { at: `../outside/${reserved}` },
      { at: `led/${reserved}` },
      { at: `${box.outside}/${reserved}` },
      { at: "mine.txt" },
      { at: "mine.txt", name: "b" },
      { at: `led/${reserved}`, name: "../b" },
    ];
    for (const beside of besides) note(beside);
    first.keep();
    Staging.open(box.into, offer, true).remove();
    assertEquals(
      box.changes().filter((line) => !line.includes(".sluice-") || line.includes(" outside/")),
      [],
    );
  },
});

Deno.test({
  name: "row 16: does not restore through a link in place of a kept file",
  ignore: !unix,
  fn() {
    using box = new Box();
    const offer = { names: ["a"], digest: "sha256" };
    const first = Staging.open(box.into, offer, false);
    first.keep();
    Deno.symlinkSync(box.outside, `${first.folder}/kept`);
    Deno.writeTextFileSync(`${box.root}/list`, JSON.stringify({ at: "mine.txt" }));
    Deno.symlinkSync(`${box.root}/list`, `${first.folder}/beside`);
    Staging.open(box.into, offer, true).remove();
    assertEquals(Deno.readTextFileSync(`${box.outside}/mine.txt`), "mine too");
    assertEquals(Deno.readTextFileSync(`${box.into}/mine.txt`), "mine");
    assertEquals([...Deno.readDirSync(box.into)].map(({ name }) => name), ["mine.txt"]);
  },
});
