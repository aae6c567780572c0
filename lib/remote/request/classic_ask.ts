/** The classic exchange, client's side; see `classic_answer.ts`. @module */

import { ConnectionError, ProtocolError } from "../../errors.ts";
import type { Duplex } from "../../socket/duplex.ts";
import { read } from "../../socket/read.ts";

/** Options of {@linkcode askClassic}. */
export interface ClassicAskOptions {
  /** Takes a piece of the answer. The next one comes when it has resolved. */
  output(bytes: Uint8Array): Promise<void>;
  /** Ends the exchange. */
  signal: AbortSignal;
}

const encoder = new TextEncoder();
/** Digits of a length at most: below `Number.MAX_SAFE_INTEGER`. */
const MAX_DIGITS = 15;

/**
 * Sends a command line and takes the answer, which its length precedes. The exchange does not tell how
 * the command ended.
 *
 * @throws {ProtocolError} if the length is no number.
 * @throws {ConnectionError} code `cut` if the connection ends early.
 */
export async function askClassic(
  conn: Duplex,
  line: string,
  { output, signal }: ClassicAskOptions,
): Promise<void> {
  const onAbort = () => conn.abort(signal.reason);
  signal.addEventListener("abort", onAbort);
  try {
    signal.throwIfAborted();
    await conn.write(encoder.encode(line));
    const said = await read(conn, 64);
    if (said === undefined) throw cut("before the length of the answer");
    const digits = new TextDecoder().decode(said).trim();
    if (!/^\d+$/.test(digits) || digits.length > MAX_DIGITS) {
      throw new ProtocolError(
        `the server sent ${JSON.stringify(digits.slice(0, 40))} where a length was expected`,
      );
    }
    await conn.write(encoder.encode("ready"));
    const buffer = new Uint8Array(64 * 1024);
    for (let left = Number(digits); left > 0;) {
      const count = await conn.read(buffer.subarray(0, left));
      if (count === null) throw cut(`${left} bytes before the end of the answer`);
      await output(buffer.subarray(0, count));
      left -= count;
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", onAbort);
    conn.abort();
  }
}

function cut(when: string): ConnectionError {
  return new ConnectionError("cut", `Connection lost: the server closed it ${when}`);
}
