/** The arguments of a maintainer's script. @module */

/**
 * Checks that the script knows every argument.
 *
 * @throws {Error} names the first unknown one.
 */
export function onlyArguments(args: readonly string[], ...known: string[]): void {
  const unknown = args.find((arg) => !known.includes(arg));
  if (unknown === undefined) return;
  throw new Error(`unknown argument ${JSON.stringify(unknown)}; there is ${known.join(", ")}`);
}
