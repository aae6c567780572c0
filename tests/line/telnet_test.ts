import { assertEquals } from "@std/assert";
import { encodeTelnet, TelnetDecoder, type TelnetDecoderOptions } from "../../lib/line/telnet.ts";

const IAC = 255;
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
const SB = 250;
const GA = 249;
const IP = 244;
const SE = 240;
const ECHO = 1;
const TIMING_MARK = 6;

/** The data and the answers of chunks. */
function decoded(
  chunks: readonly (readonly number[])[],
  since?: TelnetDecoderOptions["since"],
): { data: number[]; answer: number[] } {
  const telnet = new TelnetDecoder({ ...since && { since } });
  const data: number[] = [];
  const answer: number[] = [];
  for (const chunk of chunks) {
    const result = telnet.push(Uint8Array.from(chunk));
    data.push(...result.data);
    answer.push(...result.answer);
  }
  data.push(...telnet.rest());
  return { data, answer };
}

const CASES: [what: string, bytes: number[], data: number[], answer: number[]][] = [
  ["data alone", [1, 2, 0, 254], [1, 2, 0, 254], []],
  ["WILL is answered with DONT", [IAC, WILL, ECHO], [], [IAC, DONT, ECHO]],
  ["DO is answered with WONT", [IAC, DO, 24, 7], [7], [IAC, WONT, 24]],
  ["WONT and DONT are not answered", [IAC, WONT, 3, IAC, DONT, 3], [], []],
  ["a repeated request is answered once", [IAC, DO, 3, IAC, DO, 3], [], [IAC, WONT, 3]],
  ["the option 255", [IAC, WILL, 255, 5], [5], [IAC, DONT, 255]],
  ["each timing mark is answered", [IAC, IP, IAC, DO, TIMING_MARK, IAC, DO, TIMING_MARK], [], [
    IAC,
    WONT,
    TIMING_MARK,
    IAC,
    WONT,
    TIMING_MARK,
  ]],
  ["IAC IAC is one byte 255", [IAC, IAC, IAC, GA, IAC, IAC], [255, 255], []],
  ["commands without an option", [1, IAC, GA, 2, IAC, IP, 3, IAC, SE, 4], [1, 2, 3, 4], []],
  ["a subnegotiation", [1, IAC, SB, 24, 1, IAC, IAC, 9, IAC, SE, 2], [1, 2], []],
  ["a subnegotiation that a command ends", [IAC, SB, 24, IAC, DO, 1, 2], [2], [IAC, WONT, 1]],
  ["the NUL of CR NUL", [13, 0, 13, 10, 0], [13, 13, 10, 0], []],
];

for (const [what, bytes, data, answer] of CASES) {
  Deno.test(`decodes Telnet however it is split: ${what}`, () => {
    assertEquals(decoded([bytes]), { data, answer });
    assertEquals(decoded(bytes.map((byte) => [byte])), { data, answer }, "byte by byte");
    for (let at = 1; at < bytes.length; at++) {
      const split = [bytes.slice(0, at), bytes.slice(at)];
      assertEquals(decoded(split), { data, answer }, `split at ${at}`);
    }
  });
}

Deno.test("a subnegotiation without end does not hide the data after 4096 bytes", () => {
  const { data } = decoded([[IAC, SB, 24, ...Array(5000).fill(7)]]);
  assertEquals(data, Array(5001 - 4096).fill(7));
});

Deno.test("two peers that refuse everything do not answer each other for ever", () => {
  const [one, other] = [new TelnetDecoder(), new TelnetDecoder()];
  let answer = one.push(Uint8Array.of(IAC, DO, ECHO, IAC, WILL, ECHO)).answer;
  assertEquals(answer.length, 6);
  answer = other.push(answer).answer;
  assertEquals(answer.length, 0);
});

Deno.test("a peer that repeats its request after each refusal is not answered for ever", () => {
  for (const request of [[IAC, DO, ECHO], [IAC, WILL, 3], [IAC, DO, TIMING_MARK]]) {
    const telnet = new TelnetDecoder();
    let rounds = 0;
    while (telnet.push(Uint8Array.from(request)).answer.length > 0) rounds++;
    assertEquals(rounds <= 1024, true);
  }
});

Deno.test("bytes of a peer that sends no command are unchanged", () => {
  const bytes = [[1, 255], [255, 255, 65, 0], [13, 0, 255, 3, 255]];
  assertEquals(decoded(bytes, "command"), { data: bytes.flat(), answer: [] });
  const utf16 = [[255, 254, 65, 0], [255, 252, 1, 255, 240]];
  assertEquals(decoded(utf16, "command"), { data: utf16.flat(), answer: [] });
  assertEquals(decoded([[255, 254, 65]], "commands-alone"), { data: [255, 254, 65], answer: [] });
  const mp3 = [[255, 251, 144, 100, 0], [255, 251]];
  assertEquals(decoded(mp3, "commands-alone"), { data: mp3.flat(), answer: [] });
});

Deno.test("a first command shows that a peer speaks Telnet", () => {
  const bytes = [[65, IAC, WILL, 31, 66], [IAC, IAC, 13, 0]];
  const answer = [IAC, DONT, 31];
  assertEquals(decoded(bytes, "command"), { data: [65, 66, 255, 13], answer });
  const alone = [[IAC, IP, IAC, DO, 6], [65, IAC, WILL, 31], [IAC, SB, 31, 0, IAC, SE]];
  const answers = [IAC, WONT, 6, ...answer];
  assertEquals(decoded(alone, "commands-alone"), { data: [65], answer: answers });
});

Deno.test("doubles the byte 255 when it is sent", () => {
  for (
    const [data, sent] of [[[], []], [[1], [1]], [[255], [255, 255]], [[1, 255, 255, 2], [
      1,
      255,
      255,
      255,
      255,
      2,
    ]]]
  ) {
    const encoded = encodeTelnet(Uint8Array.from(data!));
    assertEquals([...encoded], sent!);
    assertEquals(decoded([[...encoded]]).data, data!);
  }
});
