/** Ports for programs that do not say which one they have. @module */

/** Below the system's range of client ports, so that no other program gets one in between. */
const [FIRST, COUNT] = [10_000, 20_000] as const;

/**
 * A port of 127.0.0.1 where no program listens. At random: files of tests run at the same time in one
 * process, and counting from the same number gives them the same ports.
 */
export function freePort(): number {
  while (true) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch { /* in use */ }
  }
}
