/** Senders that speak the protocol correctly and store names that other programs run. @module */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  concat,
  entry,
  file,
  fin,
  FULL_LIST,
  greeting,
  ScriptedPeer,
} from "../support/scripted_peer.ts";
import { noTerminal, startOnTerminal } from "../support/on_terminal.ts";
import { assertCode, assertTold, attackReceiver } from "./attack.ts";
import { Box } from "./box.ts";
import { folder } from "./obedient_sender.ts";
import { startReceiver } from "./program.ts";

const PHOTOS = { names: ["photos", ...FULL_LIST], roots: 20, entries: 20 };
const HIDDEN: [what: string, part: string, offer: Record<string, unknown>, bytes: Uint8Array][] = [
  [
    "a file beyond the names of the offer",
    ".bashrc",
    PHOTOS,
    concat(file(0, "photos"), file(1, ".bashrc"), fin({ files: 2, bytes: 6 })),
  ],
  [
    "a folder beyond the names of the offer",
    ".ssh",
    PHOTOS,
    concat(
      file(0, "photos"),
      folder(1, ".ssh"),
      file(2, ".ssh/authorized_keys"),
      fin({ files: 2, bytes: 6 }),
    ),
  ],
  [
    "a name that a file system treats as another",
    ".\u017fsh",
    PHOTOS,
    concat(file(0, "photos"), folder(1, ".\u017fsh"), fin()),
  ],
  [
    "a hook of version control",
    "proj/.git",
    { names: ["proj"], roots: 1, entries: 5 },
    concat(
      folder(0, "proj"),
      folder(1, "proj/.git"),
      folder(2, "proj/.git/hooks"),
      file(3, "proj/.git/hooks/post-checkout"),
      fin(),
    ),
  ],
];

for (const [what, part, offer, bytes] of HIDDEN) {
  Deno.test(`rejects ${what} that the user was not asked about`, async () => {
    using box = new Box();
    const found = await attackReceiver(box, concat(greeting(offer), bytes));
    assertCode(found, "declined", what);
    assertTold(found, "declined", what);
    box.assertUntouched(what);
  });

  Deno.test(`asks once about ${what}, and stores it after a yes`, async () => {
    using box = new Box();
    const asked: string[] = [];
    const found = await attackReceiver(box, concat(greeting(offer), bytes), {
      acceptName: (path) => Promise.resolve(void asked.push(path)),
    });
    assertEquals([found.error, asked], [undefined, [part]]);
    assert(Deno.lstatSync(`${box.into}/${part}`) !== undefined);
  });

  Deno.test(`--yes does not cover ${what}, --accept-name does`, async () => {
    const receive = async (box: Box, args: string[]) => {
      await using program = await startReceiver(box.into, ["--yes", ...args]);
      const peer = await ScriptedPeer.dial(await program.port());
      await peer.write(greeting(offer), bytes);
      await peer.readPreface();
      const [ended] = await Promise.all([program.ended, peer.rest()]);
      peer.close();
      return ended;
    };
    const last = part.slice(part.lastIndexOf("/") + 1);
    {
      using box = new Box();
      const { code, err } = await receive(box, []);
      assertEquals(code, 77, err);
      assertStringIncludes(err, `--accept-name "${last}"`);
      box.assertUntouched(what);
    }
    using box = new Box();
    const { code, err } = await receive(box, ["--accept-name", last]);
    assertEquals(code, 0, err);
    assert(Deno.lstatSync(`${box.into}/${part}`) !== undefined);
  });
}

Deno.test("rejects more top-level names than were offered", async () => {
  using box = new Box();
  const files = ["a", "b", "c"].map((name, id) => file(id, name));
  const offer = greeting({ names: ["a", "b"], roots: 2, entries: 3 });
  const found = await attackReceiver(box, concat(offer, ...files, fin({ files: 3, bytes: 9 })));
  assertCode(found, "unsafe_name");
  box.assertUntouched();
});

const reason = noTerminal();
for (const answer of ["y", "n"]) {
  Deno.test({
    name: `asks about a later name on the terminal, and obeys ${answer}` +
      (reason === undefined ? "" : ` (ignored: ${reason})`),
    ignore: reason !== undefined,
    async fn() {
      using box = new Box();
      const words = ["receive", "--listen", "127.0.0.1:0", "--plain", "--once", "--no-resume"];
      await using receiver = await startOnTerminal([...words, "--into", box.into]);
      const { program, type } = receiver;
      const [, port] = await program.waitFor(/Listening on tcp:\/\/\S+:(\d+)/, "out");
      const peer = await ScriptedPeer.dial(Number(port));
      await peer.write(
        greeting({ names: ["a"], entries: 6 }),
        folder(0, "a"),
        folder(1, "a/.git"),
        entry({ id: 2, kind: "dir", path: "a/b", size: 0 }),
        folder(3, "a/b/.git"),
        file(4, "a/b/c"),
        fin(),
      );
      await program.waitFor(/Receive into .*\? \[y\/N\] $/, "out");
      await type("y\r");
      await program.waitFor(
        /a\/\.git" is read or run .* every \.git of this transfer\? \[y\/N\] $/,
        "out",
      );
      await type(`${answer}\r`);
      const [{ code, out }] = await Promise.all([program.ended, peer.rest()]);
      peer.close();
      assertEquals(code, answer === "y" ? 0 : 77, out);
      // The second folder of that name is covered by the first answer.
      assertEquals(out.split("[y/N]").length, 3, out);
      if (answer === "n") box.assertUntouched();
      else assertEquals(Deno.readTextFileSync(`${box.into}/a/b/c`), "abc");
    },
  });
}
