/** Saying something again and again: datagrams get lost. @module */

/** Acts after each of `first` milliseconds, then every `interval`; returns what ends it. */
export function repeat(
  action: () => void,
  first: readonly number[],
  interval: number,
): () => void {
  const timers = first.map((delay) => setTimeout(action, delay));
  const later = setInterval(action, interval);
  return () => {
    timers.forEach(clearTimeout);
    clearInterval(later);
  };
}
