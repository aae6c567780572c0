/** The peak memory of a process, as the operating system accounts it. @module */

/** Milliseconds between two samples. The peak only grows, so little is missed at the end. */
const INTERVAL = 50;

/** Watches a process; `stop` returns bytes, or undefined if the system does not report them. */
export function peakMemory(pid: number): { stop(): number | undefined } {
  let peak: number | undefined;
  const look = () => {
    try {
      const text = Deno.readTextFileSync(`/proc/${pid}/status`);
      const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(text)?.[1];
      if (kibibytes !== undefined) peak = Number(kibibytes) * 1024;
    } catch { /* it has ended, or this is not Linux */ }
  };
  const timer = setInterval(look, INTERVAL);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}
