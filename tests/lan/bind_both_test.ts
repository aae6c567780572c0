// A machine whose system keeps `::` to IPv6, as Windows does, in a network created by the test.

import { assertEquals } from "@std/assert";
import { programPath } from "../support/needs.ts";
import type { Program } from "../support/program.ts";
import { Lan, noLan } from "./lan.ts";

const reason = await noLan() ?? (programPath("curl") === undefined ? "no curl" : undefined);
if (reason) console.warn(`tests/lan: skipped: ${reason}`);

Deno.test({
  name: "a machine that separates the families can be reached over both",
  ignore: reason !== undefined,
  sanitizeResources: false,
  sanitizeOps: false,
  async fn() {
    await using lan = await Lan.create("dual");
    const done = async (program: Program) => {
      const { code } = await program.ended;
      assertEquals(code, 0, program.said);
      return program.said;
    };
    await done(lan.start("ada", "sysctl", "-qw", "net.ipv6.bindv6only=1"));
    for (const scheme of ["tcp", "udp"]) {
      const server = await lan.sluice("ada", "serve", "echo", "--listen", `${scheme}://[::]:7000`);
      await server.waitFor(/Listening on/);
      for (const host of ["127.0.0.1", "[::1]"]) {
        const client = await lan.sluice("ada", "echo", `${scheme}://${host}:7000`, "both");
        assertEquals((await done(client)).trim(), "BOTH", `${scheme} ${host}`);
      }
    }
    const other = await lan.sluice("ada", "serve", "echo", "--listen", "127.0.0.1:7002");
    await other.waitFor(/Listening on/);
    const half = await lan.sluice("ada", "share", "deno.json", "--listen", ":7002");
    assertEquals((await half.ended).code, 73, half.said);
    const web = await lan.sluice("ada", "share", "deno.json", "--listen", ":7001", "--no-token");
    await web.waitFor(/http:/);
    for (const host of ["127.0.0.1", "[::1]"]) {
      const url = `http://${host}:7001/deno.json`;
      const client = lan.start("ada", "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", url);
      assertEquals(await done(client), "200", host);
    }
  },
});
