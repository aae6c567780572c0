/** The contract of listeners, over every transport that has them. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { dial } from "../../lib/socket/dial.ts";
import { listen, type Listener } from "../../lib/socket/listen.ts";
import { read } from "../../lib/socket/read.ts";
import { writeAll } from "../../lib/socket/write_all.ts";
import { cert, key } from "../support/certificate.ts";

type Behaviour = (listener: Listener, connect: () => ReturnType<typeof dial>) => Promise<void>;

const BEHAVIOURS: Record<string, Behaviour> = {
  async "yields connections in a loop, and is closed when the loop is left"(listener, connect) {
    const clients = (async () => {
      for (const word of ["one", "two"]) {
        await using client = await connect();
        await writeAll(client, word);
      }
    })();
    const words: string[] = [];
    for await (const conn of listener) {
      words.push(new TextDecoder().decode(await read(conn, 100)));
      await conn.close();
      if (words.length === 2) break;
    }
    await clients;
    assertEquals(words, ["one", "two"]);
    assertEquals(await listener.accept(), undefined);
    await assertRejects(connect);
  },
  async "ends a loop that waits when it is closed"(listener) {
    const ended = Array.fromAsync(listener);
    listener.close();
    assertEquals(await ended, []);
  },
  "has the address of the runtime and its own form of it"(listener) {
    const { addr, address, port } = listener;
    if ("hostname" in addr) {
      assert(port > 0);
      assertEquals([`${address.slice(0, 3)}://${addr.hostname}:${addr.port}`, addr.port], [
        address,
        port,
      ]);
    } else {
      assert("path" in addr);
      assertEquals([address, port], [`unix:${addr.path.replace("\0", "@")}`, 0]);
    }
    return Promise.resolve();
  },
};

for (const scheme of ["tcp", "tls", "unix", "unix:@"] as const) {
  for (const [name, behave] of Object.entries(BEHAVIOURS)) {
    Deno.test({
      name: `a listener over ${scheme} ${name}`,
      ignore: scheme === "unix" && Deno.build.os === "windows" ||
        scheme === "unix:@" && Deno.build.os !== "linux",
      async fn() {
        const folder = await Deno.makeTempDir();
        try {
          const at = scheme.startsWith("unix")
            ? `${scheme === "unix" ? "unix:" : scheme}${folder}/s`
            : `${scheme}://127.0.0.1:0`;
          using listener = listen(at, { tls: { cert, key } });
          await behave(listener, () => dial(listener.address, { tls: { ca: [cert] } }));
        } finally {
          await Deno.remove(folder, { recursive: true });
        }
      },
    });
  }
}
