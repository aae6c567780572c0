/** Lists in two columns. @module */

import { wrap } from "../terminal/wrap.ts";

/** Options of {@linkcode columns}. */
export interface ColumnsOptions {
  /** Columns of the left side at most. A longer entry gets a line of its own. @default {26} */
  maxLeft?: number;
  /** Columns of the left side at least. @default {0} */
  minLeft?: number;
}

/** Two aligned columns, indented by two; the right one is wrapped at 80 columns. */
export function columns(
  rows: readonly (readonly [left: string, right: string])[],
  { maxLeft = 26, minLeft = 0 }: ColumnsOptions = {},
): string {
  const widths = rows.map(([left]) => left.length).filter((width) => width <= maxLeft);
  const indent = 2 + Math.max(minLeft, ...widths) + 2;
  return rows.map(([left, right]) => {
    const text = wrap(right, { indent });
    return left.length <= indent - 4
      ? `  ${left}`.padEnd(indent) + text.slice(indent)
      : `  ${left}\n${text}`;
  }).join("\n");
}
