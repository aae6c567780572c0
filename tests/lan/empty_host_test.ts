// What addresses without a host mean for other machines, in a network created by the test.

import { assertEquals, assertMatch } from "@std/assert";
import { temporaryFolder } from "../support/folder.ts";
import type { Program } from "../support/program.ts";
import { SLUICE_RUN } from "../remote/exec_server.ts";
import { Lan, noLan } from "./lan.ts";

const reason = await noLan();
if (reason) console.warn(`tests/lan: skipped: ${reason}`);
const options = { ignore: reason !== undefined, sanitizeResources: false, sanitizeOps: false };

/** Stands for a folder of the test. */
const FOLDER = "FOLDER";

/** Commands that listen, by the arguments before an address. */
const LISTENING: string[][] = [
  ["serve", "echo", "--listen"],
  ["listen", "--keep", "--recv-only"],
  ["share", "deno.json", "--listen"],
  ["drop", FOLDER, "--listen"],
  ["send", "deno.json", "--plain", "--listen"],
  ["receive", "--plain", "--listen"],
];

async function codeOf(program: Program): Promise<number> {
  return (await program.ended).code;
}

Deno.test({
  ...options,
  name: ":PORT lets other machines connect to every command, and a port alone to none",
  async fn() {
    await using lan = await Lan.create("dual");
    await using folder = await temporaryFolder();
    const probe = async (port: number) => {
      const at = `${lan.address("ada")}:${port}`;
      const client = await lan.sluice("bob", "connect", "--probe", at);
      await codeOf(client);
      return client.said;
    };
    let port = 7600;
    for (const line of LISTENING) {
      const words = line.map((word) => word === FOLDER ? folder.path : word);
      const open = await lan.sluice("ada", ...words, `:${++port}`);
      await open.waitFor(new RegExp(`:${port}\\b`));
      assertMatch(await probe(port), / open$/m, words.join(" "));
      const closed = await lan.sluice("ada", ...words, String(++port));
      await closed.waitFor(new RegExp(`:${port}\\b`));
      assertMatch(await probe(port), / closed$/m, words.join(" "));
    }
  },
});

Deno.test({
  ...options,
  name: "serve exec refuses :PORT without a secret, since other machines could connect",
  async fn() {
    await using lan = await Lan.create("dual");
    const words = ["serve", "exec", "--allow", "uname", "--insecure-loopback", "--as-root"];
    const refused = lan.start("ada", SLUICE_RUN, ...words, "--listen", ":7600");
    assertEquals(await codeOf(refused), 64, refused.said);
    assertMatch(refused.said, /--insecure-loopback/);
  },
});
