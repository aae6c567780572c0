/** Peers that send false or excessive reports of lost entries. @module */

import { assertEquals } from "@std/assert";
import { concat, data, end, entry, file, fin, frame } from "../support/scripted_peer.ts";
import { greeting, hello, preface, type Received } from "../support/scripted_peer.ts";
import { offer, type ScriptedPeer, Wire } from "../support/scripted_peer.ts";
import { deepFolder } from "../support/folder.ts";
import { assertCode, attackReceiver, attackSender, type Outcome } from "./attack.ts";
import { Box } from "./box.ts";
import { folder, obedient } from "./obedient_sender.ts";

const LONG = "n".repeat(200);
const TOLD = { capabilities: ["lost"] };
const greet = (members = {}, sender = {}) =>
  concat(preface(), hello("send", sender), offer(members));
const lostOf = ({ heard }: { heard: Received[] }) =>
  heard.filter(({ type }) => type === Wire.lost).map(({ json }) => json!);
const countsOf = ({ summary }: Outcome) => [summary?.files, summary?.bytes, summary?.failed];

/** A destination in a box that cannot hold {@linkcode LONG}. */
function narrow(): { box: Box; into: string } & Disposable {
  const box = new Box();
  const into = deepFolder(box.into, 100);
  box.remember();
  return { box, into, [Symbol.dispose]: () => box[Symbol.dispose]() };
}

Deno.test("a sender is told of a lost entry by its id and its own path, once, before done", async () => {
  using place = narrow();
  const found = await attackReceiver(
    place.box,
    concat(
      greet({ names: [LONG, "b"], roots: 2, entries: 2, bytes: 6 }, TOLD),
      file(0, LONG),
      file(1, "b"),
      fin({ files: 2, bytes: 6 }),
    ),
    place,
  );
  assertEquals(countsOf(found), [1, 3, 1]);
  assertEquals(lostOf(found), [{
    id: 0,
    path: LONG,
    code: "cannot_create",
    message: "the name is too long for this file system",
  }]);
  const { type, json } = found.heard.at(-1)!;
  assertEquals([type, json], [Wire.done, {
    files: 1,
    bytes: 3,
    failed: 1,
    skipped: 0,
    renamed: 0,
  }]);
});

Deno.test("a sender without the capability is told of lost entries in done only", async () => {
  using place = narrow();
  const script = concat(
    greet({ names: [LONG, "b"], roots: 2, entries: 2, bytes: 6 }),
    file(0, LONG),
    file(1, "b"),
    fin({ files: 2, bytes: 6 }),
  );
  const found = await attackReceiver(place.box, script, place);
  assertEquals(lostOf(found), []);
  assertEquals(found.heard.at(-1)!.json, { files: 1, bytes: 3, failed: 1, skipped: 0, renamed: 0 });
});

Deno.test("a receiver that asks sends lost before it wants nothing", async () => {
  using place = narrow();
  const heard: Received[] = [];
  const found = await attackReceiver(place.box, async (peer: ScriptedPeer) => {
    await peer.write(greet({ names: [LONG] }, TOLD));
    await peer.readPreface();
    await peer.until(Wire.answer);
    await peer.write(entry({ path: LONG }));
    heard.push(await peer.until(Wire.lost), (await peer.next())!);
    await peer.write(fin({ files: 0, bytes: 0 }));
    await peer.rest();
  }, { ...place, ifExists: "overwrite" });
  assertEquals(countsOf(found), [0, 0, 1]);
  assertEquals(heard[1]!.json, { id: 0, offset: null });
});

Deno.test("truncates a long path in a message, so that the frame is not too long", async () => {
  using box = new Box();
  // Each control character takes six characters in JSON.
  const name = "\x01".repeat(9000);
  const found = await attackReceiver(
    box,
    concat(greet({ names: [name] }, TOLD), file(0, name), fin()),
  );
  assertEquals(countsOf(found), [0, 0, 1]);
  assertEquals(lostOf(found)[0]!.path, "\x01".repeat(4096));
  box.assertUntouched();
});

const LATER: [what: string, frames: Uint8Array[], code: string][] = [
  ["more than was declared", [data("abcd")], "protocol"],
  ["less than was declared", [data("ab"), end({ size: 2 })], "protocol"],
  ["another size at the end", [data("abc"), end({ size: 4 })], "protocol"],
  ["no end", [data("abc"), fin()], "protocol"],
  ["the end of another file", [data("abc"), end({ id: 1 })], "protocol"],
];
for (const [what, frames, code] of LATER) {
  Deno.test(`a sender that sends ${what} of a lost file ends the session`, async () => {
    using place = narrow();
    const script = concat(greet({ names: [LONG] }), entry({ path: LONG }), ...frames);
    assertCode(await attackReceiver(place.box, script, place), code);
    place.box.assertUntouched();
  });
}

Deno.test("a lost file that the sender skips is counted once", async () => {
  using place = narrow();
  const skip = frame(Wire.skip, { id: 0, code: "io", message: "gone" });
  const found = await attackReceiver(
    place.box,
    concat(
      greet({ names: [LONG] }, TOLD),
      entry({ path: LONG }),
      data("a"),
      skip,
      fin({ files: 0, bytes: 0, failed: 1 }),
    ),
    place,
  );
  assertEquals(countsOf(found), [0, 0, 1]);
  assertEquals(found.heard.at(-1)!.json, { files: 0, bytes: 0, failed: 0, skipped: 0, renamed: 0 });
});

