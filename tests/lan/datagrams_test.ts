// Datagrams to link-local and broadcast addresses, in a network created by the test.

import { assertEquals, assertMatch } from "@std/assert";
import { commandLine } from "../support/program.ts";
import { Lan, noLan } from "./lan.ts";

const reason = await noLan();
if (reason) console.warn(`tests/lan: skipped: ${reason}`);

Deno.test({
  name: "answers come from link-local addresses and to broadcasts, and addresses keep their zone",
  ignore: reason !== undefined,
  sanitizeResources: false,
  sanitizeOps: false,
  async fn() {
    await using lan = await Lan.create("dual");
    await lan.ip("ada", "addr", "add", "fe80::77/64", "dev", "eth0");
    const server = await lan.sluice("ada", "serve", "echo", "--listen", "udp://:7000");
    await server.waitFor(/Listening on/);
    const zoned = await lan.sluice("ada", "listen", "--keep", "[fe80::77%25eth0]:7001");
    await zoned.waitFor(/Listening on tcp:\/\/\[fe80::77%eth0\]:7001/);
    const client = await lan.sluice("bob", "connect", "-v", "[fe80::77%eth0]:7001");
    const { code, err } = await client.ended;
    assertEquals(code, 0, err);
    assertMatch(err, /remote tcp:\/\/\[fe80::77%eth0\]:7001/);

    const datagrams = await lan.sluice(
      "ada",
      "serve",
      "echo",
      "--listen",
      "udp://[fe80::77%eth0]:7002",
    );
    await datagrams.waitFor(/Listening on udp:\/\/\[fe80::77%eth0\]:7002/);
    for (const target of ["[fe80::77%eth0]:7002", "10.77.0.255:7000"]) {
      const asked = await (await lan.sluice("bob", "echo", `udp://${target}`, "hi")).ended;
      assertEquals([asked.code, asked.out], [0, "HI\n"], `${target}: ${asked.err}`);
      const script = `echo hi | "$@" connect udp://${target}`;
      const words = await commandLine([]);
      const piped = await lan.start("bob", "sh", "-c", script, "sh", ...words).ended;
      assertEquals([piped.code, piped.out], [0, "HI\n"], `${target}: ${piped.err}`);
    }
  },
});
