/** Sends the answers to a Telnet client. @module */

import type { Duplex } from "../socket/duplex.ts";

/**
 * Makes a function that writes the refusal of a Telnet option between the answers of a service. A failed
 * write is reported by the next one.
 */
export function refuseBy(conn: Pick<Duplex, "write">): (answer: Uint8Array) => void {
  return (answer) => void conn.write(answer).catch(() => {});
}
