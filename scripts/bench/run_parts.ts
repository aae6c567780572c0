/** Runs the parts one after the other. @module */

import type { Bench, Part, Report } from "./bench.ts";

/** Where results go. */
export interface Sink {
  /** Receives the results of a part as soon as they are known. */
  report(part: Part, report: Report): Promise<void> | void;
  /** Receives the reason why a part has no results. */
  failed(part: Part, reason: string): void;
}

/**
 * Runs parts; one that fails does not keep the others from running.
 *
 * @returns Whether sluice itself did all that was asked of it.
 * @throws {Error} if the bench was stopped, or the results cannot be reported.
 */
export async function runParts(bench: Bench, parts: readonly Part[], sink: Sink): Promise<boolean> {
  let whole = true;
  for (const part of parts) {
    let report: Report;
    const endStarted = bench.processes.mark();
    try {
      report = await part.run(bench);
    } catch (error) {
      if (bench.processes.stopped) throw error;
      whole = false;
      sink.failed(part, error instanceof Error ? error.message.trim() : String(error));
      continue;
    } finally {
      // Servers of one part would disturb the next.
      await endStarted();
    }
    if (report.failures?.some(({ ours }) => ours)) whole = false;
    await sink.report(part, report);
  }
  return whole;
}
