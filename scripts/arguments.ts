/** The arguments of a maintainer's script. @module */

/**
 * Passes where every argument is one that the script knows.
 *
 * @throws {Error} names the first one that it does not
 */
export function onlyArguments(args: readonly string[], ...known: string[]): void {
  const unknown = args.find((arg) => !known.includes(arg));
  if (unknown === undefined) return;
  throw new Error(`unknown argument ${JSON.stringify(unknown)}; there is ${known.join(", ")}`);
}
