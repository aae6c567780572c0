/** Waiting for what a test has set going. @module */

/** Waits until something is so; fails after a long while. */
export async function until(what: () => boolean, why: string): Promise<void> {
  for (const deadline = Date.now() + 20_000; !what();) {
    if (Date.now() > deadline) throw new Error(`never happened: ${why}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
