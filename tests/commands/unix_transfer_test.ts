// Transfers over a Unix socket outside the folders that are sent and received into, with either side
// listening.

import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { temporaryFolder } from "../support/folder.ts";
import { type Program, start } from "../support/program.ts";

const onUnix = { ignore: Deno.build.os === "windows" };

/** How the two sides authenticate: flags of both, and whether the sender shows a code. */
const WAYS: Record<string, { both: string[]; code?: true }> = {
  "with --plain": { both: ["--plain"] },
  "with a code": { both: [], code: true },
  "with a secret": { both: ["--secret-file", "secret"] },
};

/** A folder with a file to send, a secret, and a folder of its own for the socket. */
async function scene(folder: string): Promise<string> {
  await Deno.writeTextFile(join(folder, "letter"), "content");
  await Deno.writeTextFile(join(folder, "secret"), "a secret of many characters", { mode: 0o600 });
  await Deno.mkdir(join(folder, "sockets"));
  return `unix:${join(folder, "sockets", "s")}`;
}

/** The side that connects comes first: where it fails, the other one waits without end. */
async function assertArrived(cwd: string, ...programs: Program[]): Promise<void> {
  for (const program of programs) {
    const { code, err } = await program.ended;
    assertEquals(code, 0, err);
  }
  assertEquals(await Deno.readTextFile(join(cwd, "into", "letter")), "content");
}

for (const [way, { both, code }] of Object.entries(WAYS)) {
  Deno.test({
    ...onUnix,
    name: `send listens on a Unix socket ${way}, and receive connects to it`,
    async fn() {
      await using folder = await temporaryFolder();
      const { path: cwd } = folder;
      const at = await scene(cwd);
      await using sender = await start(["send", "letter", "--listen", at, ...both], { cwd });
      await sender.waitFor(/Listening on unix:/);
      const words = code ? [(await sender.waitFor(/sluice receive (\S+)/))[1]!] : [];
      const to = ["--from", at, "--into", "into", "--yes"];
      await using receiver = await start(["receive", ...words, ...to, ...both], { cwd });
      await assertArrived(cwd, receiver, sender);
    },
  });
}

for (const way of ["with --plain", "with a secret"]) {
  const { both } = WAYS[way]!;
  Deno.test({
    ...onUnix,
    name: `receive listens on a Unix socket ${way}, and send connects to it`,
    async fn() {
      await using folder = await temporaryFolder();
      const { path: cwd } = folder;
      const at = await scene(cwd);
      const waiting = ["--listen", at, "--into", "into", "--yes", "--once"];
      await using receiver = await start(["receive", ...waiting, ...both], { cwd });
      await receiver.waitFor(/Listening on unix:/);
      await using sender = await start(["send", "letter", "--to", at, ...both], { cwd });
      await assertArrived(cwd, sender, receiver);
    },
  });
}

Deno.test({
  ...onUnix,
  name: "receive writes one file from a Unix socket to standard output",
  async fn() {
    await using folder = await temporaryFolder();
    const { path: cwd } = folder;
    const at = await scene(cwd);
    await using sender = await start(["send", "letter", "--listen", at, "--plain"], { cwd });
    await sender.waitFor(/Listening on unix:/);
    const words = ["receive", "--from", at, "--plain", "--stdout", "--yes"];
    await using receiver = await start(words, { cwd });
    const { code, out, err } = await receiver.ended;
    assertEquals([code, out], [0, "content"], err);
    assertEquals((await sender.ended).code, 0);
  },
});
