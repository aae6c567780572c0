// Flags that an address cannot keep, and requests that cannot be sent or answered.

import { assertEquals, assertMatch } from "@std/assert";
import { listen } from "../../lib/socket/listen.ts";
import { serve } from "../../lib/socket/serve.ts";
import { read } from "../../lib/socket/read.ts";
import { CERT_PATH, KEY_PATH } from "../support/certificate.ts";
import { runSluice } from "./run_sluice.ts";

const PIN = `--pin=sha256:${"ab".repeat(32)}`;
const PLACE = "127.0.0.1:9";

for (
  const [words, flag, scheme] of [
    [["echo", PLACE, "x", PIN], "pin", "tls://"],
    [["time", PLACE, "x", `--ca=${CERT_PATH}`], "ca", "tls://"],
    [["chat", PLACE, "--insecure"], "insecure", "tls://"],
    [["get", PLACE, "x", PIN], "pin", "tls://"],
    [["gopher", PLACE, PIN], "pin", "gophers://"],
    [["connect", PLACE, "--servername=ada"], "servername", "tls://"],
    [["connect", `udp://${PLACE}`, PIN], "pin", "tls://"],
    [["listen", "127.0.0.1:0", `--cert=${CERT_PATH}`, `--key=${KEY_PATH}`], "cert", "tls://"],
  ] as const
) {
  Deno.test(`${words[0]} refuses --${flag} without TLS: ${words[1]}`, async () => {
    const { code, err } = await runSluice([...words]);
    const text = `--${flag} works with ${scheme} only; add it before the address`;
    assertEquals([code, err], [64, `sluice: ${text}\n`]);
  });
}

Deno.test("relay and serve refuse flags of TLS that one of their addresses cannot keep", async () => {
  const relay = await runSluice(["relay", "127.0.0.1:0", PLACE, PIN]);
  assertEquals([relay.code, /^sluice: --pin needs a TO_ADDR/.test(relay.err)], [64, true]);
  const both = ["--listen=tls://127.0.0.1:0", "--listen=127.0.0.1:0", `--client-ca=${CERT_PATH}`];
  const service = await runSluice(["serve", "echo", ...both]);
  assertEquals([service.code, /^sluice: --client-ca needs tls:/.test(service.err)], [64, true]);
});

Deno.test("get refuses a name with a line end, which would be a second request", async () => {
  const { code, err } = await runSluice(["get", PLACE, "a\nget b"]);
  assertEquals(code, 64);
  assertMatch(err, /^sluice: The name "a\\nget b" contains a line end or NUL/);
});

Deno.test("echo and time report a server that closes without an answer", async () => {
  const listener = listen("127.0.0.1:0");
  const ended = serve(listener, async (conn) => void await read(conn, 100), { log: () => {} });
  const place = listener.address.replace("tcp://", "");
  for (const words of [["echo", place, "x"], ["time", place, "x"]]) {
    const { code, err } = await runSluice(words);
    assertEquals([code, /has closed it without an answer\n$/.test(err)], [75, true], err);
  }
  listener.close();
  await ended;
});

Deno.test("a text that fits into no datagram, and an unknown zone of a group, are no internal errors", async () => {
  const long = await runSluice(["echo", `udp://${PLACE}`, "x".repeat(66_000)]);
  assertEquals([long.code, /^sluice: 66000 bytes do not fit/.test(long.err)], [64, true], long.err);
  const zone = await runSluice(["listen", "udp://[ff12::1%nosuch]:5002"]);
  assertEquals([zone.code, /nosuch/.test(zone.err)], [64, true], zone.err);
});
