/** Variables that change how a program writes, and not what it does. Pure. @module */

/** Names, each with its values. None names a file: locale, time zone and terminal are looked up by name. */
const HARMLESS: readonly [name: RegExp, value: RegExp][] = [
  [/^(LANG|LC_[A-Z]+)$/, /^[\w.@-]*$/],
  // No absolute path and no "..": the C library would read that file.
  [/^TZ$/, /^(?!:?\/)(?!.*\.\.)[\w+\-/,.:<>]*$/],
  [/^TERM$/, /^(?!\.)[\w.+-]*$/],
  [/^NO_COLOR$/, /^\w*$/],
  [/^(COLUMNS|LINES)$/, /^\d{0,5}$/],
];

/**
 * Whether a peer may be allowed to set a variable without the policy's author knowing what the
 * program makes of it.
 *
 * @param value What it is set to. Default: only the name is judged.
 */
export function isHarmlessVariable(name: string, value?: string): boolean {
  return HARMLESS.some(([names, values]) =>
    names.test(name) && (value === undefined || values.test(value))
  );
}
