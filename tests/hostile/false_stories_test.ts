/**
 * Peers that speak the protocol and send inconsistent frames, against the real sessions.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { concat, data, entry, file, fin, frame, greeting, Wire } from "../support/scripted_peer.ts";
import { assertCode, assertTold, attackReceiver, attackSender } from "./attack.ts";
import { Box } from "./box.ts";
import { receiver, RECEIVERS, SENDERS, told } from "./false_stories.ts";
import { leavePart } from "./left_part.ts";

for (const story of SENDERS) {
  Deno.test(`a sender that ${story.what} ends in ${story.code}`, async () => {
    using box = new Box();
    const found = await attackReceiver(box, told(story));
    assertCode(found, story.code);
    assertTold(found, story.code);
    box.assertUntouched();
  });
}

for (const story of RECEIVERS) {
  Deno.test(`a receiver that ${story.what} ends in ${story.code}`, async () => {
    using box = new Box();
    Deno.writeTextFileSync(`${box.outside}/a`, "abc");
    box.remember();
    assertCode(await attackSender([`${box.outside}/a`], receiver(story)), story.code);
    box.assertUntouched();
  });
}

Deno.test("a sender that leaves out what it was asked for, and its totals too, ends in protocol", async () => {
  const start = frame(Wire.start, { id: 0, offset: 2 });
  for (const sent of [[], [start], [start, data("c")]]) {
    using box = new Box();
    leavePart(box.into, "a", "ab");
    const found = await attackReceiver(box, async (peer) => {
      await peer.write(greeting(), entry());
      await peer.readPreface();
      await peer.until(Wire.want);
      await peer.write(...sent, fin({ files: 0, bytes: 0 }));
      assertEquals((await peer.rest()).at(-1)?.type, Wire.error);
    }, { resume: true });
    assertCode(found, "protocol");
    assertEquals(box.changes().filter((line) => !line.includes(" in/.sluice-")), []);
  }
});

Deno.test("what the sender could not send is counted as failed, though nothing names it", async () => {
  using box = new Box();
  const found = await attackReceiver(box, concat(greeting(), file(0, "a"), fin({ failed: 2 })));
  assertEquals([found.summary?.files, found.summary?.failed], [1, 2]);
});

Deno.test("a skipped file that is also in the totals is counted once", async () => {
  using box = new Box();
  const skip = frame(Wire.skip, { id: 1, code: "io", message: "gone" });
  const found = await attackReceiver(
    box,
    concat(
      greeting({ names: ["a", "b"], roots: 2, entries: 2 }),
      file(0, "a"),
      entry({ id: 1, path: "b" }),
      skip,
      fin({ failed: 1 }),
    ),
  );
  assertEquals([found.summary?.files, found.summary?.failed], [1, 1]);
  assertEquals(box.changes(), ["+ file 644 in/a: abc"]);
});

Deno.test("the receiver is done only when its files are committed", async () => {
  using box = new Box();
  const taken = `${box.into}/a`;
  const found = await attackReceiver(box, concat(greeting(), file(0, "a"), fin()), {
    // Another program takes the name between the last byte and the commit.
    onEvent: ({ type }) => type === "file_done" && Deno.writeTextFileSync(taken, "mine"),
  });
  assertCode(found, "exists");
  assertTold(found, "exists");
  assert(!found.heard.some(({ type }) => type === Wire.done), "it was done before it had placed");
  assertEquals(Deno.readTextFileSync(taken), "mine");
});

Deno.test("when the sender receives done, the files are committed and nothing else is left", async () => {
  using box = new Box();
  let then: string[] | undefined;
  const found = await attackReceiver(box, async (peer) => {
    await peer.write(greeting(), file(0, "a"), fin());
    await peer.readPreface();
    await peer.until(Wire.done);
    then = box.changes().filter((line) => !line.includes(" in/.sluice-"));
    await peer.rest();
  });
  assertEquals(found.error, undefined);
  assertEquals(then, ["+ file 644 in/a: abc"]);
});
