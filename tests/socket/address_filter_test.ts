import { assertEquals, assertThrows } from "@std/assert";
import { CallerError } from "../../lib/errors.ts";
import { AddressFilter, type AddressRules } from "../../lib/socket/address_filter.ts";
import { datagramSocket } from "../../lib/socket/datagram.ts";
import { dial } from "../../lib/socket/dial.ts";
import { filtered } from "../../lib/socket/filtered_datagrams.ts";
import { listen } from "../../lib/socket/listen.ts";
import { read } from "../../lib/socket/read.ts";
import { cert, key } from "../support/certificate.ts";

const CASES: [rules: AddressRules, permitted: string[], refused: string[]][] = [
  [{}, ["192.0.2.1", "::1"], []],
  [{ allow: ["10.0.0.0/8"] }, ["10.1.2.3", "::ffff:10.1.2.3"], ["11.0.0.1", "::1", "::ffff:b00:1"]],
  [{ allow: ["::ffff:10.0.0.0/104"] }, ["10.1.2.3"], ["11.0.0.1"]],
  [{ allow: ["192.0.2.7"] }, ["192.0.2.7"], ["192.0.2.8"]],
  [{ allow: ["fd00::/8", "::1"] }, ["fd12::1", "::1"], ["fe80::1", "::2", "127.0.0.1"]],
  [{ allow: ["[fe80::]/10"] }, ["fe80::1%eth0"], ["fd00::1"]],
  [{ deny: ["127.0.0.2"] }, ["127.0.0.1", "::1"], ["127.0.0.2", "::ffff:127.0.0.2"]],
  [{ allow: ["10.0.0.0/8"], deny: ["10.0.0.66/32"] }, ["10.0.0.65"], ["10.0.0.66"]],
  [{ allow: ["0.0.0.0/0"] }, ["8.8.8.8"], ["2001:db8::1"]],
  [{ allow: ["10.0.0.5/31"] }, ["10.0.0.4", "10.0.0.5"], ["10.0.0.6"]],
];
for (const [rules, permitted, refused] of CASES) {
  Deno.test(`permits the addresses of ${JSON.stringify(rules)} only`, () => {
    const filter = new AddressFilter(rules);
    for (const host of permitted) assertEquals([host, filter.permits(host)], [host, true]);
    for (const host of refused) assertEquals([host, filter.permits(host)], [host, false]);
  });
}

for (const text of ["", "example.org", "10.0.0.0/33", "::/129", "10.0.0", "10.0.0.0/", "/8"]) {
  Deno.test(`rejects the network ${JSON.stringify(text)}`, () => {
    for (const rules of [{ allow: [text] }, { deny: [text] }]) {
      assertThrows(() => new AddressFilter(rules), CallerError, "is not an IP address or network");
    }
  });
}

for (const scheme of ["tcp", "tls"] as const) {
  for (const clientCa of scheme === "tls" ? [undefined, [cert]] : [undefined]) {
    const demands = clientCa === undefined ? "" : " that demands certificates";
    Deno.test(`disconnects a refused peer before a byte, over ${scheme}${demands}`, async () => {
      const rejected: string[] = [];
      using listener = listen(`${scheme}://127.0.0.1:0`, {
        tls: { cert, key, ...clientCa && { clientCa } },
        filter: new AddressFilter({ deny: ["127.0.0.2"] }),
        onRejected: (peer) => void rejected.push(peer),
      });
      const accepted = listener.accept();
      const plain = { scheme: "tcp", host: "127.0.0.1", port: listener.port } as const;
      const refused = await dial(plain, { source: { host: "127.0.0.2", port: 0 } });
      assertEquals(await read(refused, 1).catch(() => undefined), undefined);
      assertEquals(rejected, [refused.localAddr.replace("tcp", scheme)]);
      // The next peer is not disconnected.
      const permitted = await dial(plain);
      assertEquals((await accepted)!.remoteAddr, permitted.localAddr.replace("tcp", scheme));
      for (const conn of [refused, permitted, (await accepted)!]) conn.abort();
    });
  }
}

Deno.test("discards datagrams of refused senders", async () => {
  const rejected: string[] = [];
  using socket = filtered(datagramSocket("127.0.0.1:0"), {
    filter: new AddressFilter({ deny: ["127.0.0.2"] }),
    onRejected: (from) => void rejected.push(from),
  });
  using refused = datagramSocket("127.0.0.2:0");
  using permitted = datagramSocket("127.0.0.1:0");
  await refused.send(new Uint8Array(1), socket.address);
  await permitted.send(new Uint8Array(2), socket.address);
  assertEquals((await socket.receive())!.from, permitted.address);
  assertEquals(rejected, [refused.address]);
});
