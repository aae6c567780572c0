/** Runs the programs of docs/library.md as they are printed, with the permissions of their lines. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { childEnvironment, configInForce } from "../scripts/closed_network.ts";
import { describeTree, makeOddTree, temporaryFolder } from "./support/folder.ts";
import type { Program } from "./support/process.ts";
import { startCommand } from "./support/start_command.ts";

const page = await Deno.readTextFile(new URL("../docs/library.md", import.meta.url));

/** The permissions, the name and the code of each program, in the order of the page. */
const programs = new Map(
  Array.from(
    page.matchAll(/^```sh\ndeno run ([^\n]*?) (\w+\.ts)[^\n]*\n```\n\n```ts ignore\n(.*?)```/gms),
    ([, flags, file, code]) => [file!, { flags: flags!.split(" "), code: code! }],
  ),
);

/** Starts a program of the page in a folder that has what the page says: `holiday`, `inbox`, a secret. */
async function startProgram(folder: string, file: string, ...args: string[]): Promise<Program> {
  const { flags, code } = programs.get(file)!;
  await Deno.writeTextFile(join(folder, file), code);
  const run = ["run", "--quiet", "--no-prompt", `--config=${await configInForce()}`];
  return startCommand([Deno.execPath(), ...run, ...flags, file, ...args], {
    cwd: folder,
    env: { ...childEnvironment(), NO_COLOR: "1" },
  });
}

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  await Deno.mkdir(join(folder.path, "inbox"));
  await makeOddTree(join(folder.path, "holiday"));
  await Deno.writeTextFile(join(folder.path, "secret.txt"), "a secret of several words");
  await test(folder.path);
}

/** Checks that both sides have ended well, and that all has arrived. */
async function assertTransferred(folder: string, sender: Program, receiver: Program) {
  const [sent, received] = await Promise.all([sender.ended, receiver.ended]);
  assertEquals([sent.code, sent.err, received.code, received.err], [0, "", 0, ""]);
  const [, count] = /^sent (\d+ files of \d+ bytes)$/m.exec(sent.out) ?? [];
  assert(count !== undefined && received.out.endsWith(`received ${count}\n`), received.out);
  assertMatch(received.out, /^tcp:\/\/127\.0\.0\.1:\d+ offers holiday$/m);
  assertEquals(describeTree(join(folder, "inbox/holiday")), describeTree(join(folder, "holiday")));
}

const ignore = Deno.build.os === "windows";

Deno.test("every program on the page has its line of permissions", () => {
  assertEquals(programs.size, page.match(/^```ts/gm)!.length);
  assertEquals([...programs.keys()].sort(), [
    "receive.ts",
    "receive_code.ts",
    "send.ts",
    "send_code.ts",
  ]);
});

Deno.test({
  name: "the programs with a secret send and receive a folder, and reject another secret",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      await using receiver = await startProgram(folder, "receive.ts", "127.0.0.1:0");
      const [, address] = await receiver.waitFor(/^listening on (\S+)$/m, "out");
      const secret = join(folder, "secret.txt");
      await Deno.writeTextFile(secret, "a guess");
      await using stranger = await startProgram(folder, "send.ts", address!);
      assertEquals((await stranger.ended).code, 1);
      await receiver.waitFor(/^tcp:\/\/127\.0\.0\.1:\d+: .*\n$/);
      receiver.err = "";
      await Deno.writeTextFile(secret, "a secret of several words");
      await using sender = await startProgram(folder, "send.ts", address!);
      await assertTransferred(folder, sender, receiver);
    }),
});

Deno.test({
  name: "the programs with a code send and receive a folder, and reject a wrong code",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      await using sender = await startProgram(folder, "send_code.ts", "127.0.0.1:0");
      const [, address] = await sender.waitFor(/^listening on (\S+)$/m, "out");
      const [, code] = await sender.waitFor(/^code (\S+)$/m, "out");
      const wrong = `${code!.split("-")[0]}-zoo-zoo`;
      await using guess = await startProgram(folder, "receive_code.ts", address!, wrong);
      const { code: exit, err } = await guess.ended;
      assertEquals(exit, 1, err);
      assertMatch(err, /^wrong_code: /);
      await sender.waitFor(/^wrong code; 2 guesses left\n$/);
      sender.err = "";
      await using receiver = await startProgram(folder, "receive_code.ts", address!, code!);
      await assertTransferred(folder, sender, receiver);
    }),
});
