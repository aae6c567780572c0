import { assertEquals } from "@std/assert";
import { ipBytes } from "../../lib/text/ip_bytes.ts";

const BYTES: [string, number[] | undefined][] = [
  ["192.0.2.1", [192, 0, 2, 1]],
  ["::ffff:192.0.2.1", [192, 0, 2, 1]],
  ["::ffff:c000:201", [192, 0, 2, 1]],
  ["0:0:0:0:0:FFFF:192.0.2.1", [192, 0, 2, 1]],
  ["64:ff9b::192.0.2.1", [0, 0x64, 0xff, 0x9b, ...Array(8).fill(0), 192, 0, 2, 1]],
  ["fe80::1%eth0", [0xfe, 0x80, ...Array(13).fill(0), 1]],
  ["::1", [...Array(15).fill(0), 1]],
  ["fe80::1:2", [0xfe, 0x80, ...Array(11).fill(0), 1, 0, 2]],
  ["1:2:3:4:5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]],
  ["::", Array(16).fill(0)],
  ["256.0.0.1", undefined],
  ["1:2:3", undefined],
  ["1::2::3", undefined],
  ["1:2:3:4:5:6:7:8:9", undefined],
  ["fe80::zz", undefined],
  ["host", undefined],
  ["", undefined],
  ["010.0.0.1", undefined],
  ["1.2.3", undefined],
  ["1.2.3.4.5", undefined],
  ["10.0.0.1%eth0", undefined],
  ["12345::1", undefined],
  ["1:2:3:4:5:6:7::8", undefined],
  ["192.0.2.1::", undefined],
  ["1:192.0.2.1:2:3:4:5:6", undefined],
  ["::192.0.2.256", undefined],
  ["fe80::1%", undefined],
];
for (const [text, bytes] of BYTES) {
  Deno.test(`${bytes ? "reads" : "rejects"} ${JSON.stringify(text)} as an IP address`, () => {
    assertEquals(ipBytes(text), bytes);
  });
}
