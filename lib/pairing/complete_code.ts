/** Completes a code, for shells. @module */

import { sleep } from "../async.ts";
import { find } from "../discovery/find.ts";
import type { Network } from "../discovery/network.ts";
import { completeCode } from "../secure/code_phrase.ts";

/** Milliseconds to search: senders are asked three times within them, and a user waits for Tab. */
const SEARCH_TIME = 300;

/**
 * Resolves to the ways in which the start of a code can go on: words, or while it has none, the channels of
 * the senders on these networks, each with the dash after it.
 */
export async function codeCompletions(
  text: string,
  networks: readonly Network[],
  signal: AbortSignal,
): Promise<string[]> {
  if (/\p{L}/u.test(text)) return completeCode(text);
  const channels = new Set<number>();
  const finder = await find({
    channel: 0,
    networks,
    onFound: ({ channel }) => void channels.add(channel),
  });
  try {
    await sleep(SEARCH_TIME, signal);
  } finally {
    finder.close();
  }
  return [...channels].sort((a, b) => a - b).map((channel) => `${channel}-`)
    .filter((start) => start.startsWith(text));
}
