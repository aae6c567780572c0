/** Contenders that need preparations. @module */

import type { Bench } from "./bench.ts";

/**
 * Prepares another tool; if that fails, the bench goes on without it.
 *
 * @param name The tool.
 * @throws {Error} if the bench was stopped.
 */
export async function orNone<T>(
  { processes, say }: Pick<Bench, "processes" | "say">,
  name: string,
  prepare: () => Promise<T[]>,
): Promise<T[]> {
  const endStarted = processes.mark();
  try {
    const ready = await prepare();
    if (ready.length === 0) say(`without ${name}: it is not installed`);
    return ready;
  } catch (error) {
    if (processes.stopped) throw error;
    await endStarted();
    say(`without ${name}: ${error instanceof Error ? error.message.trim() : error}`);
    return [];
  }
}
