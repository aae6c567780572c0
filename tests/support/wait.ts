/** Waits for events that a test can observe, and for those that must not happen. @module */

/** Milliseconds in which a pending event would have happened: longer than a grace period of the program. */
const QUIET = 600;
/** Milliseconds to wait for what should happen soon. */
export const PATIENCE = 40_000;
/** Milliseconds between two checks. */
const INTERVAL = 5;

/** Resolves once the condition holds; throws, and says why it was awaited, after {@link PATIENCE}. */
export async function until(what: () => boolean, why: string): Promise<void> {
  for (const deadline = Date.now() + PATIENCE; !what();) {
    if (Date.now() > deadline) throw new Error(`never happened: ${why}`);
    await pause(INTERVAL);
  }
}

/**
 * Resolves after a time. For a peer that is slow on purpose, and for work whose pace a test needs; what
 * only orders two events waits for the first with {@link until} or `waitFor` of a program.
 */
export async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Resolves after a time in which nothing should happen. The test checks afterwards that nothing did: an
 * absence cannot be announced, so only time can show it.
 */
export async function nothingMore(): Promise<void> {
  await pause(QUIET);
}

/** Resolves once all tasks that were ready have run; no time passes. */
export async function turn(): Promise<void> {
  await pause(0);
}
