// Faults of the user in addresses, paths and certificates have an exit code and a reason of their own.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { listen } from "../../lib/socket/listen.ts";
import { cert, CERT_PATH, key, KEY_PATH } from "../support/certificate.ts";
import { temporaryFolder } from "../support/folder.ts";
import { otherKey } from "../support/other_key.ts";
import { run, start } from "../support/program.ts";
import { runSluice } from "./run_sluice.ts";

const long = `/tmp/${"a".repeat(150)}`;
const windows = Deno.build.os === "windows";

for (
  const [words, code, reason] of [
    [["listen", "unix:/no/such/folder/x"], 73, /its folder does not exist/],
    [["listen", `unix:${CERT_PATH}`], 73, /its path already exists/],
    [["listen", `unix:${CERT_PATH}/x`], 73, /its folder does not exist/],
    [["listen", `unix:${long}`], 64, /has 10[37] bytes at most, not 155/],
    [["connect", `unix:${long}`], 64, /has 10[37] bytes at most, not 155/],
    [["connect", `unix:${CERT_PATH}/x`], 69, /no such socket/],
    [["listen", "[fe80::1]:0"], 64, /a link-local address needs its interface/],
    [["listen", "udp://[fe80::1]:0"], 64, /a link-local address needs its interface/],
    [["connect", "[fe80::1]:9"], 69, /a link-local address needs its interface/],
    [["connect", "[fe80::1%none]:9"], 68, /Zone "none" of fe80::1%none cannot be used/],
    [["connect", "127.0.0.1:9", "--source=192.0.2.1"], 69, /--source is not an address of this/],
    [["connect", "127.0.0.1:9", "--source=::1"], 69, /the source address ::1 is of the other/],
    [["connect", "127.0.0.1:9", "--source=ada"], 64, /--source needs an IP address/],
    [
      ["listen", "tls://127.0.0.1:0", `--cert=${KEY_PATH}`, `--key=${KEY_PATH}`],
      64,
      /no certificate/,
    ],
    [
      ["listen", "tls://127.0.0.1:0", `--cert=${CERT_PATH}`, `--key=${CERT_PATH}`],
      64,
      /no private key/,
    ],
    [["connect", "tls://127.0.0.1:9", `--ca=${KEY_PATH}`], 64, /contains no certificate in PEM/],
  ] as [string[], number, RegExp][]
) {
  Deno.test({
    name: `${words.join(" ").replace(long, "unix:LONG")} ends with ${code} and the reason`,
    ignore: windows,
    async fn() {
      const ended = await runSluice(words);
      assertEquals(ended.code, code, ended.err);
      assertMatch(ended.err, reason);
      assert(!/os error|EINVAL|Internal error/.test(ended.err), ended.err);
    },
  });
}

/** Runs something with the flags of the test certificate and a key that does not belong to it. */
async function withOtherKey(use: (flags: string[]) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/key.pem`;
  Deno.writeTextFileSync(path, await otherKey());
  await use([`--cert=${CERT_PATH}`, `--key=${path}`]);
}

Deno.test("a key that does not belong to the certificate is reported by a listener", async () => {
  await withOtherKey(async (flags) => {
    const { code, err } = await run(["listen", "tls://127.0.0.1:0", ...flags]);
    assertEquals(code, 64, err);
    assertMatch(err, /the key does not belong to the certificate/);
  });
});

for (const name of ["localhost", "127.0.0.1"]) {
  Deno.test(`a key that does not belong to the certificate is reported by a client of ${name}`, async () => {
    using listener = listen("tls://127.0.0.1:0", { tls: { cert, key } });
    await withOtherKey(async (flags) => {
      const address = `tls://127.0.0.1:${listener.port}`;
      const words = [address, `--ca=${CERT_PATH}`, `--servername=${name}`, ...flags];
      const { code, err } = await run(["connect", ...words]);
      assertEquals(code, 64, err);
      assertMatch(err, /the key does not belong to the certificate/);
    });
  });
}

Deno.test("a client certificate goes together with another server name, which is verified", async () => {
  using listener = listen("tls://127.0.0.1:0", { tls: { cert, key } });
  const serving = (async () => {
    for await (const conn of listener) {
      await conn.readable.pipeTo(conn.writable).catch(() => {});
    }
  })();
  const own = [`--cert=${CERT_PATH}`, `--key=${KEY_PATH}`, `--ca=${CERT_PATH}`];
  const address = `tls://127.0.0.1:${listener.port}`;
  const words = ["connect", address, ...own];
  const good = await run([...words, "--servername=localhost"], { stdin: "hi\n" });
  assertEquals([good.code, good.out], [0, "hi\n"], good.err);
  const other = await run([...words, "--servername=other.example"], { stdin: "hi\n" });
  assertEquals([other.code, other.out], [83, ""], other.err);
  listener.close();
  await serving;
});

Deno.test({
  name: "a folder as standard input is reported as such",
  ignore: windows,
  async fn() {
    await using server = await start(["serve", "echo", "--listen=127.0.0.1:0"]);
    const script = `exec "$1" connect 127.0.0.1:${await server.port()} </`;
    const sluice = new URL("../../scripts/sluice", import.meta.url).pathname;
    const { code, stderr } = await new Deno.Command("sh", { args: ["-c", script, "sh", sluice] })
      .output();
    const err = new TextDecoder().decode(stderr);
    assertEquals([code, err], [74, "sluice: Cannot read standard input: it is a folder\n"]);
  },
});
