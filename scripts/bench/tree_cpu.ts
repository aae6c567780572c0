/** The processor time of a server that goes on running, with its children. @module */

/** Ticks a second of the times in `/proc` (proc(5): always 100 on Linux). */
const TICKS = 100;
/** Milliseconds to wait for the children of a server to end. */
const PATIENCE = 2000;

/** Starts to measure a server; what it has cost until now does not count. */
export class TreeCpu {
  readonly #pid: number;
  readonly #before: Tree | undefined;

  /** @param pid The server. */
  constructor(pid: number) {
    this.#pid = pid;
    this.#before = treeOf(pid);
  }

  /** The seconds until now, of which ended children that are not waited for yet are no part. */
  soFar(): number | undefined {
    const after = this.#before && treeOf(this.#pid);
    return after && after.seconds - this.#before!.seconds;
  }

  /**
   * Resolves to the seconds since the start of the measurement, once the children that were started
   * since have ended; undefined if the system does not report them.
   */
  async taken(): Promise<number | undefined> {
    const before = this.#before;
    if (before === undefined) return undefined;
    for (const start = performance.now();;) {
      const after = treeOf(this.#pid);
      if (after === undefined) return undefined;
      const settled = after.pids.every((pid) => before.pids.includes(pid));
      if (settled || performance.now() - start > PATIENCE) return after.seconds - before.seconds;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/** A process and its descendants. */
interface Tree {
  pids: number[];
  /** What all have taken, and the children that they have waited for. */
  seconds: number;
}

function treeOf(root: number): Tree | undefined {
  const processes = new Map<number, { parent: number; seconds: number }>();
  try {
    for (const { name } of Deno.readDirSync("/proc")) {
      const found = /^\d+$/.test(name) ? processOf(name) : undefined;
      if (found !== undefined) processes.set(Number(name), found);
    }
  } catch {
    return undefined; // Not Linux.
  }
  if (!processes.has(root)) return undefined;
  const pids = [root];
  // The loop sees what it appends: children, and then theirs.
  for (const pid of pids) {
    for (const [child, { parent }] of processes) if (parent === pid) pids.push(child);
  }
  const seconds = pids.reduce((sum, pid) => sum + processes.get(pid)!.seconds, 0);
  return { pids, seconds };
}

function processOf(pid: string): { parent: number; seconds: number } | undefined {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    // The fields after the name, which is in parentheses and may contain spaces.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const times = fields.slice(11, 15).map(Number);
    return { parent: Number(fields[1]), seconds: times.reduce((a, b) => a + b) / TICKS };
  } catch {
    return undefined; // It has ended.
  }
}
