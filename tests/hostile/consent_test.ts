/** Senders that send something else than the user has accepted. @module */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { concat, file, fin, greeting, ScriptedPeer, Wire } from "../support/scripted_peer.ts";
import { noTerminal, startOnTerminal } from "../support/on_terminal.ts";
import { assertCode, attackReceiver } from "./attack.ts";
import { Box } from "./box.ts";
import { folder } from "./obedient_sender.ts";
import { startReceiver } from "./program.ts";

const ONE_FILE = { kinds: ["file"], entries: 1, bytes: 0, exact: false };
const OTHERS: [what: string, offer: Record<string, unknown>, bytes: Uint8Array][] = [
  ["a folder that was offered as a file", ONE_FILE, folder(0, "a")],
  ["a file in a folder that was offered as a file", ONE_FILE, file(0, "a/b")],
  ["a file that was offered as a folder", { ...ONE_FILE, kinds: ["dir"] }, file(0, "a")],
  [
    "a second file where one of unknown size was offered",
    ONE_FILE,
    concat(file(0, "a"), file(1, "a", "b")),
  ],
  [
    "a third entry where two files of unknown size were offered",
    { ...ONE_FILE, names: ["a", "b"], kinds: ["file", "file"], roots: 2 },
    concat(file(0, "a"), file(1, "b"), file(2, "a")),
  ],
  [
    "a second name that was not listed although it would have fitted",
    { ...ONE_FILE, roots: 2, entries: 2 },
    concat(file(0, "a"), file(1, "b")),
  ],
  ["kinds that do not match the names", { kinds: ["file", "file"] }, file(0, "a")],
  ["an unknown kind", { kinds: ["socket"] }, file(0, "a")],
];

for (const [what, offer, bytes] of OTHERS) {
  Deno.test(`rejects ${what}`, async () => {
    using box = new Box();
    const found = await attackReceiver(box, concat(greeting(offer), bytes));
    assertCode(found, "protocol", what);
    box.assertUntouched(what);
  });
}

/** What the receiver's user is shown of an offer. */
async function shown(offer: Record<string, unknown>): Promise<string> {
  using box = new Box();
  await using program = await startReceiver(box.into);
  const peer = await ScriptedPeer.dial(await program.port());
  await peer.write(greeting(offer), fin({ files: 0, bytes: 0 }));
  const [{ err }] = await Promise.all([program.ended, peer.rest()]);
  peer.close();
  return err;
}

Deno.test("shows whether an offer is one file, a folder, or more than was counted", async () => {
  const any = { entries: 1, bytes: 0, exact: false };
  const cases: [Record<string, unknown>, string][] = [
    [any, "offers a (more than 1 file or folder, more than 0 B)\n"],
    [{ ...any, kinds: ["file"] }, "offers a (unknown size)\n"],
    [{ ...any, kinds: ["file"], bytes: 10 }, "offers a (more than 10 B)\n"],
    [{ ...any, kinds: ["dir"] }, "offers a/ (more than 1 file or folder, more than 0 B)\n"],
    [{ ...any, kinds: ["dir"], exact: true }, "offers a/ (empty folder)\n"],
    [{ kinds: ["dir"], entries: 3, exact: true }, "offers a/ (3 files and folders, 3 B)\n"],
  ];
  for (const [offer, text] of cases) assertStringIncludes(await shown(offer), text);
});

const reason = noTerminal();
const FIRST = { kinds: ["file"], entries: 1, bytes: 10, exact: true };
const SECOND: [what: string, offer: Record<string, unknown>, asked: number][] = [
  ["asks again for a larger offer after a lost connection", { ...FIRST, bytes: 11 }, 2],
  ["asks again for an offer without a limit", { ...FIRST, exact: false, bytes: 11 }, 2],
  ["asks again for a folder of the same name", { ...FIRST, kinds: ["dir"] }, 2],
  ["does not ask again for the same offer", FIRST, 1],
];
for (const [what, second, asked] of SECOND) {
  Deno.test({
    name: what + (reason === undefined ? "" : ` (ignored: ${reason})`),
    ignore: reason !== undefined,
    async fn() {
      using box = new Box();
      const words = ["receive", "--listen", "127.0.0.1:0", "--plain", "--once"];
      await using receiver = await startOnTerminal([...words, "--into", box.into]);
      const { program, type } = receiver;
      const [, port] = await program.waitFor(/Listening on tcp:\/\/\S+:(\d+)/, "out");
      const offer = async (members: Record<string, unknown>, ...bytes: Uint8Array[]) => {
        const peer = await ScriptedPeer.dial(Number(port));
        await peer.write(greeting(members), ...bytes);
        return peer;
      };
      const lost = await offer(FIRST);
      await program.waitFor(/Receive into .*\? \[y\/N\] $/, "out");
      await type("y\r");
      await lost.readPreface();
      await lost.until(Wire.answer);
      lost.close();
      await program.waitFor(/retrying/, "out");
      const body = asked === 1 ? [file(0, "a"), fin()] : [];
      const again = await offer(second, ...body);
      if (asked > 1) {
        await program.waitFor(/retrying[^]*Receive into .*\? \[y\/N\] $/, "out");
        await type("n\r");
      }
      const [{ code, out }] = await Promise.all([program.ended, again.rest()]);
      again.close();
      assertEquals([code, out.split("[y/N]").length - 1], [asked > 1 ? 77 : 0, asked], out);
    },
  });
}
