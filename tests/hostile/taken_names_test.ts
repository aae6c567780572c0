/** Names that exist, and two senders of one name: row 12. @module */

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { IF_EXISTS } from "../../lib/file/if_exists.ts";
import { data, end, entry, fin, frame, greeting, sha256 } from "../support/scripted_peer.ts";
import { type ScriptedPeer, Wire } from "../support/scripted_peer.ts";
import { assertCode, attackReceiver, within } from "./attack.ts";
import { Box } from "./box.ts";
import { folder, obedient } from "./obedient_sender.ts";

Deno.test("row 12: an existing file survives a failed transfer with every policy", async () => {
  for (const policy of IF_EXISTS) {
    using box = new Box();
    const greet = greeting({ names: ["mine.txt"] });
    const script = async (peer: ScriptedPeer) => {
      await peer.write(greet);
      await peer.readPreface();
      await peer.until(Wire.hello);
      const answer = await peer.next();
      if (answer?.type !== Wire.answer) return;
      await peer.write(entry({ path: "mine.txt", mtime: Date.now() + 9e6 }));
      const want = await peer.until(Wire.want);
      if (want.json!.offset === null) return;
      await peer.write(frame(Wire.start, { id: 0, offset: 0 }), data("abd"), end());
      await peer.rest();
    };
    const found = await attackReceiver(box, script, { ifExists: policy });
    assertCode(found, ["exists", "cut", "digest_mismatch"], policy);
    box.assertUntouched(policy);
  }
});

Deno.test("row 12: a folder in a file's place, and a file in a folder's, are kept", async () => {
  for (const policy of ["skip", "overwrite", "update", "rename"] as const) {
    for (const there of ["folder", "file"]) {
      using box = new Box();
      if (there === "folder") Deno.mkdirSync(`${box.into}/a/keep`, { recursive: true });
      else Deno.writeTextFileSync(`${box.into}/a`, "keep");
      box.remember();
      const entries = there === "folder"
        ? [entry({ mtime: Date.now() + 9e6 })]
        : [folder(0, "a"), entry({ id: 1, path: "a/f", mtime: Date.now() + 9e6 })];
      await attackReceiver(box, obedient(greeting(), entries, "abc"), { ifExists: policy });
      assertEquals(box.changes().filter((line) => line.startsWith("-")), [], `${policy} ${there}`);
    }
  }
});

Deno.test("row 12: of two concurrent senders of one name one succeeds, and both are told the result", async () => {
  for (const policy of ["refuse", "rename"] as const) {
    using box = new Box();
    // Both have been accepted, and each has an open file, before either of them ends.
    let open = 0;
    const both = Promise.withResolvers<void>();
    const script = (content: string) => async (peer: ScriptedPeer) => {
      await peer.write(greeting());
      await peer.readPreface();
      const { json } = await peer.until(Wire.answer);
      if (++open === 2) both.resolve();
      await both.promise;
      await peer.write(entry());
      if (json!.ask) {
        const { offset } = (await peer.until(Wire.want)).json!;
        await peer.write(frame(Wire.start, { id: 0, offset }));
      }
      await peer.write(data(content), end({ digest: sha256(content) }), fin());
      const last = (await peer.rest()).at(-1)!;
      heard.push(last.type === Wire.done ? "done" : String(last.json!.code));
    };
    const heard: string[] = [];
    const found = await within(
      Promise.all(
        ["one", "two"].map((content) =>
          attackReceiver(box, script(content), { ifExists: policy, resume: true })
        ),
      ),
      "two senders",
    );
    const won = found.filter(({ error }) => error === undefined);
    assertEquals(won.length, policy === "refuse" ? 1 : 2);
    assertEquals(heard.sort(), policy === "refuse" ? ["done", "exists"] : ["done", "done"]);
    const first = Deno.readTextFileSync(`${box.into}/a`);
    assert(first === "one" || first === "two", first);
    if (policy === "rename") {
      assertNotEquals(Deno.readTextFileSync(`${box.into}/a (1)`), first);
    }
  }
});
