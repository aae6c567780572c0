/** What a killed `receive --localsend` leaves. @module */

import { assertEquals } from "@std/assert";
import { temporaryFolder } from "../support/folder.ts";
import { killHard, staged, stagingIn } from "../support/killed.ts";
import { until } from "../support/wait.ts";
import { Waiting } from "../web/localsend/receive/waiting.ts";

/** Begins to send a file, and resolves to its staging folder. */
async function beginFile({ sender, into }: Waiting, name: string): Promise<string> {
  const session = await sender.prepare([{ name, size: 4_000_000 }]);
  void sender.upload(
    session,
    0,
    (request) => void request.write(new Uint8Array(3_000_000).fill(1)),
  );
  return await staged(into, name, 1);
}

Deno.test("a receiver removes the part of a file that a killed one has left, and nothing of one that runs", async () => {
  await using folder = await temporaryFolder();
  await using killed = await Waiting.start(["--yes"], { folder });
  const orphan = await beginFile(killed, "a");
  await using running = await Waiting.start(["--yes"], { folder });
  const used = await beginFile(running, "b");
  assertEquals(stagingIn(killed.into).sort(), [orphan, used].sort());
  await killHard(killed.program);
  await using next = await Waiting.start(["--yes"], { folder });
  await until(() => !stagingIn(next.into).includes(orphan), "the orphan is removed");
  assertEquals(stagingIn(next.into), [used]);
});
