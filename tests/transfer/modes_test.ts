// Permission bits that a sender does not know, or makes up.

import { assertEquals } from "@std/assert";
import { digestNamed } from "../../lib/digest/all.ts";
import { type SourceEntry, walk } from "../../lib/file/walk.ts";
import { dial } from "../../lib/socket/dial.ts";
import type { TransferEvent } from "../../lib/transfer/progress.ts";
import { sendSession } from "../../lib/transfer/send_session.ts";
import { attackReceiver } from "../hostile/attack.ts";
import { Box } from "../hostile/box.ts";
import { leavePart } from "../hostile/left_part.ts";
import { obedient } from "../hostile/obedient_sender.ts";
import { concat, data, end, entry, fin, frame, greeting } from "../support/scripted_peer.ts";
import { hello, preface, ScriptedPeer, Wire } from "../support/scripted_peer.ts";
import { Temporary } from "../file/temporary.ts";

const unix = Deno.build.os !== "windows";

/** A folder `d` with a file `d/f` in it, from a sender that gives both these members. */
const tree = (dir: Record<string, unknown>, file: Record<string, unknown>) =>
  concat(
    greeting({ names: ["d"] }),
    entry({ kind: "dir", path: "d", size: 0, ...dir }),
    entry({ id: 1, path: "d/f", ...file }),
    data("abc"),
    end({ id: 1 }),
    fin(),
  );

const modeOf = (path: string) => (Deno.lstatSync(path).mode! & 0o777).toString(8);

/** Runs with a umask. */
async function withUmask(umask: number, body: () => Promise<void>): Promise<void> {
  const before = Deno.umask(umask);
  try {
    await body();
  } finally {
    Deno.umask(before);
  }
}

for (const [umask, dir, file] of [[0o022, "755", "644"], [0o077, "700", "600"]] as const) {
  Deno.test({
    name: `entries without a mode get the default under umask ${umask.toString(8)}`,
    ignore: !unix,
    fn: () =>
      withUmask(umask, async () => {
        using box = new Box();
        const modeless = { modeless: true };
        const found = await attackReceiver(
          box,
          tree({ mode: 0o777, ...modeless }, { mode: 0o777, ...modeless }),
        );
        assertEquals(found.error, undefined);
        assertEquals([modeOf(`${box.into}/d`), modeOf(`${box.into}/d/f`)], [dir, file]);
      }),
  });
}

for (const [umask, dir, file] of [[0o022, "755", "644"], [0o077, "700", "600"]] as const) {
  Deno.test({
    name: `takes the bits of umask ${umask.toString(8)} away from the modes that a sender gives`,
    ignore: !unix,
    fn: () =>
      withUmask(umask, async () => {
        using box = new Box();
        const found = await attackReceiver(box, tree({ mode: 0o777 }, { mode: 0o666 }));
        assertEquals(found.error, undefined);
        assertEquals([modeOf(`${box.into}/d`), modeOf(`${box.into}/d/f`)], [dir, file]);
      }),
  });
}

Deno.test({
  name: "applies the umask of the session that ends a transfer, not of the one that began it",
  ignore: !unix,
  async fn() {
    using box = new Box();
    await withUmask(0o022, async () => void await leavePart(box.into, "a", "ab"));
    await withUmask(0o077, async () => {
      const script = obedient(greeting(), [entry({ mode: 0o777 })], "c");
      const found = await attackReceiver(box, script, { resume: true });
      // The scripted sender sends what is wanted, from where it is wanted.
      assertEquals(found.error, undefined);
      const started = { type: "file_started", path: "a", size: 3, offset: 2 };
      assertEquals(found.events[0], started as TransferEvent);
      assertEquals(modeOf(`${box.into}/a`), "700");
    });
  },
});

Deno.test({
  name: "keeps a file writable while it is written, whatever its mode",
  ignore: !unix,
  fn: () =>
    withUmask(0o022, async () => {
      using box = new Box();
      const found = await attackReceiver(box, tree({ mode: 0o555 }, { mode: 0o444 }));
      assertEquals(found.error, undefined);
      assertEquals([modeOf(`${box.into}/d`), modeOf(`${box.into}/d/f`)], ["555", "444"]);
    }),
});

Deno.test({
  name: "a folder that its owner could not enter can be entered once it has arrived",
  ignore: !unix,
  fn: () =>
    withUmask(0o022, async () => {
      using box = new Box();
      const found = await attackReceiver(box, tree({ mode: 0o666 }, { mode: 0o600 }));
      assertEquals(found.error, undefined);
      assertEquals([modeOf(`${box.into}/d`), modeOf(`${box.into}/d/f`)], ["755", "600"]);
    }),
});

Deno.test("a sender that knows no modes says so, with ones that older receivers can use", async () => {
  using temporary = new Temporary();
  temporary.write("d/f", "abc");
  const roots = [{ name: "d", source: temporary.at("d") }];
  const found = [...walk(roots)] as SourceEntry[];
  const entries = found.map((entry) => ({ ...entry, mode: null }));
  const digest = digestNamed("sha256")!;
  const offer = { names: ["d"], roots: 1, entries: 2, bytes: 3, exact: true, digest: 1 };
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const connection = await dial({ scheme: "tcp", host: "127.0.0.1", port });
  const peer = new ScriptedPeer(await listener.accept());
  listener.close();
  const sending = sendSession(connection, { offer, entries }, { digest });
  await peer.write(preface(), hello("receive"), frame(Wire.answer, { accept: true, ask: false }));
  await peer.readPreface();
  const modes: unknown[] = [];
  for (let heard; (heard = await peer.next()) !== undefined;) {
    if (heard.type === Wire.entry) modes.push([heard.json!.mode, heard.json!.modeless]);
    if (heard.type !== Wire.fin) continue;
    await peer.write(frame(Wire.done, { files: 1, bytes: 3, failed: 0 }));
    await peer.endWrite();
  }
  await sending;
  peer.close();
  assertEquals(modes, [[0o755, true], [0o644, true]]);
});
