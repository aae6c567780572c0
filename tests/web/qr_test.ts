import { assert, assertEquals } from "@std/assert";
import decodeQR from "qr/decode.js";
import { qrLines } from "../../lib/web/qr.ts";

Deno.test("draws a QR code that can be read back", () => {
  const url = "http://192.168.1.7:7585/abcdefghijkmnpqrstuv/holiday/";
  for (const color of [true, false]) {
    // deno-lint-ignore no-control-regex
    const lines = qrLines(url, color).map((line) => line.replace(/\x1b\[[\d;]*m/g, ""));
    assert(lines.every((line) => line.length === lines[0]!.length));
    assert(lines.length <= 24, "it fits on a terminal");
    // Drawn with eight pixels a module.
    const dark = (x: number, y: number) => {
      const character = lines[y >> 1]![x]!;
      const drawn = character === "█" || character === (y % 2 === 0 ? "▀" : "▄");
      return drawn === color;
    };
    const [width, height] = [lines[0]!.length * 8, lines.length * 16];
    const data = new Uint8Array(width * height * 4);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        data.fill(dark(x >> 3, y >> 3) ? 0 : 255, (y * width + x) * 4, (y * width + x) * 4 + 4);
      }
    }
    assertEquals(decodeQR({ width, height, data }), url);
  }
});
