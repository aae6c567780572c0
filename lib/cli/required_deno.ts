/**
 * Whether a Deno is recent enough to run the source. Imports nothing, so that every script may use it
 * before there is a configuration.
 *
 * The minimum is `minimumDeno` in deno.json: the first version on which the tests of the commands pass.
 * Of the older ones, 2.8.3 does not end a read when its connection is closed, so that `connect` and
 * `serve` hang; those before do not tell a server that the client has gone, so that `share --once`
 * waits for ever; and before 2.7.5 there is no multicast, so that codes do not find the sender.
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
