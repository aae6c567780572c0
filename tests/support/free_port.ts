/** Ports for programs that do not say which one they have. @module */

/** Below the system's range of client ports, so that no other program gets one in between. */
let next = 20_000 + Deno.pid % 8000;

/** A port of 127.0.0.1 where no program listens. */
export function freePort(): number {
  while (true) {
    const port = next++;
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch { /* in use */ }
  }
}
