import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { ProtocolError } from "../../lib/errors.ts";
import { chargenPattern } from "../../lib/services/chargen.ts";
import { decodeClock, encodeClock } from "../../lib/services/clock.ts";
import { services } from "../../lib/services/all.ts";
import { daytime } from "../../lib/services/daytime.ts";
import { echo } from "../../lib/services/echo.ts";
import { discard } from "../../lib/services/discard.ts";
import { chargen } from "../../lib/services/chargen.ts";
import { formatTime } from "../../lib/services/format_time.ts";
import type { ServesConnections } from "../../lib/services/service.ts";
import { time } from "../../lib/services/time.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { readChunks } from "../../lib/socket/read_chunks.ts";
import { turn } from "../support/wait.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes?: Uint8Array) => new TextDecoder().decode(bytes);
const now = () => Date.UTC(2026, 10, 21, 1, 25, 34);
const stamp = formatTime(now());

/** Sends a text to a service in memory, ends the direction, and reads the answer to its end. */
async function converse({ connection }: ServesConnections, ...said: string[]): Promise<string> {
  const [here, there] = memoryPair();
  const context = { signal: new AbortController().signal, log: () => {} };
  const served = connection(there, context).then(() => there.closeWrite());
  const writer = here.writable.getWriter();
  for (const text of said) {
    await writer.write(encode(text)).catch(() => {});
    await turn();
  }
  await here.closeWrite();
  let answer = "";
  for await (const chunk of readChunks(here)) answer += decode(chunk);
  await served;
  return answer;
}

Deno.test("has unique service names and ports, and a function for every transport", () => {
  assertEquals(new Set(services.map(({ name }) => name)).size, services.length);
  assertEquals(new Set(services.map(({ port }) => port)).size, services.length);
  for (const service of services) {
    assertMatch(service.summary, /^[a-z][^\n]*[^.]$/);
    if (service.options.includes("folder")) continue;
    const running = service.start();
    for (const transport of service.transports) {
      assert((transport === "udp" ? "datagram" : "connection") in running, service.name);
    }
  }
});

Deno.test("echo changes ASCII letters only", async () => {
  assertEquals(await converse(echo.start(), "straße\0é {`az}", "\r\n"), "STRAßE\0é {`AZ}\r\n");
});

Deno.test("raw echo returns every byte unchanged", async () => {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  assertEquals(echo.start({ raw: true }).datagram(all.slice(), "udp://127.0.0.1:4000"), all);
  assertEquals(await converse(echo.start({ raw: true }), "aZ\r\n"), "aZ\r\n");
});

Deno.test("echo answers an empty datagram with an empty one", () => {
  assertEquals(echo.start().datagram(new Uint8Array(), "udp://127.0.0.1:4000")?.length, 0);
});

Deno.test("time puts a stamp before each message", async () => {
  const service = time.start({ now });
  assertEquals(await converse(service, "hello"), `[${stamp}] hello`);
  assertEquals(await converse(service, "a\nb\n"), `[${stamp}] a\n[${stamp}] b\n`);
  assertEquals(await converse(service, "a\nb"), `[${stamp}] a\n[${stamp}] b`);
  const answer = service.datagram(encode("hello"), "udp://127.0.0.1:4000");
  assertEquals(decode(answer), `[${stamp}] hello`);
});

Deno.test("formats times as ctime, ISO 8601 and a number", () => {
  assertMatch(stamp, /^[A-Z][a-z]{2} Nov 2[012] \d\d:25:34 2026$/);
  assertEquals(formatTime(now(), "iso"), "2026-11-21T01:25:34Z");
  assertEquals(formatTime(now(), "epoch"), "1795224334");
  const early = new Date(2026, 0, 5, 6, 7, 8).getTime();
  assertEquals(formatTime(early), "Mon Jan  5 06:07:08 2026");
});

Deno.test("daytime sends one line and ignores the peer's bytes", async () => {
  const service = daytime.start({ now, format: "iso" });
  assertEquals(await converse(service), "2026-11-21T01:25:34Z\r\n");
  assertEquals(await converse(service, "ignored"), "2026-11-21T01:25:34Z\r\n");
});

Deno.test("encodes the numbers of RFC 868", () => {
  const known: [number, number, string][] = [
    [1, 1900, "1900-01-01T00:00:01Z"],
    [2_208_988_800, 1970, "1970-01-01T00:00:00Z"],
    [2_398_291_200, 1976, "1976-01-01T00:00:00Z"],
    [2_524_521_600, 1980, "1980-01-01T00:00:00Z"],
    [2_629_584_000, 1983, "1983-05-01T00:00:00Z"],
  ];
  for (const [number, year, text] of known) {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, number);
    assertEquals(encodeClock(Date.parse(text)), bytes);
    assertEquals(decodeClock(bytes, Date.UTC(year, 6)), Date.parse(text));
  }
});

Deno.test("decodes times after 2036 in the nearest era", () => {
  const wrap = Date.parse("2036-02-07T06:28:16Z");
  assertEquals(encodeClock(wrap), new Uint8Array(4));
  assertEquals(decodeClock(new Uint8Array(4), wrap - 1000), wrap);
  assertEquals(decodeClock(encodeClock(wrap - 1000), wrap + 1000), wrap - 1000);
});

Deno.test("rejects fewer than four bytes, and ignores more", () => {
  assertThrows(() => decodeClock(new Uint8Array(3)), ProtocolError, "the server sent 3 bytes");
  const five = new Uint8Array([...encodeClock(now()), 9]);
  assertEquals(decodeClock(five, now()), now());
});

Deno.test("discard sends nothing", async () => {
  assertEquals(await converse(discard.start(), "x".repeat(100_000)), "");
  assertEquals(discard.start().datagram(encode("x"), "udp://127.0.0.1:4000"), undefined);
});

Deno.test("chargen sends the pattern of RFC 864", () => {
  const lines = decode(chargenPattern()).split("\r\n");
  assertEquals(lines.length, 96);
  assertEquals([lines[0]![0], lines[0]!.at(-1), lines[0]!.length], ["!", "h", 72]);
  assertEquals(lines[1], lines[0]!.slice(1) + "i");
  assert(lines[30]!.includes("~ !"), "the blank stands after the tilde");
});

Deno.test("chargen goes on after the peer's end until the connection closes", async () => {
  const [here, there] = memoryPair();
  const context = { signal: new AbortController().signal, log: () => {} };
  const served = chargen.start().connection(there, context);
  await here.closeWrite();
  let count = 0;
  for await (const chunk of readChunks(here)) {
    if ((count += chunk.length) > 500_000) break;
  }
  here.abort();
  await served;
});

Deno.test("chargen answers datagrams with at most their length and 512 bytes", () => {
  const { datagram } = chargen.start();
  for (const [asked, given] of [[0, 0], [10, 10], [1000, 512]]) {
    assertEquals(datagram(new Uint8Array(asked!), "udp://127.0.0.1:4000")?.length, given);
  }
});
