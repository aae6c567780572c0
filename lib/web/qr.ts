/** QR codes for a terminal. @module */

import encodeQR from "qr";

/** Modules of quiet ground around the code; ISO/IEC 18004 asks for four, which no reader needs on a screen. */
const BORDER = 2;

/**
 * A QR code as lines of half blocks: two modules a character, as high as wide.
 *
 * @param color True: black on white whatever the terminal's colours are. False: light modules are drawn,
 *   for a terminal with a dark ground.
 */
export function qrLines(text: string, color: boolean): string[] {
  const modules: boolean[][] = encodeQR(text, "raw", { border: BORDER, ecc: "low" });
  const lines: string[] = [];
  for (let y = 0; y < modules.length; y += 2) {
    const upper = modules[y]!;
    const lower = modules[y + 1] ?? upper.map(() => false);
    const blocks = upper.map((dark, x) => {
      const top = dark === color;
      const bottom = lower[x]! === color;
      return top ? (bottom ? "█" : "▀") : (bottom ? "▄" : " ");
    }).join("");
    lines.push(color ? `\x1b[38;5;16;48;5;231m${blocks}\x1b[0m` : blocks);
  }
  return lines;
}
