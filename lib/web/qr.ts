/** QR codes, and how a terminal shows them. @module */

import encodeQR from "qr";

/** Modules of quiet zone around the code. ISO/IEC 18004 asks for four; readers of screens need no more than two. */
const BORDER = 2;

/**
 * Returns the modules of a QR code, row by row; true is dark.
 *
 * @param border Modules of quiet zone around it.
 */
export function qrModules(text: string, border: number): boolean[][] {
  return encodeQR(text, "raw", { border, ecc: "low" });
}

/**
 * Draws a QR code in lines of half blocks, two modules a character.
 *
 * @param color True: black on white, whatever the terminal's colours are. False: no colours, with the
 *   light modules drawn, for a terminal with a dark background.
 */
export function qrLines(text: string, color: boolean): string[] {
  const modules = qrModules(text, BORDER);
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
