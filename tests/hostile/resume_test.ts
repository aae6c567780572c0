/** Invalid resumes, and parts of another transfer: row 16. @module */

import { assert, assertEquals } from "@std/assert";
import { data, end, entry, file, fin, frame, greeting } from "../support/scripted_peer.ts";
import {
  concat,
  type Received,
  type ScriptedPeer,
  sha256,
  Wire,
} from "../support/scripted_peer.ts";
import { assertCode, attackReceiver } from "./attack.ts";
import { Box } from "./box.ts";
import { leavePart } from "./left_part.ts";

const CONTENT = "all of the content";
const SIZE = CONTENT.length;
const DIGEST = sha256(CONTENT);
const start = (offset: number, id = 0) => frame(Wire.start, { id, offset });
const tail = (offset: number) => data(CONTENT.slice(offset));
const good = (members = {}) => end({ size: SIZE, digest: DIGEST, ...members });
const total = fin({ bytes: SIZE });

/** Announces the file `a`, reads what is wanted, and then sends the script's frames. */
function announce(
  then: (peer: ScriptedPeer, offset: number) => Promise<void>,
  members = {},
  onLast: (frame: Received | undefined) => void = () => {},
): (peer: ScriptedPeer) => Promise<void> {
  return async (peer) => {
    await peer.write(greeting());
    await peer.readPreface();
    const { json } = await peer.until(Wire.answer);
    assertEquals(json!.ask, true);
    await peer.write(entry({ size: SIZE, ...members }));
    const { offset } = (await peer.until(Wire.want)).json!;
    await then(peer, offset as number);
    onLast((await peer.rest()).at(-1));
  };
}

/** Sessions on a part of four correct bytes, each invalid in its own way. */
const WRONG: [what: string, parts: Uint8Array[]][] = [
  ["before it", [start(3), tail(3), good()]],
  ["after it", [start(5), tail(5), good()]],
  ["at its end", [start(SIZE), good()]],
  ["beyond the file", [start(SIZE + 1), good()]],
  ["at 2^53 - 1", [start(Number.MAX_SAFE_INTEGER), good()]],
  ["at its start over the part", [start(0), data(CONTENT), good()]],
  ["in another file", [start(4, 1), tail(4), good()]],
  ["twice", [start(4), start(4), tail(4), good()]],
  ["twice with content", [start(4), tail(4), start(4), tail(4), good()]],
  ["with too much", [start(4), tail(4), data("x"), good()]],
  ["and ends before it was all sent", [start(4), data(CONTENT.slice(4, 8)), good()]],
  ["and says another size", [start(4), tail(4), good({ size: SIZE + 1 })]],
  ["and says a smaller size", [start(4), tail(4), good({ size: 4 })]],
  ["and finishes without an end", [start(4), tail(4), total]],
  ["and finishes without starting", [total]],
  ["and ends it twice", [start(4), tail(4), good(), good()]],
  ["and skips it twice", [
    start(4),
    tail(4),
    frame(Wire.skip, { id: 0, code: "io", message: "" }),
    frame(Wire.skip, { id: 0, code: "io", message: "" }),
  ]],
];
for (const [what, parts] of WRONG) {
  Deno.test(`row 16: a part that is resumed with ${what} ends in a breach`, async () => {
    using box = new Box();
    leavePart(box.into, "a", CONTENT.slice(0, 4));
    let last: Received | undefined;
    const script = announce(
      async (peer, offset) => {
        assertEquals(offset, 4);
        await peer.write(...parts);
      },
      {},
      (frame) => last = frame,
    );
    const found = await attackReceiver(box, script, { resume: true });
    assertCode(found, ["protocol", "unsafe_name"]);
    assertEquals(last?.type, Wire.error);
    const visible = box.changes().filter((line) => !line.includes(" in/.sluice-"));
    assertEquals(visible, []);
  });
}

Deno.test("row 16: resumes a part, and verifies the whole file", async () => {
  using box = new Box();
  leavePart(box.into, "a", CONTENT.slice(0, 4));
  const script = announce(async (peer, offset) => {
    await peer.write(start(offset), tail(offset), good());
    assertEquals((await peer.until(Wire.verdict)).json, { id: 0, ok: true });
    await peer.write(total);
  });
  const found = await attackReceiver(box, script, { resume: true });
  assertEquals(found.error, undefined);
  assertEquals(box.changes(), [`+ file 644 in/a: ${CONTENT}`]);
});

Deno.test("row 16: a part of another content is found out, and the file is sent again", async () => {
  using box = new Box();
  leavePart(box.into, "a", "evil");
  const script = announce(async (peer, offset) => {
    await peer.write(start(offset), tail(offset), good());
    assertEquals((await peer.until(Wire.verdict)).json, { id: 0, ok: false });
    await peer.write(start(0), data(CONTENT), good(), total);
  });
  const found = await attackReceiver(box, script, { resume: true });
  assertEquals(found.error, undefined);
  assertEquals(box.changes(), [`+ file 644 in/a: ${CONTENT}`]);
});

