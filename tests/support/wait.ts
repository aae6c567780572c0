/** Waiting for what can be observed, and for what must not happen. @module */

/** Milliseconds in which what is about to happen would have happened: longer than a farewell. */
const QUIET = 600;
/** Milliseconds after which what is waited for counts as never coming. */
const PATIENCE = 20_000;
/** Milliseconds between two looks. */
const INTERVAL = 5;

/** Resolves when something is so; fails, and says what, after a long while. */
export async function until(what: () => boolean, why: string): Promise<void> {
  for (const deadline = Date.now() + PATIENCE; !what();) {
    if (Date.now() > deadline) throw new Error(`never happened: ${why}`);
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
}

/** Resolves after a time in which nothing was to happen; the test looks afterwards whether it did. */
export async function nothingMore(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, QUIET));
}

/** Resolves when everything that could run has had its turn; no time passes. */
export async function turn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}
