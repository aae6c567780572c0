import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { CallerError, ConnectionError } from "../../lib/errors.ts";
import { datagramPeer } from "../../lib/socket/datagram_peer.ts";
import { dial } from "../../lib/socket/dial.ts";
import { listen } from "../../lib/socket/listen.ts";
import { hostsOf } from "../../lib/socket/one_family.ts";
import { parseTypedAddress } from "../../lib/socket/parse_typed_address.ts";

const HOSTS: [text: string, use: "listen" | "dial", family: 4 | 6, host: string][] = [
  ["80", "listen", 6, "::1"],
  [":80", "listen", 4, "0.0.0.0"],
  [":80", "listen", 6, "::"],
  ["80", "dial", 6, "::1"],
  ["80", "dial", 4, "127.0.0.1"],
  ["tls://:80", "dial", 6, "::1"],
  ["example.org:80", "dial", 6, "example.org"],
  ["192.0.2.1:80", "dial", 4, "192.0.2.1"],
  ["[2001:db8::1]:80", "dial", 6, "2001:db8::1"],
];
for (const [text, use, family, host] of HOSTS) {
  Deno.test(`takes ${host} for ${text} to ${use} with -${family}`, () => {
    const address = parseTypedAddress(text, use, { family });
    assertEquals(address.scheme !== "unix" && [address.host, address.family], [host, family]);
  });
}

const OTHERS: [text: string, family: 4 | 6][] = [
  ["127.0.0.1:80", 6],
  ["0.0.0.0:80", 6],
  ["192.0.2.1:80", 6],
  ["[::1]:80", 4],
  ["[::]:80", 4],
  ["[fe80::1%eth0]:80", 4],
  ["unix:/tmp/s", 4],
];
for (const [text, family] of OTHERS) {
  Deno.test(`rejects ${text} with -${family}`, () => {
    assertThrows(() => parseTypedAddress(text, "listen", { family }), CallerError, `-${family} `);
  });
}

const both = () => Promise.resolve(["192.0.2.1", "2001:db8::1", "192.0.2.2"]);
const address = { scheme: "tcp", host: "both.test", port: 80 } as const;

Deno.test("looks up the addresses of one family only", async () => {
  assertEquals(await hostsOf({ ...address, family: 4 }, both), ["192.0.2.1", "192.0.2.2"]);
  assertEquals(await hostsOf({ ...address, family: 6 }, both), ["2001:db8::1"]);
  assertEquals(await hostsOf(address, both), await both());
  // Also where the hosts file has one of the two addresses only.
  const ipv4 = () => Promise.resolve(["127.0.0.1"]);
  assertEquals(await hostsOf({ ...address, host: "localhost", family: 6 }, ipv4), ["::1"]);
  const udp = await datagramPeer({ ...address, scheme: "udp", family: 6 }, both);
  assertEquals(udp.addresses, ["udp://[2001:db8::1]:80"]);
});

Deno.test("does not connect to an address of the other family", async () => {
  using listener = listen("127.0.0.1:0");
  const target = { ...address, port: listener.port };
  const lookup = () => Promise.resolve(["127.0.0.1"]);
  (await dial({ ...target, family: 4 }, { lookup })).abort();
  const error = await assertRejects(
    () => dial({ ...target, family: 6 }, { lookup }),
    ConnectionError,
    '"both.test" has no IPv6 address; omit -6 to use the others',
  );
  assertEquals([error.code, error.reason], ["unavailable", "name_unknown"]);
});
