/**
 * Whether a version of Deno can run the source. Imports nothing, so that every script can use it without a
 * configuration.
 *
 * The minimum is `minimumDeno` in deno.json: the first version on which the tests of the commands pass. In
 * 2.8.3 a read does not end when its connection is closed, so that `connect` and `serve` hang. Earlier
 * versions do not notify a server that the client has disconnected, so that `share --once` never ends.
 * Versions before 2.7.5 have no multicast, so that codes do not find the sender.
 *
 * @module
 */

/**
 * Compares two versions of Deno by their three numbers, without suffixes (`-rc.1`, `+abc`). A version of
 * another form is accepted.
 *
 * @returns a message with both versions and what to do; undefined if the version is recent enough.
 */
export function denoTooOld(found: string, minimum: string): string | undefined {
  const [have, need] = [numbers(found), numbers(minimum)];
  const differing = need.findIndex((number, i) => have[i] !== number);
  // A missing number compares as false.
  if (differing < 0 || !(have[differing]! < need[differing]!)) return undefined;
  return `Deno ${found} is too old: sluice from source needs Deno ${minimum}; upgrade Deno, ` +
    "or run scripts/sluice, which fetches a newer one";
}

function numbers(version: string): number[] {
  return /^\d+\.\d+\.\d+/.exec(version)?.[0].split(".").map(Number) ?? [];
}
