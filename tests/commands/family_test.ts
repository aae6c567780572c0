// -4 and -6 of the socket commands.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { datagramSocket } from "../../lib/socket/datagram.ts";
import { dial } from "../../lib/socket/dial.ts";
import { listen } from "../../lib/socket/listen.ts";
import { serve } from "../../lib/socket/serve.ts";
import { serveDatagrams } from "../../lib/socket/serve_datagrams.ts";
import { freePort } from "../support/free_port.ts";
import { run, start } from "../support/program.ts";
import { drain } from "../socket/transports.ts";
import { runSluice } from "./run_sluice.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const FAMILIES = ["-4", "-6"] as const;

/** Servers at both addresses of localhost, at one port, each of which answers with its family. */
function familyServers(): Disposable & { port: number } {
  const one = listen(`127.0.0.1:${freePort()}`);
  const other = listen(`[::1]:${one.port}`);
  for (const [listener, text] of [[one, "over IPv4\n"], [other, "over IPv6\n"]] as const) {
    void serve(listener, async (conn) => {
      await conn.writable.getWriter().write(encode(text));
      await conn.closeWrite();
      await drain(conn);
    });
  }
  return { port: one.port, [Symbol.dispose]: () => [one, other].forEach((each) => each.close()) };
}

for (const flag of FAMILIES) {
  const expected = `over IPv${flag[1]}`;
  const [own, other] = flag === "-4" ? ["127.0.0.1", "::1"] : ["::1", "127.0.0.1"];

  Deno.test(`${flag} chooses among the addresses of a name, in each client`, async () => {
    using servers = familyServers();
    const place = `localhost:${servers.port}`;
    const clients = [
      ["connect", place],
      ["echo", place, "x"],
      ["time", place, "x"],
      ["time", "--kind=daytime", place],
      ["chat", place],
      ["gopher", place, "/item"],
    ];
    for (const [name, ...args] of clients) {
      const { out, err } = await run([name!, flag, ...args], { stdin: "" });
      assertStringIncludes(out, expected, `${name} ${args.join(" ")}: ${err}`);
    }
    const probe = await run(["connect", "--probe", flag, place]);
    assertStringIncludes(probe.out, `tcp://${own.includes(":") ? `[${own}]` : own}:`);
    // The other family has no files service.
    const shared = ["serve", "files", "docs", `--listen=${own.includes(":") ? `[${own}]` : own}:0`];
    await using files = await start(shared);
    const port = await files.port();
    const list = await run(["get", flag, `localhost:${port}`, "--list"]);
    assertStringIncludes(list.out, "sockets.md", list.err);
    const lost = await run(["get", flag === "-4" ? "-6" : "-4", `localhost:${port}`, "--list"]);
    assertEquals([lost.code, lost.out], [69, ""], lost.err);
  });

  Deno.test(`${flag} chooses among the addresses of a name over UDP`, async () => {
    const one = datagramSocket(`127.0.0.1:${freePort()}`);
    const both = [one, datagramSocket(`udp://[::1]:${one.port}`)];
    const serving = both.map((socket, at) =>
      serveDatagrams(socket, () => encode(`over IPv${at === 0 ? 4 : 6}`), { longerReplies: 9 })
    );
    const place = `udp://localhost:${one.port}`;
    for (const args of [["echo", place, "x"], ["time", "--kind=daytime", place]]) {
      const { out, err } = await run([...args, flag]);
      assertStringIncludes(out, expected, err);
    }
    const { out } = await run(["connect", flag, place], { stdin: "x\n" });
    assertEquals(out, expected);
    for (const socket of both) socket.close();
    await Promise.all(serving);
  });

  Deno.test(`listen ${flag} accepts peers of that family only`, async () => {
    for (const place of [":0", "localhost:0", "0"]) {
      await using server = await start(["listen", flag, "-v", place], { stdin: "" });
      const port = await server.port();
      const to = (host: string) => dial({ scheme: "tcp", host, port });
      const refused = await to(other).then((conn) => drain(conn)).catch(() => 0);
      assertEquals(refused, 0);
      using conn = await to(own);
      await conn.closeWrite();
      const { code, err } = await server.ended;
      assertEquals(code, 0, err);
      assertMatch(err, new RegExp(`remote tcp://\\[?${own}\\]?:`));
      if (flag === "-6" && place === ":0") {
        assertMatch(err, /^Rejected tcp:\/\/127\.0\.0\.1:\d+: /m);
      }
    }
  });

  Deno.test(`relay ${flag} listens and connects in that family only`, async () => {
    using servers = familyServers();
    await using relay = await start(["relay", flag, "localhost:0", `localhost:${servers.port}`]);
    const port = await relay.port();
    using conn = await dial({ scheme: "tcp", host: own, port });
    await conn.closeWrite();
    let text = "";
    await drain(conn, (bytes) => text += new TextDecoder().decode(bytes));
    assertEquals(text, `${expected}\n`);
    await relay.stop();
  });
}

Deno.test("listen -6 drops datagrams of IPv4", async () => {
  await using server = await start(["listen", "-6", "--recv-only", "udp://:0"]);
  const port = await server.port("udp");
  using other = datagramSocket("127.0.0.1:0");
  using own = datagramSocket("udp://[::1]:0");
  await other.send(encode("dropped"), `udp://127.0.0.1:${port}`);
  await own.send(encode("shown"), `udp://[::1]:${port}`);
  await server.waitFor(/shown/, "out");
  assertEquals((await server.stop()).out, "shown");
});

Deno.test("rejects both flags, addresses of the other family, and Unix sockets, with exit code 64", async () => {
  const refusal = async (...args: string[]) => {
    const { code, err } = await runSluice(args);
    assertEquals(code, 64, `${args.join(" ")}: ${err}`);
    return err;
  };
  const commands = [
    ["connect"],
    ["connect", "--probe"],
    ["listen"],
    ["echo"],
    ["time"],
    ["chat"],
    ["get", "--list"],
    ["gopher"],
  ];
  for (const args of [...commands, ["relay", "127.0.0.1:0"], ["relay", "-4"]]) {
    assertStringIncludes(
      await refusal(...args, "127.0.0.1:9", "-6", ...args[1] === "-4" ? ["localhost:9"] : []),
      args[1] === "-4" ? "-4 and -6 exclude each other" : "not 127.0.0.1",
    );
  }
  for (const args of commands) {
    assertStringIncludes(await refusal(...args, "[::1]:9", "-4"), "not ::1");
    assertStringIncludes(await refusal(...args, "::1", "-46"), "-4 and -6 exclude each other");
  }
  for (const path of ["unix:/tmp/none", "unixdgram:/tmp/none"]) {
    for (const name of ["connect", "listen"]) {
      assertStringIncludes(await refusal(name, "-4", path), "-4 does not work with Unix sockets");
    }
  }
});
