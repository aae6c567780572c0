/** A valid session, cut at every byte of either direction: row 14. @module */

import { assert, assertEquals } from "@std/assert";
import { exitCodeOf } from "../../lib/cli/exit_codes.ts";
import { digestNamed } from "../../lib/digest/all.ts";
import { rootsOf } from "../../lib/file/source/roots.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { prepareOffer } from "../../lib/transfer/offer.ts";
import { receiveSession } from "../../lib/transfer/receive/receive_session.ts";
import { sendSession } from "../../lib/transfer/send/send_session.ts";
import { assertCode, attackReceiver, attackSender } from "./attack.ts";
import { Box } from "./box.ts";
import { recorded } from "./recorded.ts";

/** Creates a small folder next to the destination, and returns its path. */
function makeSource(box: Box): string {
  const source = `${box.outside}/src`;
  Deno.mkdirSync(`${source}/empty`, { recursive: true });
  Deno.writeTextFileSync(`${source}/a`, "some content");
  Deno.writeTextFileSync(`${source}/nothing`, "");
  box.remember();
  return source;
}

/** The bytes of either side in a successful transfer. */
async function record(): Promise<{ sender: Uint8Array; receiver: Uint8Array }> {
  using box = new Box();
  const source = makeSource(box);
  const [here, there] = memoryPair();
  const sender = recorded(here);
  const receiver = recorded(there);
  const digest = digestNamed("sha256")!;
  const [sent, received] = await Promise.all([
    sendSession(sender.duplex, prepareOffer(rootsOf([source]), digest, {}), { digest }),
    receiveSession(receiver.duplex, { into: box.into, accept: () => Promise.resolve() }),
  ]);
  assertEquals([sent.files, received.files], [2, 2]);
  return { sender: sender.bytes(), receiver: receiver.bytes() };
}

/** Tries every length from 0 on, some concurrently, each with a box and a source of its own. */
async function everywhere(
  lengths: number,
  attempt: (length: number, box: Box, source: string) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    using box = new Box();
    const source = makeSource(box);
    while (next < lengths) {
      const length = next++;
      await attempt(length, box, source);
      box.assertUntouched(`${length} bytes`);
    }
  };
  await Promise.all(Array.from({ length: 6 }, worker));
}

Deno.test("row 14: a sender cut at any byte leaves nothing behind, and the receiver reports a cut", async () => {
  const { sender } = await record();
  assert(sender.length > 500);
  await everywhere(sender.length, async (length, box) => {
    const found = await attackReceiver(box, sender.slice(0, length), { end: true });
    assertCode(found, "cut", `${length} bytes`);
    assertEquals(exitCodeOf(found.error), 75);
  });
  using box = new Box();
  const found = await attackReceiver(box, sender, { end: true });
  assertEquals(found.summary?.files, 2);
});

Deno.test("row 14: a receiver cut at any byte is an error, and the sender reports a cut", async () => {
  const { receiver } = await record();
  assert(receiver.length > 150);
  await everywhere(receiver.length, async (length, _box, source) => {
    const found = await attackSender([source], receiver.slice(0, length), { end: true });
    assertCode(found, "cut", `${length} bytes`);
    assertEquals(exitCodeOf(found.error), 75);
  });
});

Deno.test("row 14: a receiver that closes at any byte without reading is an error", async () => {
  const { receiver } = await record();
  await everywhere(receiver.length, async (length, _box, source) => {
    const found = await attackSender([source], async (peer) => {
      await peer.write(receiver.slice(0, length));
      peer.close();
    });
    assertCode(found, "cut", `${length} bytes`);
  });
});

Deno.test("row 14: a sender that closes at any byte without reading leaves nothing behind", async () => {
  const { sender } = await record();
  await everywhere(sender.length, async (length, box) => {
    const found = await attackReceiver(box, async (peer) => {
      await peer.write(sender.slice(0, length));
      peer.close();
    });
    assertCode(found, "cut", `${length} bytes`);
  });
});
