import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  DATAGRAM_BYTES,
  DatagramType,
  decodeDatagram,
  encodeDatagram,
  hashInstance,
} from "../../lib/discovery/datagram.ts";

const nonce = new Uint8Array(8).fill(1);
const instance = new Uint8Array(8).fill(2);

Deno.test("encodes a datagram as in PROTOCOL.md", () => {
  const bytes = encodeDatagram({ type: 2, channel: 513, port: 7584, nonce, instance });
  assertEquals(
    bytes.toHex(),
    "534c5544" + "01" + "02" + "0201" + "1da0" + "0000" + "01".repeat(8) + "02".repeat(8),
  );
  assertEquals(DatagramType, { ask: 1, answer: 2, announce: 3 });
});

Deno.test("decodes what it has encoded", () => {
  for (const type of [2, 3] as const) {
    const said = { type, channel: 999, port: 65535, nonce, instance };
    assertEquals(decodeDatagram(encodeDatagram(said)), said);
  }
  const asked = decodeDatagram(encodeDatagram({ type: 1, channel: 7, nonce }));
  assertEquals(asked, { type: 1, channel: 7, port: 0, nonce, instance: new Uint8Array(8) });
});

Deno.test("has answers of the same length as queries", () => {
  const all = [1, 2, 3].map((type) =>
    encodeDatagram({ type: type as 1, channel: 7, port: 1, nonce, instance }).length
  );
  assertEquals(new Set(all), new Set([DATAGRAM_BYTES]));
});

const good = encodeDatagram({ type: 2, channel: 7, port: 7584, nonce, instance });
const changed = (at: number, ...values: number[]) => {
  const bytes = good.slice();
  bytes.set(values, at);
  return bytes;
};
const NONE: [string, Uint8Array][] = [
  ["nothing", new Uint8Array()],
  ["one byte short", good.subarray(1)],
  ["one byte long", new Uint8Array([...good, 0])],
  ["64 KiB", new Uint8Array(65507)],
  ["another magic", changed(0, 0x54)],
  ["JSON", new TextEncoder().encode('{"alias":"x","port":53317,"a":1}'.slice(0, 28))],
  ["another version", changed(4, 2)],
  ["an unknown type", changed(5, 4)],
  ["type 0", changed(5, 0)],
  ["channel 1000", changed(6, 0x03, 0xe8)],
  ["channel 0 in an answer", changed(6, 0, 0)],
  ["port 0 in an answer", changed(8, 0, 0)],
  ["a port in an ask", changed(5, 1)],
];
for (const [name, bytes] of NONE) {
  Deno.test(`ignores bytes that are not a datagram: ${name}`, () => {
    assertEquals(decodeDatagram(bytes), undefined);
  });
}

Deno.test("ignores random bytes", () => {
  for (let i = 0; i < 2000; i++) {
    const bytes = crypto.getRandomValues(new Uint8Array(28));
    assertEquals(decodeDatagram(bytes), undefined);
  }
});

Deno.test("announces a hash that does not reveal the instance", async () => {
  const [a, b] = [new Uint8Array(16).fill(3), new Uint8Array(16).fill(4)];
  assertEquals((await hashInstance(a)).length, 8);
  assertNotEquals(await hashInstance(a), await hashInstance(b));
  assert(!a.toHex().includes((await hashInstance(a)).toHex()));
});
