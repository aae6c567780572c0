import { assertEquals } from "@std/assert";
import {
  bitString,
  booleanTrue,
  type Der,
  ecdsaSignature,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  tlv,
  utf8String,
} from "../../lib/secure/der.ts";

function hex(text: string): Der {
  return Uint8Array.fromHex(text.replaceAll(" ", ""));
}

Deno.test("a length takes one octet below 128, and else the fewest octets after their number", () => {
  const headers: [number, string][] = [
    [0, "0400"],
    [127, "047f"],
    [128, "048180"],
    [255, "0481ff"],
    [256, "04820100"],
    [65_535, "0482ffff"],
    [65_536, "0483010000"],
  ];
  for (const [length, header] of headers) {
    const encoded = tlv(0x04, new Uint8Array(length));
    assertEquals(encoded.subarray(0, header.length / 2).toHex(), header, `${length} bytes`);
    assertEquals(encoded.length, header.length / 2 + length);
  }
});

Deno.test("content in pieces is joined in order", () => {
  assertEquals(tlv(0xa3, hex("0102"), hex(""), hex("03")).toHex(), "a303010203");
  assertEquals(sequence(hex("0500"), hex("0101ff")).toHex(), "300505000101ff");
  assertEquals(sequence().toHex(), "3000");
  assertEquals(setOf(hex("0500")).toHex(), "31020500");
});

Deno.test("an integer is minimal, and positive where its first bit is set", () => {
  const integers: [string, string][] = [
    ["", "020100"],
    ["00", "020100"],
    ["0000", "020100"],
    ["02", "020102"],
    ["7f", "02017f"],
    ["80", "02020080"],
    ["ff", "020200ff"],
    ["0080", "02020080"],
    ["00007f", "02017f"],
    ["0100", "02020100"],
    ["8000", "0203008000"],
  ];
  for (const [magnitude, expected] of integers) {
    assertEquals(integer(hex(magnitude)).toHex(), expected, magnitude);
  }
});

Deno.test("the primitive types have their tags", () => {
  assertEquals(booleanTrue().toHex(), "0101ff");
  assertEquals(octetString(hex("0102")).toHex(), "04020102");
  assertEquals(bitString(hex("0102")).toHex(), "0303000102");
  assertEquals(bitString(hex("80"), 7).toHex(), "03020780");
  assertEquals(utf8String("ü").toHex(), "0c02c3bc");
});

Deno.test("object identifiers are encoded as published ones are", () => {
  const known: [string, string][] = [
    ["2.5.4.3", "0603550403"],
    ["2.5.29.17", "0603551d11"],
    ["1.2.840.10045.4.3.2", "06082a8648ce3d040302"],
    ["1.2.840.113549", "06062a864886f70d"], // RSA Data Security, in X.690's commentaries
    ["2.999.3", "0603883703"], // X.690, section 8.19.5
  ];
  for (const [dotted, expected] of known) {
    assertEquals(objectIdentifier(dotted).toHex(), expected, dotted);
  }
});

Deno.test("a time has two digits of the year from 1950 through 2049, and four outside", () => {
  const text = (iso: string) => {
    const encoded = time(new Date(iso));
    return [encoded[0], encoded[1], new TextDecoder().decode(encoded.subarray(2))];
  };
  assertEquals(text("1949-12-31T23:59:59Z"), [0x18, 15, "19491231235959Z"]);
  assertEquals(text("1950-01-01T00:00:00Z"), [0x17, 13, "500101000000Z"]);
  assertEquals(text("2026-11-28T15:01:39.987Z"), [0x17, 13, "261128150139Z"]);
  assertEquals(text("2049-12-31T23:59:59.999Z"), [0x17, 13, "491231235959Z"]);
  assertEquals(text("2050-01-01T00:00:00Z"), [0x18, 15, "20500101000000Z"]);
});

/** Thirty-two bytes that begin with the given ones and are 0x11 after that. */
function number32(first: string): string {
  return first.padEnd(64, "1");
}

Deno.test("a signature's numbers are minimal integers, whatever their first bits", () => {
  const [short, high] = ["7f", "80"].map(number32);
  const cases: [r: string, s: string, expected: string][] = [
    [short!, short!, `3044 0220${short} 0220${short}`],
    [high!, short!, `3045 022100${high} 0220${short}`],
    [short!, high!, `3045 0220${short} 022100${high}`],
    [high!, high!, `3046 022100${high} 022100${high}`],
    // Leading zeros go, unless the next bit is set.
    [number32("007f"), short!, `3043 021f${number32("007f").slice(2)} 0220${short}`],
    [number32("0080"), short!, `3044 0220${number32("0080")} 0220${short}`],
    [short!, number32("00000001"), `3041 0220${short} 021d${number32("00000001").slice(6)}`],
    ["01".padStart(64, "0"), "80".padStart(64, "0"), "3007 020101 02020080"],
  ];
  for (const [r, s, expected] of cases) {
    const encoded = ecdsaSignature(hex(r + s)).toHex();
    assertEquals(encoded, expected.replaceAll(" ", ""), `${r} ${s}`);
  }
});
