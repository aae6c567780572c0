/** Sources that grow, shrink, disappear or change while they are sent: row 20. @module */

import { assert, assertEquals } from "@std/assert";
import { digestNamed } from "../../lib/digest/all.ts";
import { rootsOf } from "../../lib/file/source/roots.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { prepareOffer } from "../../lib/transfer/offer.ts";
import type { TransferEvent } from "../../lib/transfer/progress.ts";
import { receiveSession } from "../../lib/transfer/receive/receive_session.ts";
import { sendSession } from "../../lib/transfer/send/send_session.ts";
import { within } from "./attack.ts";
import { Box } from "./box.ts";
import { leavePart } from "./left_part.ts";

/** Bytes of the file that changes: more than both sides and the connection buffer. */
const SIZE = 16 * 2 ** 20;

const CHANGES: [what: string, says: RegExp, change: (path: string) => void][] = [
  ["grows", /grew/, (path) => Deno.writeTextFileSync(path, "more", { append: true })],
  ["shrinks", /shrank/, (path) => Deno.truncateSync(path, SIZE - 1)],
  ["is emptied", /shrank/, (path) => Deno.truncateSync(path, 0)],
  ["is written to", /changed/, (path) => {
    using file = Deno.openSync(path, { write: true });
    file.writeSync(new Uint8Array([1]));
    Deno.utimeSync(path, new Date(), new Date(86_400_000));
  }],
];

/**
 * Sends a folder with three files, the second of which changes as soon as the receiver begins it.
 */
async function sendChanging(box: Box, change: (path: string) => void, began = "b") {
  const source = `${box.outside}/src`;
  Deno.mkdirSync(source);
  Deno.writeTextFileSync(`${source}/a`, "first");
  {
    using file = Deno.openSync(`${source}/b`, { createNew: true, write: true });
    file.truncateSync(SIZE);
  }
  Deno.writeTextFileSync(`${source}/c`, "last");
  const events: TransferEvent[] = [];
  const digest = digestNamed("sha256")!;
  const [here, there] = memoryPair();
  const [sent, received] = await within(
    Promise.all([
      sendSession(here, prepareOffer(rootsOf([source]), digest, {}), { digest }),
      receiveSession(there, {
        into: box.into,
        accept: () => Promise.resolve(),
        onEvent: (event) => {
          events.push(event);
          if (event.type === "file_started" && event.path === `src/${began}`) {
            change(`${source}/b`);
          }
        },
      }),
    ]),
    "a changing source",
  );
  return { sent, received, events };
}

for (const [what, says, change] of CHANGES) {
  Deno.test(`row 20: a file that ${what} while it is sent fails by name, and the rest arrives`, async () => {
    using box = new Box();
    const { sent, received, events } = await sendChanging(box, change);
    assertEquals([sent.files, sent.failed], [2, 1]);
    assertEquals([received.files, received.failed], [2, 1]);
    const failed = events.find((event) => event.type === "file_failed");
    assertEquals(failed?.path, "src/b");
    assert(says.test(failed!.message), failed!.message);
    assert(!failed!.message.includes(box.root), failed!.message);
    const names = [...Deno.readDirSync(`${box.into}/src`)].map(({ name }) => name).sort();
    assertEquals(names, ["a", "c"]);
  });
}

Deno.test("row 20: a file that is removed while it is sent arrives complete, because it was open", async () => {
  using box = new Box();
  const { sent, received } = await sendChanging(box, (path) => Deno.removeSync(path));
  assertEquals([sent.files, sent.failed], [3, 0]);
  assertEquals(received.files, 3);
  assertEquals(Deno.statSync(`${box.into}/src/b`).size, SIZE);
});

/** Offers a folder, changes the file `b` in it, and sends it. */
async function sendTurned(box: Box, source: string, turn: (path: string) => void, what: string) {
  const digest = digestNamed("sha256")!;
  const prepared = prepareOffer(rootsOf([source]), digest, {});
  turn(`${source}/b`);
  const [here, there] = memoryPair();
  return await within(
    Promise.all([
      sendSession(here, prepared, { digest }),
      receiveSession(there, { into: box.into, accept: () => Promise.resolve() }),
    ]),
    what,
  );
}

Deno.test("row 20: a file that is missing, a folder or a pipe at its turn fails by name", async () => {
  const turns: ((path: string) => void)[] = [
    (path) => Deno.removeSync(path),
    (path) => {
      Deno.removeSync(path);
      Deno.mkdirSync(path);
    },
  ];
  for (const turn of turns) {
    using box = new Box();
    const source = `${box.outside}/src`;
    Deno.mkdirSync(source);
    Deno.writeTextFileSync(`${source}/a`, "abc");
    Deno.writeTextFileSync(`${source}/b`, "abc");
    const [sent, received] = await sendTurned(box, source, turn, "a source that is gone");
    assertEquals([sent.files, sent.failed, received.files, received.failed], [1, 1, 1, 1]);
    assertEquals([...Deno.readDirSync(`${box.into}/src`)].map(({ name }) => name), ["a"]);
  }
});

Deno.test("row 20: an empty file that has content, is a link or is gone at its turn fails by name", async () => {
  const turns: ((path: string) => void)[] = [
    (path) => Deno.writeTextFileSync(path, "more"),
    (path) => Deno.removeSync(path),
    (path) => {
      Deno.removeSync(path);
      Deno.symlinkSync("a", path);
    },
  ];
  for (const turn of turns) {
    using box = new Box();
    const source = `${box.outside}/src`;
    Deno.mkdirSync(source);
    Deno.writeTextFileSync(`${source}/a`, "abc");
    for (const name of ["b", "c"]) Deno.writeTextFileSync(`${source}/${name}`, "");
    const [sent, received] = await sendTurned(
      box,
      source,
      turn,
      "an empty source that is replaced",
    );
    assertEquals([sent.files, sent.failed, received.files, received.failed], [2, 1, 2, 1]);
    const names = Array.from(Deno.readDirSync(`${box.into}/src`), ({ name }) => name);
    assertEquals(names.sort(), ["a", "c"]);
  }
});

Deno.test("row 20: a file that changes while its tail is sent fails, and its part is discarded", async () => {
  for (const [, says, change] of CHANGES) {
    using box = new Box();
    leavePart(box.into, "src/b", SIZE / 2);
    const { sent, received, events } = await sendChanging(box, change);
    assertEquals([sent.files, sent.failed, received.files, received.failed], [2, 1, 2, 1]);
    const started = events.find(({ type, path }) => type === "file_started" && path === "src/b");
    assert(started?.type === "file_started" && started.offset > 0, "it was not resumed");
    const failed = events.find((event) => event.type === "file_failed");
    assert(says.test(failed!.message), failed!.message);
    assertEquals([...Deno.readDirSync(box.into)].map(({ name }) => name).sort(), [
      "mine.txt",
      "src",
    ]);
  }
});
