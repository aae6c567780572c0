/** How help and manual pages show a flag. @module */

import type { Flag } from "./command.ts";

/** The form of a flag in help: `-y, --yes`, `--into DIR`, `--exclude GLOB`, `--listen [HOST:PORT]`. */
export function flagForm(flag: Flag): string {
  const short = flag.short === undefined ? "" : `-${flag.short}, `;
  const value = flag.value === undefined ? "" : ` ${valueForm(flag)}`;
  return `${short}--${flag.name}${value}`;
}

/** The value of a flag as help shows it: `DIR`, `[HOST:PORT]`. */
export function valueForm(flag: Flag): string {
  return flag.optionalValue ? `[${placeholder(flag)}]` : placeholder(flag);
}

/** The name of a flag's value: `DIR`. */
export function placeholder(flag: Flag): string {
  return flag.placeholder ?? (flag.value ?? "").toUpperCase();
}

/** The summary of a flag, with its default unless the text names it. */
export function flagSummary(flag: Flag): string {
  const { summary } = flag;
  if (flag.default === undefined || summary.includes("default")) return summary;
  return `${summary} (default ${flag.default})`;
}
