// The published vectors: draft-irtf-cfrg-cpace, "Test vector for CPace using group ristretto255 and
// hash SHA-512", and those of the strings in its appendix A.

import { assertEquals, assertNotEquals } from "@std/assert";
import { concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import {
  calculateGenerator,
  Cpace,
  littleEndian,
  multiplyVerified,
  sampleScalar,
} from "../../lib/secure/cpace.ts";
import { generatorString, lengthValue, prependLength } from "../../lib/secure/cpace_strings.ts";

const SECRET = utf8ToBytes("Password");
const CHANNEL = hexToBytes("0b415f696e69746961746f720b425f726573706f6e646572");
const SESSION = hexToBytes("7e4b4791d6a8ef019b936c79fb7f2c57");
const INPUTS = { secret: SECRET, channel: CHANNEL, session: SESSION };
const GENERATOR = "222b6b195fe84b1652badb6f6a3ae3d24341e7306967f0b8115b40d5698c7e56";
const SCALAR_A = "da3d23700a9e5699258aef94dc060dfda5ebb61f02a5ea77fad53f4ff0976d08";
const SHARE_A = "d6bac480f2c386c394efc7c47adb9925dcd2630b64f240c50f8d0eec482b9157";
const SCALAR_B = "d2316b454718c35362d83d69df6320f38578ed5984651435e2949762d900b80d";
const SHARE_B = "3ea7e0b19560d7c0b0f5734f63b955286dfa8232b5ebe63324e2d9e7433f7258";
const POINT = "80b69a8a76457ab6a4d7f887a4bf6b55a2f80ac19c333f917a05fc9887c8b40f";
const KEY = "b69effbf61b51d56401c0f65601abe428de8206feaaf0e32198896dcae7b35cd" +
  "2b38950a39dfd5d4a79164614c2984f7daa460b588c1e80c3fa2068af7900447";

const scalar = (hex: string) => littleEndian(hexToBytes(hex));
const hex = (bytes: Uint8Array | undefined) => bytes?.toHex();

Deno.test("encodes lengths as the draft does", () => {
  const range = (n: number) => Uint8Array.from({ length: n }, (_, i) => i);
  assertEquals(hex(prependLength(new Uint8Array())), "00");
  assertEquals(hex(prependLength(utf8ToBytes("1234"))), "0431323334");
  assertEquals(prependLength(range(127)), concatBytes(Uint8Array.of(0x7f), range(127)));
  assertEquals(prependLength(range(128)), concatBytes(Uint8Array.of(0x80, 0x01), range(128)));
  const parts = ["1234", "5", "", "678"].map(utf8ToBytes);
  assertEquals(hex(lengthValue(...parts)), "043132333401350003363738");
});

Deno.test("computes the draft's generator", () => {
  const text = generatorString(utf8ToBytes("CPaceRistretto255"), SECRET, CHANNEL, SESSION, 128);
  assertEquals(
    hex(text),
    "11435061636552697374726574746f3235350850617373776f726464" + "00".repeat(100) +
      "180b415f696e69746961746f720b425f726573706f6e646572107e4b4791d6a8ef019b936c79fb7f2c57",
  );
  assertEquals(hex(calculateGenerator(INPUTS).toBytes()), GENERATOR);
});

Deno.test("computes the draft's shares, secret point and key", () => {
  const a = new Cpace(INPUTS, scalar(SCALAR_A));
  const b = new Cpace(INPUTS, scalar(SCALAR_B));
  assertEquals(hex(a.share), SHARE_A);
  assertEquals(hex(b.share), SHARE_B);
  assertEquals(hex(multiplyVerified(scalar(SCALAR_A), b.share)), POINT);
  assertEquals(hex(multiplyVerified(scalar(SCALAR_B), a.share)), POINT);
  const initiator = { share: a.share, data: utf8ToBytes("ADa") };
  const responder = { share: b.share, data: utf8ToBytes("ADb") };
  assertEquals(hex(a.key(b.share, initiator, responder)), KEY);
  assertEquals(hex(b.key(a.share, initiator, responder)), KEY);
});

Deno.test("multiplies a valid point, and rejects invalid and neutral ones, as in the draft", () => {
  const s = scalar("7cd0e075fa7955ba52c02759a6c90dbbfc10e6d40aea8d283e407d88cf538a05");
  const tail = "3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c";
  assertEquals(
    hex(multiplyVerified(s, hexToBytes("2c" + tail))),
    "7c13645fe790a468f62c39beb7388e541d8405d1ade69d1778c5fe3e7f6b600e",
  );
  assertEquals(multiplyVerified(s, hexToBytes("2b" + tail)), undefined);
  assertEquals(multiplyVerified(s, new Uint8Array(32)), undefined);
});

Deno.test("derives another key if any input or message differs", () => {
  const run = (mine: Partial<typeof INPUTS>, data = "ADa") => {
    const a = new Cpace(INPUTS, scalar(SCALAR_A));
    const b = new Cpace({ ...INPUTS, ...mine }, scalar(SCALAR_B));
    const responder = { share: b.share, data: utf8ToBytes("ADb") };
    return [
      hex(a.key(b.share, { share: a.share, data: utf8ToBytes("ADa") }, responder)),
      hex(b.key(a.share, { share: a.share, data: utf8ToBytes(data) }, responder)),
    ];
  };
  const [same, alike] = run({});
  assertEquals(same, alike);
  for (
    const [mine, data] of [
      [{ secret: utf8ToBytes("password") }, "ADa"],
      [{ channel: utf8ToBytes("other") }, "ADa"],
      [{ session: new Uint8Array(16) }, "ADa"],
      [{}, "ADx"],
    ] as const
  ) {
    const [a, b] = run(mine, data);
    assertNotEquals(a, b);
  }
});

Deno.test("generates new scalars below the group's order, never 0", () => {
  const scalars = Array.from({ length: 50 }, sampleScalar);
  assertEquals(new Set(scalars).size, 50);
  for (const s of scalars) assertEquals(s > 0n && s < 1n << 252n, true);
  // Every bit is random: the probability that one is 0 in all scalars is 252 in 2^50.
  assertEquals(scalars.reduce((bits, scalar) => bits | scalar), (1n << 252n) - 1n);
});
