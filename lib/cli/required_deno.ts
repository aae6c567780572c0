/**
 * Whether a Deno is recent enough to run the source. Imports nothing, so that every script may use it
 * before there is a configuration.
 *
 * The minimum is `minimumDeno` in deno.json. It is where the tests of the commands pass: an older one
 * does not tell a server that the client has gone, so that `share --once` waits for ever (before 2.8.3);
 * leaves names that are not Unicode out of a listing, so that `send` does not name them (before 2.8.2);
 * has no imports of text, which the pages of `share` and `drop` need (before 2.8); and cannot join
 * multicast groups, so that codes do not find the sender (before 2.7.5).
 *
 * @module
 */

/**
 * Compares two versions of Deno by their three numbers; what follows them (`-rc.1`, `+abc`) does not
 * count. A version that is none is recent enough: it is unknown, not old.
 *
 * @returns One line that says what was found, what is needed and what to do; undefined where the
 * version is recent enough.
 */
export function denoTooOld(found: string, minimum: string): string | undefined {
  const [have, need] = [numbers(found), numbers(minimum)];
  const differing = need.findIndex((number, i) => have[i] !== number);
  // A missing number is NaN, which is less than nothing.
  if (differing < 0 || !(have[differing]! < need[differing]!)) return undefined;
  return `this is Deno ${found}, and sluice from source needs Deno ${minimum} or later: upgrade it, ` +
    "or start scripts/sluice, which gets a newer one by npx";
}

function numbers(version: string): number[] {
  return /^\d+\.\d+\.\d+/.exec(version)?.[0].split(".").map(Number) ?? [];
}
