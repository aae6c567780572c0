/** The QR code of a page's address, as a picture. @module */

import { COMMON_HEADERS } from "../http/answer.ts";
import { html } from "../page/html.ts";

/** Modules of quiet zone around the code (ISO/IEC 18004). */
const BORDER = 4;

/** Answers with the code of an address, in black on white. */
export async function addressCode(address: string): Promise<Response> {
  const { qrModules } = await import("../qr.ts");
  const modules = qrModules(address, BORDER);
  const size = modules.length;
  const runs = modules.flatMap((row, y) => runsOf(row).map(([x, n]) => `M${x} ${y}h${n}v1h-${n}z`));
  const picture = html`
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"
      shape-rendering="crispEdges">
      <path fill="#fff" d="M0 0h${size}v${size}H0z" />
      <path d="${runs.join("")}" />
    </svg>
  `;
  return new Response(picture.text, {
    headers: {
      ...COMMON_HEADERS,
      "content-type": "image/svg+xml",
      "cache-control": "private, max-age=3600",
    },
  });
}

/** The start and the length of each run of dark modules. */
function runsOf(row: readonly boolean[]): [start: number, length: number][] {
  const runs: [number, number][] = [];
  row.forEach((dark, x) => {
    if (!dark) return;
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[1] === x) last[1]++;
    else runs.push([x, 1]);
  });
  return runs;
}
