/** What a program cost, as the operating system accounts it. @module */

/** The cost of a program with its children; undefined where it could not be measured. */
export interface Usage {
  /** From its start to its end, in seconds. */
  seconds?: number | undefined;
  /** Seconds of processor time, user and system. */
  cpu?: number | undefined;
  /** The peak memory of its largest process, in bytes. */
  peak?: number | undefined;
}

/** The last line of `programs/measure.c`, which ends the standard error of what it runs. */
const REPORT = /\nusage (\S+) (\S+) (\S+)\n$/;

/** Separates the report of a program's cost from what the program wrote. */
export function takeUsage(errors: string): { text: string; usage: Usage } {
  const report = REPORT.exec(errors);
  if (report === null) return { text: errors, usage: {} };
  const [seconds, cpu, peak] = report.slice(1).map(Number);
  return { text: errors.slice(0, report.index), usage: { seconds, cpu, peak } };
}

/**
 * The cost of programs that together are one side: the sum of processor time, which is unknown if
 * that of one is, and the largest peak.
 *
 * @param usages An undefined one is no program.
 * @returns undefined if there is no program.
 */
export function together(usages: readonly (Usage | undefined)[]): Usage | undefined {
  const known = usages.filter((usage) => usage !== undefined);
  if (known.length === 0) return undefined;
  const cpu = known.map(({ cpu }) => cpu);
  const peaks = known.flatMap(({ peak }) => peak === undefined ? [] : [peak]);
  return {
    cpu: cpu.includes(undefined) ? undefined : cpu.reduce<number>((sum, each) => sum + each!, 0),
    peak: peaks.length === 0 ? undefined : Math.max(...peaks),
  };
}
