/** Sends the answers to a Telnet client. @module */

/**
 * Makes a function that writes the refusal of a Telnet option between the answers of a service. A failed
 * write is reported by the next one.
 */
export function refuseBy(
  writer: WritableStreamDefaultWriter<Uint8Array>,
): (answer: Uint8Array) => void {
  return (answer) => void writer.write(answer).catch(() => {});
}
