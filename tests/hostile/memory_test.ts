/** How much memory of a receiver a sender can use: row 7. @module */

import { assert, assertEquals } from "@std/assert";
import { safePath } from "../../lib/file/safe_path.ts";
import { Staging } from "../../lib/file/staging/staging.ts";
import { MAX_RESUMED } from "../../lib/limits.ts";
import { concat, entry, file, fin, frame } from "../support/scripted_peer.ts";
import { greeting, type ScriptedPeer, Wire } from "../support/scripted_peer.ts";
import { assertCode, attackReceiver } from "./attack.ts";
import { Box } from "./box.ts";
import { folder, link } from "./obedient_sender.ts";
import { turn } from "../support/wait.ts";

const unix = Deno.build.os !== "windows";

/** The sizes of the lists in the one staging folder, by their names. */
function lists(into: string): Record<string, number> {
  const staging = [...Deno.readDirSync(into)].find(({ name }) => name.startsWith(".sluice-"))!;
  const at = `${into}/${staging.name}`;
  return Object.fromEntries(
    Array.from(Deno.readDirSync(at), ({ name }) => [name, Deno.lstatSync(`${at}/${name}`).size]),
  );
}

Deno.test({
  name: "row 7: links are kept on the disk, and all of them are created",
  ignore: !unix,
  async fn() {
    using box = new Box();
    const target = `${"./".repeat(2000)}x`;
    const count = 3000;
    const links = Array.from({ length: count }, (_, i) => link(i + 1, `a/${i}`, target));
    let held: Record<string, number> = {};
    const bytes = concat(greeting(), folder(0, "a"), ...links, file(count + 1, "a/x"), fin());
    const found = await attackReceiver(box, bytes, {
      onEvent: ({ type }) => {
        if (type === "file_done") held = lists(box.into);
      },
    });
    assertEquals(found.error, undefined);
    const total = count * target.length;
    assert(held["links-0"]! > total * 3 / 4, `${held["links-0"]} of ${total} bytes on the disk`);
    for (let i = 0; i < count; i++) assertEquals(Deno.readLinkSync(`${box.into}/a/${i}`), target);
  },
});

Deno.test({
  name: "row 7: folders that get their mode at the end are kept on the disk",
  ignore: !unix,
  timeout: 180_000,
  async fn() {
    using box = new Box();
    const long = "n".repeat(240);
    const count = 4000;
    const folders = Array.from({ length: count }, (_, i) => folder(i + 1, `a/${long}${i}`, 0o555));
    let held: Record<string, number> = {};
    const bytes = concat(greeting(), folder(0, "a"), ...folders, file(count + 1, "a/x"), fin());
    const found = await attackReceiver(box, bytes, {
      onEvent: ({ type }) => {
        if (type === "file_done") held = lists(box.into);
      },
    });
    assertEquals(found.error, undefined);
    assert(held["sealed-0"]! > 9e5, JSON.stringify(held));
    for (const i of [0, count - 1]) {
      const { mode } = Deno.lstatSync(`${box.into}/a/${long}${i}`);
      assertEquals(mode! & 0o777, 0o555);
    }
  },
});

Deno.test("row 7: rejects a second entry of a completed folder, which need not be remembered", async () => {
  using box = new Box();
  const parts = [folder(0, "a"), folder(1, "a/b"), folder(2, "a/c"), file(3, "a/b/x")];
  assertCode(await attackReceiver(box, concat(greeting(), ...parts, fin())), "unsafe_name");
  box.assertUntouched();
});

Deno.test("row 7: rejects files announced ahead whose paths exceed the memory limit", async () => {
  using box = new Box();
  // Fourteen folders with long names, and files in the innermost one: 2,900 bytes a path.
  const long = "n".repeat(200);
  const folders = Array.from({ length: 14 }, (_, i) => ["a", ...Array(i).fill(long)].join("/"));
  const inner = folders.at(-1)!;
  const announced = Array.from(
    { length: 2000 },
    (_, i) => entry({ id: folders.length + i, path: `${inner}/${long}${i}` }),
  );
  const bytes = concat(greeting(), ...folders.map((path, id) => folder(id, path)), ...announced);
  assertCode(await attackReceiver(box, bytes, { ifExists: "overwrite" }), "limit");
  box.assertUntouched();
});

Deno.test("row 7: rejects more resumed files than may be open", async () => {
  using box = new Box();
  const count = MAX_RESUMED + 1;
  const staging = Staging.open(box.into, { names: ["a"], digest: "sha256" }, false);
  staging.tree.makeFolder(safePath("a"), 0o755, 0);
  for (let i = 0; i < count; i++) {
    using left = staging.tree.createFile(safePath(`a/${i}`), 0o644);
    left.writeSync(new Uint8Array(3));
  }
  staging.keep();
  box.remember();
  const script = async (peer: ScriptedPeer) => {
    await peer.write(greeting());
    await peer.readPreface();
    await peer.until(Wire.answer);
    await peer.write(folder(0, "a"));
    // Each is announced and begun at its end; none is ended.
    for (let i = 0; i < count; i++) {
      await peer.write(entry({ id: i + 1, path: `a/${i}` }));
      await peer.write(frame(Wire.start, { id: i + 1, offset: 3 }));
    }
    await peer.rest();
  };
  assertCode(await attackReceiver(box, script, { resume: true }), "limit");
  assertEquals(box.changes().filter((line) => !line.includes(" in/.sluice-")), []);
});

Deno.test("row 7: stops reading until its events are consumed", async () => {
  using box = new Box();
  const order: string[] = [];
  const names = ["a", "b", "c", "d"];
  const files = names.map((name, id) => file(id, name));
  const bytes = concat(greeting({ names, roots: 4 }), ...files, fin({ files: 4, bytes: 12 }));
  const found = await attackReceiver(box, bytes, {
    onEvent: async ({ type, path }) => {
      order.push(`${type} ${path}`);
      await turn();
      order.push("taken");
    },
  });
  assertEquals(found.error, undefined);
  const events = names.flatMap((name) => [`file_started ${name}`, `file_done ${name}`]);
  assertEquals(order, events.flatMap((event) => [event, "taken"]));
});
