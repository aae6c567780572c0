/** Environment variables that change the format of a program's output only. Pure. @module */

/** Names with their allowed values. No value can be a file's path: locale, time zone and terminal are looked up by name. */
const HARMLESS: readonly [name: RegExp, value: RegExp][] = [
  [/^(LANG|LC_[A-Z]+)$/, /^[\w.@-]*$/],
  // The C library reads a file for an absolute path or one with "..".
  [/^TZ$/, /^(?!:?\/)(?!.*\.\.)[\w+\-/,.:<>]*$/],
  [/^TERM$/, /^(?!\.)[\w.+-]*$/],
  [/^NO_COLOR$/, /^\w*$/],
  [/^(COLUMNS|LINES)$/, /^\d{0,5}$/],
];

/**
 * Whether a client may set a variable in any program, whatever the program uses it for.
 *
 * @param value Its value. Default: only the name is checked.
 */
export function isHarmlessVariable(name: string, value?: string): boolean {
  return HARMLESS.some(([names, values]) =>
    names.test(name) && (value === undefined || values.test(value))
  );
}
