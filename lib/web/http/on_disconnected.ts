/** Notices that a client has gone before its request is answered. @module */

/** How the runtime's warning of {@linkcode withhold} begins. */
const WARNING = "Deno.serve: request.signal aborts on successful responses";

let isWithheld = false;

/**
 * Calls back when the client disconnects before the response. Returns a function that stops watching, to be
 * called before the response is made: until version 3 the runtime aborts the signal of answered requests as well.
 */
export function onDisconnected(request: Request, act: () => void): () => void {
  withhold();
  const { signal } = request;
  signal.addEventListener("abort", act);
  if (signal.aborted) act();
  return () => signal.removeEventListener("abort", act);
}

/**
 * Withholds the warning that the runtime prints once when the signal of a request was used. It is for
 * programmers, and there is no other way to learn that a client has gone.
 */
function withhold(): void {
  if (isWithheld) return;
  isWithheld = true;
  const { warn } = console;
  console.warn = (...values: unknown[]) => {
    if (!String(values[0]).startsWith(WARNING)) return warn(...values);
    console.warn = warn;
  };
}
