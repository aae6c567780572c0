import { assert, assertEquals, assertFalse, assertNotEquals } from "@std/assert";
import { formatPairing, isOfCode, newPairing, parsePairing } from "../../lib/pairing/pairing.ts";
import { bindCode } from "../../lib/secure/code_binding.ts";
import { parseAddress } from "../../lib/socket/address.ts";
import { codeFrom } from "./pairing_context.ts";

const CODE = codeFrom("7-orbit-lemon");
const key = new Uint8Array(32).map((_, i) => i);
const instance = "0123456789abcdef".repeat(2);

for (const address of ["tcp://192.0.2.7:7584", "tcp://[fe80::1%eth0]:7584", undefined]) {
  Deno.test(`parses a kept pairing in its stored form: ${address ?? "without an address"}`, () => {
    const at = address === undefined ? undefined : parseAddress(address);
    const pairing = newPairing(CODE, { key, instance, address: at });
    assertEquals(parsePairing(formatPairing(pairing)), pairing);
  });
}

Deno.test("a pairing belongs to the code that it was made with only", () => {
  const pairing = newPairing(CODE, { key, instance, address: undefined });
  assert(isOfCode(pairing, CODE));
  assertFalse(isOfCode(pairing, codeFrom("8-orbit-lemon")));
  assertFalse(isOfCode(pairing, codeFrom("7-orbit-zoo")));
});

Deno.test("the binding of a code to a key reveals nothing of the code without that key", () => {
  const other = key.slice().fill(1, 31);
  assertNotEquals(bindCode(key, CODE), bindCode(other, CODE));
});

const KEPT = JSON.parse(formatPairing(newPairing(CODE, { key, instance, address: undefined })));
const BAD: [string, unknown][] = [
  ["no JSON", undefined],
  ["null", null],
  ["another format", { ...KEPT, format: 2 }],
  ["a short key", { ...KEPT, key: "00" }],
  ["a key that is no text", { ...KEPT, key: [] }],
  ["a binding of other digits", { ...KEPT, code: "x".repeat(128) }],
  ["no instance", { ...KEPT, instance: undefined }],
  ["an invalid channel", { ...KEPT, channel: "7" }],
  ["an invalid address", { ...KEPT, address: "//" }],
  ["an address that is no text", { ...KEPT, address: 7 }],
];
for (const [name, value] of BAD) {
  Deno.test(`rejects as a kept pairing: ${name}`, () => {
    assertEquals(parsePairing(value === undefined ? "{" : JSON.stringify(value)), undefined);
  });
}
