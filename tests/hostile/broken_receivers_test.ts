/** Broken receivers against a real sender over a real socket. @module */

import { assert, assertEquals } from "@std/assert";
import { frame, hello, preface, type ScriptedPeer, Wire } from "../support/scripted_peer.ts";
import { assertCode, assertTold, attackSender } from "./attack.ts";
import { Box } from "./box.ts";
import { BROKEN_RECEIVERS } from "./broken_receivers.ts";

function makeSource(box: Box): string {
  Deno.writeTextFileSync(`${box.outside}/a`, "abc");
  box.remember();
  return `${box.outside}/a`;
}

for (const { row, what, bytes, code } of BROKEN_RECEIVERS) {
  Deno.test(`row ${row}: a receiver that ${what} ends in ${code}`, async () => {
    using box = new Box();
    const found = await attackSender([makeSource(box)], bytes);
    assertCode(found, code);
    if (!found.error!.remote) assertTold(found, code);
    box.assertUntouched();
  });
}

/** Greets and accepts. */
async function agree(peer: ScriptedPeer, ask: boolean): Promise<void> {
  await peer.write(preface(), hello("receive"));
  await peer.readPreface();
  await peer.until(Wire.offer);
  await peer.write(frame(Wire.answer, { accept: true, ask }));
}

Deno.test("row 16: rejects a receiver that wants a file from beyond its end", async () => {
  using box = new Box();
  const found = await attackSender([makeSource(box)], async (peer) => {
    await agree(peer, true);
    await peer.until(Wire.entry);
    await peer.write(frame(Wire.want, { id: 0, offset: 4 }));
    const told = await peer.until(Wire.error);
    assertEquals(told.json?.code, "protocol");
  });
  assertCode(found, "protocol");
});

Deno.test("row 16: rejects a verdict on a file that was sent from its start", async () => {
  using box = new Box();
  const found = await attackSender([makeSource(box)], async (peer) => {
    await agree(peer, true);
    await peer.until(Wire.entry);
    await peer.write(frame(Wire.want, { id: 0, offset: 0 }));
    await peer.until(Wire.fin);
    await peer.write(frame(Wire.verdict, { id: 0, ok: false }));
    await peer.rest();
  });
  assertCode(found, "protocol");
});

Deno.test("row 18: rejects a receiver that wants one file again and again", async () => {
  using box = new Box();
  const found = await attackSender([makeSource(box)], async (peer) => {
    await agree(peer, true);
    await peer.until(Wire.entry);
    const none = frame(Wire.want, { id: 0, offset: null });
    await peer.write(none, none);
    await peer.until(Wire.error);
  });
  assertCode(found, "protocol");
});

for (
  const [what, totals] of [
    ["more files than were sent", { files: 2, bytes: 3, failed: 0 }],
    ["more bytes than were sent", { files: 1, bytes: 4, failed: 0 }],
    ["fewer files than were sent", { files: 0, bytes: 0, failed: 0 }],
    ["a negative number of files", { files: -1, bytes: 0, failed: 0 }],
  ] as const
) {
  Deno.test(`row 14: a receiver that stored ${what} is an error`, async () => {
    using box = new Box();
    const found = await attackSender([makeSource(box)], async (peer) => {
      await agree(peer, false);
      await peer.until(Wire.fin);
      await peer.write(frame(Wire.done, totals));
      await peer.rest();
    });
    assertCode(found, "protocol");
  });
}

Deno.test("row 14: counts what the receiver lost as failed", async () => {
  for (const files of [0, 1]) {
    using box = new Box();
    const found = await attackSender([makeSource(box)], async (peer) => {
      await agree(peer, false);
      await peer.until(Wire.fin);
      await peer.write(frame(Wire.done, { files, bytes: 3 * files, failed: 1 }));
      await peer.rest();
    });
    assertEquals(found.summary?.failed, 1);
  }
});

Deno.test("row 26: messages to the peer do not contain paths of this machine", async () => {
  using box = new Box();
  const path = makeSource(box);
  let said = "";
  const found = await attackSender([path], async (peer) => {
    await peer.write(preface(), hello("receive"));
    await peer.readPreface();
    await peer.until(Wire.offer);
    Deno.removeSync(path);
    await peer.write(frame(Wire.answer, { accept: true, ask: false }));
    for (let one; (one = await peer.next());) {
      said += new TextDecoder().decode(one.bytes);
      if (one.type === Wire.fin) {
        await peer.write(frame(Wire.done, { files: 0, bytes: 0, failed: 0 }));
      }
    }
  });
  assertEquals(found.summary?.failed, 1);
  assert(said.includes("no such file"), said);
  assert(!said.includes(box.root), said);
});
