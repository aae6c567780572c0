// --allow-from and --deny-from of listen, serve and relay.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { datagramSocket } from "../../lib/socket/datagram.ts";
import { dial } from "../../lib/socket/dial.ts";
import { CERT_PATH, KEY_PATH } from "../support/certificate.ts";
import { start } from "../support/program.ts";
import { drain, write } from "../socket/transports.ts";
import { runSluice } from "./run_sluice.ts";

const OTHER = { source: { host: "127.0.0.2", port: 0 } };
const hello = new TextEncoder().encode("hello");

/** Sends a text, and resolves to the number of bytes that come back. */
async function echoed(place: string, options = {}): Promise<number> {
  using conn = await dial(place, options);
  // A refused connection may be closed before.
  await write(conn, hello).then(() => conn.closeWrite()).catch(() => {});
  return await drain(conn).catch(() => 0);
}

Deno.test("serve closes the connections of sources that are not allowed", async () => {
  const ranges = ["--allow-from=127.0.0.0/30", "--allow-from=::1", "--deny-from=127.0.0.1"];
  await using server = await start(["serve", "echo", ...ranges, "--listen=127.0.0.1:0"]);
  const place = `127.0.0.1:${await server.port()}`;
  assertEquals([await echoed(place), await echoed(place)], [0, 0]);
  assertEquals(await echoed(place, OTHER), 5);
  const { code, err } = await server.stop();
  assertEquals(code, 143);
  assertEquals(
    err.match(/^tcp:\/\/127\.0\.0\.1:\d+: rejected: not an allowed address$/gm)?.length,
    2,
  );
});

Deno.test("serve drops the datagrams of sources that are denied", async () => {
  const args = ["serve", "echo", "--deny-from=127.0.0.1", "--listen=udp://127.0.0.1:0"];
  await using server = await start(args);
  const to = `udp://127.0.0.1:${await server.port("udp")}`;
  using denied = datagramSocket("127.0.0.1:0");
  using known = datagramSocket("127.0.0.2:0");
  await denied.send(hello, to);
  await known.send(hello, to);
  assertEquals((await known.receive())?.bytes.length, 5);
  await server.waitFor(/127\.0\.0\.1:\d+: rejected/);
  // An answer would have arrived before this one.
  await known.send(hello, denied.address);
  assertEquals((await denied.receive())?.from, known.address);
  await server.stop();
});

Deno.test("listen waits for a peer that is allowed", async () => {
  await using server = await start(["listen", "-v", "--allow-from=127.0.0.2", "127.0.0.1:0"], {
    stdin: "",
  });
  const place = `127.0.0.1:${await server.port()}`;
  assertEquals([await echoed(place), await echoed(place)], [0, 0]);
  await echoed(place, OTHER);
  const { code, out, err } = await server.ended;
  assertEquals([code, out, err.match(/Rejected/g)?.length], [0, "hello", 2], err);
});

Deno.test("listen shows the datagrams of allowed sources only", async () => {
  const args = ["listen", "--allow-from=127.0.0.2", "--recv-only", "udp://127.0.0.1:0"];
  await using server = await start(args);
  const to = `udp://127.0.0.1:${await server.port("udp")}`;
  using denied = datagramSocket("127.0.0.1:0");
  using known = datagramSocket("127.0.0.2:0");
  await denied.send(new TextEncoder().encode("denied"), to);
  await known.send(hello, to);
  await server.waitFor(/hello/, "out");
  assertEquals((await server.stop()).out, "hello");
});

Deno.test("relay connects to the target for allowed sources only", async () => {
  await using server = await start(["serve", "echo", "--listen=127.0.0.1:0"]);
  const target = `127.0.0.1:${await server.port()}`;
  const args = ["relay", "-v", "--deny-from=127.0.0.1/32", "--max=1", "127.0.0.1:0", target];
  await using relay = await start(args);
  const place = `127.0.0.1:${await relay.port()}`;
  assertEquals([await echoed(place), await echoed(place, OTHER)], [0, 5]);
  const { err } = await relay.stop();
  assertMatch(err, /^Relayed 1 connection: 5 bytes sent, 5 received$/m);
  assertMatch(err, /^Rejected tcp:\/\/127\.0\.0\.1:/m);
});

Deno.test("a refused client of TLS gets nothing of the service", async () => {
  const cred = [`--cert=${CERT_PATH}`, `--key=${KEY_PATH}`];
  const args = ["serve", "time", "--deny-from=127.0.0.1", "--listen=tls://localhost:0", ...cred];
  await using server = await start(args);
  const place = `tls://127.0.0.1:${await server.port("tls")}`;
  const received = await echoed(place, { tls: { verify: false } }).catch(() => 0);
  assertEquals(received, 0);
  await server.waitFor(/127\.0\.0\.1:\d+: rejected/);
  await server.stop();
});

Deno.test("rejects what is no range, and Unix sockets, with exit code 64", async () => {
  const refusal = async (...args: string[]) => {
    const { code, err } = await runSluice(args);
    assertEquals(code, 64, `${args.join(" ")}: ${err}`);
    return err;
  };
  const bad = "10.0.0.0/33";
  const text = `"${bad}" is not an IP address or network; expected a form like`;
  for (
    const args of [
      ["listen", "127.0.0.1:0"],
      ["serve", "echo", "--listen=127.0.0.1:0"],
      ["serve", "exec", "--allow=/bin/echo *", "--insecure-loopback"],
      ["relay", "127.0.0.1:0", "127.0.0.1:9"],
    ]
  ) {
    assertStringIncludes(await refusal(...args, `--allow-from=${bad}`), text);
    assertStringIncludes(await refusal(...args, `--deny-from=${bad}`), text);
  }
  const unix = "does not work with Unix sockets";
  const path = "unix:/tmp/sluice-no-such-socket";
  for (
    const args of [
      ["listen", path],
      ["listen", "unixdgram:/tmp/sluice-no-such-socket"],
      ["serve", "echo", `--listen=${path}`],
      ["relay", path, "127.0.0.1:9"],
    ]
  ) {
    assertStringIncludes(await refusal(...args, "--deny-from=::1"), `--deny-from ${unix}`);
  }
});
