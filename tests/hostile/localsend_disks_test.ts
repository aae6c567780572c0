/** `receive --localsend` into disks that are full, forbidden or gone. @module */

import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { join } from "node:path";
import { temporaryFolder } from "../support/folder.ts";
import { staged } from "../support/killed.ts";
import { until } from "../support/wait.ts";
import type { Session } from "../web/localsend/receive/sender.ts";
import { Waiting } from "../web/localsend/receive/waiting.ts";
import { Disk, diskTest, humbleTest } from "./disk.ts";

const big = new Uint8Array(3 * 2 ** 20).fill(120);

/** Offers three files, and sends the first one. */
async function begin({ sender }: Waiting): Promise<Session> {
  const session = await sender.prepare([
    { name: "small", content: "s" },
    { name: "big", size: big.length },
    { name: "other", content: "o" },
  ]);
  assertEquals(await sender.upload(session, 0, "s"), 200);
  return session;
}

/** Asserts that the program has ended with this code and error, of which the user is told once. */
async function assertEnded({ program }: Waiting, code: number, error: RegExp): Promise<void> {
  const ended = await program.ended;
  assertEquals(ended.code, code, ended.err);
  assertMatch(ended.err, error);
  assertMatch(ended.err, /^1 of 3 files was received$/m);
  assertNotMatch(ended.err, /Failed/);
}

diskTest(
  "a disk that is full in the middle of a file ends a session of LocalSend with 74",
  async () => {
    await using folder = await temporaryFolder();
    using disk = new Disk(join(folder.path, "in"), "size=8m");
    await using waiting = await Waiting.start(["--yes", "--once"], { folder });
    const session = await begin(waiting);
    // As another program fills it.
    disk.remount("size=1m");
    const { status, text } = await waiting.sender.uploadFor(session, 1, big);
    assertEquals([status, JSON.parse(text).message], [500, "No space left on the disk"]);
    await assertEnded(
      waiting,
      74,
      /^sluice: Cannot write "big": no space left on the disk; make room and try again$/m,
    );
    assertEquals(waiting.names(), ["small"]);
  },
);

diskTest("a receiver whose disk was full waits on, and takes what is sent after that", async () => {
  await using folder = await temporaryFolder();
  using disk = new Disk(join(folder.path, "in"), "size=8m");
  await using waiting = await Waiting.start(["--yes", "--if-exists", "skip"], { folder });
  const { program, sender } = waiting;
  const session = await begin(waiting);
  disk.remount("size=1m");
  assertEquals(await sender.upload(session, 1, big), 500);
  const late = await sender.uploadFor(session, 2, "o");
  assertEquals([late.status, JSON.parse(late.text).message], [403, "No session is running"]);
  await until(() => /^sluice: Cannot write "big"/m.test(program.err), "the error is reported");
  disk.remount("size=8m");
  const again = await sender.prepare([{ name: "big", size: big.length }]);
  assertEquals(await sender.upload(again, 0, big), 200);
  assertEquals(waiting.content("big").length, big.length);
});

Deno.test("a destination that disappears between two files ends the session with 73", async () => {
  await using waiting = await Waiting.start(["--yes", "--once"]);
  const session = await begin(waiting);
  await Deno.remove(waiting.into, { recursive: true });
  const { status, text } = await waiting.sender.uploadFor(session, 1, big);
  assertEquals([status, JSON.parse(text).message], [500, "The folder cannot be written"]);
  await assertEnded(
    waiting,
    73,
    /^sluice: Cannot store in ".*\/in": the folder does not exist any more; create it and try again$/m,
  );
});

Deno.test("a destination that disappears in the middle of a file ends the session with 73", async () => {
  await using waiting = await Waiting.start(["--yes", "--once"]);
  const session = await begin(waiting);
  const { promise, resolve } = Promise.withResolvers<() => void>();
  const sent = waiting.sender.upload(session, 1, (request) => {
    request.write(big.subarray(1));
    resolve(() => void request.end(big.subarray(0, 1)));
  });
  const end = await promise;
  await staged(waiting.into, "big", 1);
  await Deno.remove(waiting.into, { recursive: true });
  end();
  assertEquals(await sent, 500);
  await assertEnded(
    waiting,
    73,
    /^sluice: Cannot store .*the folder does not exist any more; create/m,
  );
});

humbleTest(
  "a destination that may no longer be written in ends the session with 73",
  async (prefix) => {
    await using waiting = await Waiting.start(["--yes", "--once"], { prefix });
    const session = await begin(waiting);
    await Deno.chmod(waiting.into, 0o500);
    assertEquals(await waiting.sender.upload(session, 1, big), 500);
    await assertEnded(
      waiting,
      73,
      /^sluice: Cannot store in ".*\/in": permission denied; use another folder$/m,
    );
    await Deno.chmod(waiting.into, 0o700);
  },
);
