// Permission bits that a sender does not know, or invents.

import { assertEquals } from "@std/assert";
import { digestNamed } from "../../lib/digest/all.ts";
import { type SourceEntry, walk } from "../../lib/file/source/walk.ts";
import { dial } from "../../lib/socket/dial.ts";
import { sendSession } from "../../lib/transfer/send/send_session.ts";
import { Box } from "../hostile/box.ts";
import { leavePart } from "../hostile/left_part.ts";
import { obedient } from "../hostile/obedient_sender.ts";
import { type Ended, start } from "../support/program.ts";
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

/**
 * Plays a sender to the program under a umask, in a process of its own, because the umask is that
 * of the whole process.
 */
async function receive(
  umask: number,
  box: Box,
  script: Uint8Array | ((peer: ScriptedPeer) => Promise<void>),
  flags = ["--no-resume"],
): Promise<Ended> {
  const words = ["receive", "--listen", "127.0.0.1:0", "--plain", "--once", "--yes", ...flags];
  const shell = ["sh", "-c", `umask ${umask.toString(8)} && exec "$0" "$@"`];
  await using program = await start([...words, "--into", box.into], {
    cwd: box.into,
    prefix: shell,
  });
  const peer = await ScriptedPeer.dial(await program.port());
  if (typeof script === "function") await script(peer);
  else {
    await peer.write(script);
    await peer.readPreface();
    await peer.rest();
  }
  peer.close();
  const ended = await program.ended;
  assertEquals(ended.code, 0, ended.err);
  return ended;
}

const modesIn = ({ into }: Box) => [modeOf(`${into}/d`), modeOf(`${into}/d/f`)];

for (const [umask, dir, file] of [[0o022, "755", "644"], [0o077, "700", "600"]] as const) {
  Deno.test({
    name: `entries without a mode get the default under umask ${umask.toString(8)}`,
    ignore: !unix,
    async fn() {
      using box = new Box();
      const modeless = { mode: 0o777, modeless: true };
      await receive(umask, box, tree(modeless, modeless));
      assertEquals(modesIn(box), [dir, file]);
    },
  });

  Deno.test({
    name: `removes the bits of umask ${umask.toString(8)} from the modes that a sender gives`,
    ignore: !unix,
    async fn() {
      using box = new Box();
      await receive(umask, box, tree({ mode: 0o777 }, { mode: 0o666 }));
      assertEquals(modesIn(box), [dir, file]);
    },
  });
}

Deno.test({
  name: "applies the umask of the session that completes a transfer",
  ignore: !unix,
  async fn() {
    using box = new Box();
    leavePart(box.into, "a", "ab");
    // The scripted sender sends what is wanted, from the wanted offset.
    const script = obedient(greeting(), [entry({ mode: 0o777 })], "c");
    const { out } = await receive(0o077, box, script, ["--json"]);
    const events = out.trimEnd().split("\n").map((line) => JSON.parse(line));
    const started = events.find(({ event }) => event === "file_started");
    assertEquals([started?.path, started?.size, started?.offset], ["a", 3, 2]);
    assertEquals(modeOf(`${box.into}/a`), "700");
  },
});

Deno.test({
  name: "keeps a file writable while it is written, whatever its mode",
  ignore: !unix,
  async fn() {
    using box = new Box();
    await receive(0o022, box, tree({ mode: 0o555 }, { mode: 0o444 }));
    assertEquals(modesIn(box), ["555", "444"]);
  },
});

Deno.test({
  name: "lets the owner enter a received folder whose mode did not",
  ignore: !unix,
  async fn() {
    using box = new Box();
    await receive(0o022, box, tree({ mode: 0o666 }, { mode: 0o600 }));
    assertEquals(modesIn(box), ["755", "600"]);
  },
});

Deno.test("marks entries without modes, with modes for older receivers", async () => {
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