Deno.test("a hostile name or link in a lost folder still ends the session", async () => {
  const link = (path: string, target: string) =>
    entry({ id: 1, kind: "link", path, size: 0, mode: 0o777, target });
  for (
    const inner of [
      file(1, `${LONG}/../../x`),
      file(1, `${LONG}/.sluice-1`),
      file(1, `${LONG}/a/b`),
      link(`${LONG}/l`, "/etc/passwd"),
    ]
  ) {
    using place = narrow();
    const script = concat(greet({ names: [LONG] }), folder(0, LONG), inner);
    assertCode(await attackReceiver(place.box, script, place), "unsafe_name");
    place.box.assertUntouched();
  }
});

Deno.test("20,000 lost files in a lost folder need the memory of one folder's names", async () => {
  using place = narrow();
  const count = 20_000;
  const empty = Array.from(
    { length: count },
    (_, id) => file(id + 1, `${LONG}/${id}`, ""),
  );
  const found = await attackReceiver(
    place.box,
    concat(
      greet({ names: [LONG] }, TOLD),
      folder(0, LONG),
      ...empty,
      fin({ files: count, bytes: 0 }),
    ),
    { ...place, onEvent: () => {} },
  );
  assertEquals(countsOf(found), [0, 0, count]);
  assertEquals(lostOf(found).length, count);
});

/** The frames of a receiver for one file of three bytes, once it has been announced. */
const RECEIVERS: [what: string, ask: boolean, frames: Uint8Array[], code?: string][] = [
  ["an entry that was not announced", false, [frame(Wire.lost, lost({ id: 1 }))], "protocol"],
  [
    "an entry twice",
    false,
    [frame(Wire.lost, lost()), frame(Wire.lost, lost())],
    "protocol",
  ],
  ["an entry without a path", false, [frame(Wire.lost, lost({ path: 5 }))], "protocol"],
  [
    "an entry, and counts none",
    false,
    [frame(Wire.lost, lost()), done({ files: 1, failed: 0 })],
    "protocol",
  ],
  ["nothing, and has no file", false, [done({ files: 0, bytes: 0, failed: 0 })], "protocol"],
  ["nothing, and left two out", false, [done({ files: 0, bytes: 0, skipped: 2 })], "protocol"],
  ["nothing, and has one and left one out", false, [done({ skipped: 1 })], "protocol"],
  ["nothing, and lost more than there is", false, [done({ failed: 2 })], "protocol"],
  ["an entry", false, [frame(Wire.lost, lost()), done({ files: 0, bytes: 0, failed: 1 })]],
  ["that it left the file out", false, [done({ files: 0, bytes: 0, skipped: 1 })]],
  ["an entry, and wants none of it", true, [
    frame(Wire.lost, lost()),
    frame(Wire.want, { id: 0, offset: null }),
    done({ files: 0, bytes: 0, failed: 1 }),
  ]],
];
function lost(members = {}) {
  return { id: 0, path: "a", code: "cannot_create", message: "\x1b[2Jno", ...members };
}
function done(members = {}): Uint8Array {
  return frame(Wire.done, { files: 1, bytes: 3, failed: 0, ...members });
}
for (const [what, ask, frames, code] of RECEIVERS) {
  const how = code === undefined ? "is believed" : "ends the session";
  Deno.test(`a receiver that loses ${what} ${how}`, async () => {
    using box = new Box();
    Deno.writeTextFileSync(`${box.outside}/a`, "abc");
    const found = await attackSender([`${box.outside}/a`], async (peer) => {
      await peer.write(preface(), hello("receive"), frame(Wire.answer, { accept: true, ask }));
      await peer.readPreface();
      await peer.until(ask ? Wire.entry : Wire.fin);
      for (const [at, bytes] of frames.entries()) {
        // Done must not be sent before everything was sent.
        if (ask && at === frames.length - 1) await peer.until(Wire.fin);
        await peer.write(bytes);
      }
      await peer.rest();
    });
    if (code !== undefined) return assertCode(found, code);
    const isLost = frames.length > 1;
    assertEquals(countsOf(found), [0, 0, isLost ? 1 : 0]);
    const told = found.events.filter(({ type }) => type === "file_failed");
    assertEquals(
      told,
      isLost
        ? [{
          type: "file_failed",
          path: "a",
          code: "cannot_create",
          message: "the receiver: \x1b[2Jno",
        }]
        : [],
    );
    assertEquals(found.events.some(({ type }) => type === "file_skipped"), false);
  });
}

Deno.test("accepts an old receiver, which counts lost entries among its files", async () => {
  using box = new Box();
  Deno.writeTextFileSync(`${box.outside}/a`, "abc");
  const found = await attackSender(
    [`${box.outside}/a`],
    async (peer) => {
      await peer.write(
        preface(),
        hello("receive"),
        frame(Wire.answer, { accept: true, ask: false }),
      );
      await peer.readPreface();
      await peer.until(Wire.fin);
      await peer.write(done({ files: 1, failed: 1 }));
      await peer.rest();
    },
  );
  assertEquals(countsOf(found), [1, 3, 1]);
});

Deno.test("an old sender is told of a skipped file as an existing one", async () => {
  using box = new Box();
  const script = obedient(greeting({ names: ["a"] }), [entry({ mtime: 0 })], "abc");
  const heard: Received[] = [];
  const found = await attackReceiver(box, async (peer) => {
    const rest = peer.rest.bind(peer);
    peer.rest = async () => {
      heard.push(...await rest());
      return [];
    };
    await script(peer);
  }, {
    ifExists: "skip",
    onEvent: ({ type }) => {
      if (type === "file_done") Deno.writeTextFileSync(`${box.into}/a`, "mine");
    },
  });
  assertEquals(countsOf(found), [0, 0, 0]);
  assertEquals(heard.at(-1)!.json, { files: 1, bytes: 0, failed: 0, skipped: 1, renamed: 0 });
});
