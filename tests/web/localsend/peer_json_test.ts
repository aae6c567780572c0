import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../../lib/errors.ts";
import { peerObject, PeerReader } from "../../../lib/web/localsend/peer_json.ts";

const utf8 = new TextEncoder();

Deno.test("decodes an object", () => {
  assertEquals(peerObject("it", utf8.encode('{"a":[1,{"b":null}]}')), { a: [1, { b: null }] });
});

/** Names of `Object` are names like any other. */
const INVALID: [what: string, bytes: Uint8Array][] = [
  ["nothing", new Uint8Array()],
  ["a number", utf8.encode("1")],
  ["null", utf8.encode("null")],
  ["an array", utf8.encode("[{}]")],
  ["a text", utf8.encode('"{}"')],
  ["half an object", utf8.encode('{"a":')],
  ["two objects", utf8.encode("{}{}")],
  ["bytes that are not UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ["UTF-16", new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0])],
  ["100,000 arrays in each other", utf8.encode("[".repeat(100_000) + "]".repeat(100_000))],
  ["100,000 arrays that do not end", utf8.encode("[".repeat(100_000))],
  ["100,000 objects that do not end", utf8.encode('{"a":'.repeat(100_000))],
];

for (const [what, bytes] of INVALID) {
  Deno.test(`rejects ${what} in place of an object`, () => {
    assertThrows(() => peerObject("the announcement", bytes), ProtocolError, "the announcement");
  });
}

Deno.test("survives objects and arrays in each other, 100,000 deep, in an object", () => {
  for (const [open, close] of [["[", "]"], ['{"a":', "}"]]) {
    const text = `{"alias":${open!.repeat(100_000)}1${close!.repeat(100_000)}}`;
    let error: unknown;
    try {
      const object = peerObject("it", utf8.encode(text));
      assertThrows(() => new PeerReader("it", object).shortText("alias", 10), ProtocolError);
    } catch (thrown) {
      error = thrown;
    }
    // The parser may have a limit of its own, which must be a fault of the peer.
    if (error !== undefined) assertEquals(error instanceof ProtocolError, true, String(error));
  }
});

Deno.test("a member that is missing or null is undefined, and an inherited one does not exist", () => {
  const reader = new PeerReader("it", peerObject("it", utf8.encode('{"a":null,"b":"x"}')));
  assertEquals(reader.shortText("a", 5), undefined);
  assertEquals(reader.shortText("c", 5), undefined);
  assertEquals(reader.shortText("b", 5), "x");
  assertEquals([reader.has("a"), reader.has("b"), reader.has("c")], [false, true, false]);
  for (const name of ["toString", "constructor", "__proto__"]) {
    assertEquals(reader.get(name), undefined, name);
  }
});

Deno.test("limits the length of a text", () => {
  const reader = new PeerReader("the file", { a: "12345", b: "\udc00", c: 5 });
  assertEquals(reader.shortText("a", 5), "12345");
  assertThrows(() => reader.shortText("a", 4), ProtocolError, "in the file, a is not a text");
  assertThrows(() => reader.shortText("b", 4), ProtocolError);
  assertThrows(() => reader.shortText("c", 4), ProtocolError);
});

Deno.test("names the member that is missing", () => {
  const reader = new PeerReader("the file", {});
  assertEquals(reader.required("a", 0), 0);
  assertThrows(() => reader.required("a", undefined), ProtocolError, "in the file, a is missing");
  assertThrows(() => new PeerReader("the file", []), ProtocolError, "the file");
});
