import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError, RefusedError } from "../../lib/errors.ts";
import { Security } from "../../lib/frame/frame.ts";
import { agree, encodePreface } from "../../lib/channel/preface.ts";

const preface = (min: number, max: number, security: number, reserved = 0) =>
  new Uint8Array([0x53, 0x4c, 0x55, 0x49, 0x43, 0x45, 0x0d, 0x0a, min, max, security, reserved]);

Deno.test("encodes a preface of twelve bytes: the magic, version 2 twice, plain, 0", () => {
  assertEquals(encodePreface(Security.plain), preface(2, 2, 0));
  assertEquals(encodePreface(Security.code), preface(2, 2, 1));
  assertEquals(encodePreface(Security.plain, 3, 5), preface(3, 5, 0));
});

Deno.test("chooses the highest version that both support", () => {
  assertEquals(agree(preface(2, 2, 0), Security.plain), { version: 2 });
  assertEquals(agree(preface(1, 200, 0), Security.plain), { version: 2 });
});

Deno.test("ignores the reserved byte", () => {
  assertEquals(agree(preface(2, 2, 0, 77), Security.plain), { version: 2 });
});

Deno.test("rejects another magic as another protocol", () => {
  for (let i = 0; i < 8; i++) {
    const bytes = preface(2, 2, 0);
    bytes[i]! ^= 0x20;
    assertThrows(() => agree(bytes, Security.plain), ProtocolError, "does not speak");
  }
});

Deno.test("rejects disjoint versions, and names the side to update", () => {
  const error = assertThrows(() => agree(preface(3, 4, 0), Security.plain), RefusedError);
  assertEquals(error.code, "version");
  assertEquals(
    error.message,
    "No common protocol version: the peer has 3 to 4, this machine 2; update sluice here",
  );
  const older = assertThrows(() => agree(preface(1, 1, 0), Security.plain), RefusedError);
  assertEquals(
    older.message,
    "No common protocol version: the peer has 1, this machine 2; update sluice on the other machine",
  );
});

Deno.test("rejects impossible versions as a violation", () => {
  for (const [min, max] of [[0, 0], [0, 1], [2, 1], [255, 254]] as const) {
    assertThrows(() => agree(preface(min, max, 0), Security.plain), ProtocolError, "versions");
  }
});

Deno.test("rejects different security on both sides, and names both", () => {
  const plain = assertThrows(() => agree(preface(2, 2, 1), Security.plain), RefusedError);
  assertEquals(plain.code, "security");
  assertEquals(
    plain.message,
    "The peer uses encryption, this machine --plain; use --plain on both or on neither",
  );
  const code = assertThrows(() => agree(preface(2, 2, 0), Security.code), RefusedError);
  assertEquals(code.code, "security");
  assertThrows(() => agree(preface(2, 2, 9), Security.plain), RefusedError, "security 9");
});