Deno.test("row 16: rejects a sender that insists on a part with wrong content", async () => {
  for (const parts of [[start(4), tail(4), good()], [total], [good()]]) {
    using box = new Box();
    leavePart(box.into, "a", "evil");
    const script = announce(async (peer, offset) => {
      await peer.write(start(offset), tail(offset), good());
      await peer.until(Wire.verdict);
      await peer.write(...parts);
    });
    assertCode(await attackReceiver(box, script, { resume: true }), "protocol");
    assertEquals(box.changes().filter((line) => !line.includes(" in/.sluice-")), []);
  }
});

Deno.test("row 16: does not resume a part longer than the current file", async () => {
  using box = new Box();
  leavePart(box.into, "a", CONTENT + " and more");
  const script = announce(async (peer, offset) => {
    assertEquals(offset, 0);
    await peer.write(start(0), data(CONTENT), good(), total);
  });
  const found = await attackReceiver(box, script, { resume: true });
  assertEquals(box.changes(), [`+ file 644 in/a: ${CONTENT}`]);
  assertEquals(found.summary?.files, 1);
});

Deno.test("row 16: does not resume a part of a file of unknown size", async () => {
  using box = new Box();
  leavePart(box.into, "a", CONTENT.slice(0, 4));
  const script = announce(async (peer, offset) => {
    assertEquals(offset, 0);
    await peer.write(start(0), data(CONTENT), good(), total);
  }, { size: null });
  await attackReceiver(box, script, { resume: true });
  assertEquals(box.changes(), [`+ file 644 in/a: ${CONTENT}`]);
});

/** Journals that are not of this transfer, or other text in the journal's place. */
const JOURNALS: [what: string, journal: Record<string, unknown> | string][] = [
  ["another transfer", { names: ["b"] }],
  ["more names", { names: ["a", "b"] }],
  ["another digest", { digest: "md5" }],
  ["another form", { format: 3 }],
  ["no names", { names: undefined }],
  ["another folder", { made: "1:1" }],
  ["no folder", { made: undefined }],
  ["half a journal", '{"format":2,"names":["a"],"dig'],
  ["no journal", ""],
  ["a list", "[]"],
  ["an empty file", "null"],
];
for (const [what, journal] of JOURNALS) {
  Deno.test(`row 16: ignores a staging folder of ${what}`, async () => {
    using box = new Box();
    const folder = leavePart(box.into, "a", "evil");
    const at = `${folder}/offer.json`;
    const ours = JSON.parse(Deno.readTextFileSync(at));
    const text = typeof journal === "string" ? journal : JSON.stringify({ ...ours, ...journal });
    Deno.writeTextFileSync(at, text);
    box.remember();
    const found = await attackReceiver(box, concat(greeting(), file(0, "a"), fin()), {
      resume: true,
    });
    assertEquals(found.error, undefined);
    assertEquals(box.changes(), ["+ file 644 in/a: abc"]);
  });
}

Deno.test({
  name: "row 16: does not accept a link or a pipe in place of a part",
  ignore: Deno.build.os === "windows",
  async fn() {
    for (const what of ["link", "pipe", "folder"]) {
      using box = new Box();
      const folder = leavePart(box.into, "a", "evil");
      Deno.removeSync(`${folder}/tree/a`);
      if (what === "link") Deno.symlinkSync("../../../outside/mine.txt", `${folder}/tree/a`);
      else if (what === "folder") Deno.mkdirSync(`${folder}/tree/a`);
      else assert(new Deno.Command("mkfifo", { args: [`${folder}/tree/a`] }).outputSync().success);
      const script = announce(async (peer, offset) => {
        assertEquals(offset, 0, what);
        await peer.write(start(0), data(CONTENT), good(), total);
      });
      const found = await attackReceiver(box, script, { resume: true });
      assertEquals(found.error, undefined, what);
      assertEquals(box.changes(), [`+ file 644 in/a: ${CONTENT}`], what);
    }
  },
});

Deno.test("row 16: a transfer that fails again keeps what had arrived", async () => {
  using box = new Box();
  leavePart(box.into, "a", CONTENT.slice(0, 4));
  for (const offset of [4, 6, 8]) {
    const script = announce(async (peer, wanted) => {
      assertEquals(wanted, offset);
      await peer.write(start(wanted), data(CONTENT.slice(offset, offset + 2)));
      await peer.endWrite();
    });
    assertCode(await attackReceiver(box, script, { resume: true }), "cut");
  }
  const script = announce(async (peer, offset) => {
    assertEquals(offset, 10);
    await peer.write(start(10), tail(10), good());
    await peer.until(Wire.verdict);
    await peer.write(total);
  });
  await attackReceiver(box, script, { resume: true });
  assertEquals(box.changes(), [`+ file 644 in/a: ${CONTENT}`]);
});
