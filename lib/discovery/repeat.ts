/** Repeats an action, because datagrams get lost. @module */

/** Runs an action after each of `first` milliseconds and every `interval`. Returns a function that ends it. */
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
