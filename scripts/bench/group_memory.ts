/** The memory that a program and its children hold now. @module */

/**
 * Bytes of a process group, shared pages counted once (proportional set size); undefined if the
 * system does not report them.
 */
export function groupMemory(group: number): number | undefined {
  let bytes: number | undefined;
  try {
    for (const { name } of Deno.readDirSync("/proc")) {
      if (/^\d+$/.test(name) && groupOf(name) === group) bytes = (bytes ?? 0) + pssOf(name);
    }
  } catch { /* not Linux */ }
  return bytes;
}

function groupOf(pid: string): number | undefined {
  try {
    // The fields after the name, which is in parentheses and may hold blanks: state, parent, group.
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2]);
  } catch {
    return undefined;
  }
}

function pssOf(pid: string): number {
  try {
    const text = Deno.readTextFileSync(`/proc/${pid}/smaps_rollup`);
    return Number(/^Pss:\s*(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
