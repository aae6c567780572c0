/** The sender's half of a transfer. @module */

import type { Duplex } from "../../socket/duplex.ts";
import type { PreparedOffer } from "../offer.ts";
import type { TransferSummary } from "../progress.ts";
import { Session } from "../../channel/session.ts";
import type { SendSessionOptions } from "./send_options.ts";
import { Sender } from "./sender.ts";

/**
 * Sends over a connection, and closes it. Resolves when the receiver has confirmed that everything is
 * committed.
 *
 * @throws {RefusedError} the receiver declined.
 * @throws {ConnectionError} the connection was lost, stalled or interrupted.
 *
 * @example Usage
 * ```ts
 * import { prepareOffer } from "../offer.ts";
 * import { receiveSession } from "../receive/receive_session.ts";
 * import { sendSession } from "./send_session.ts";
 * import { rootsOf } from "../../file/source/roots.ts";
 * import { memoryPair } from "../../socket/memory_pair.ts";
 * import { assertEquals } from "@std/assert";
 * const into = Deno.realPathSync(Deno.makeTempDirSync());
 * const [here, there] = memoryPair();
 * const [sent, received] = await Promise.all([
 *   sendSession(here, prepareOffer(rootsOf(["README.md"]))),
 *   receiveSession(there, { into, accept: async () => {} }),
 * ]);
 * assertEquals([sent.files, received.files], [1, 1]);
 * assertEquals(Deno.readFileSync(`${into}/README.md`), Deno.readFileSync("README.md"));
 * Deno.removeSync(into, { recursive: true });
 * ```
 */
export async function sendSession(
  duplex: Duplex,
  prepared: PreparedOffer,
  options: SendSessionOptions = {},
): Promise<TransferSummary> {
  const session = options.session ?? new Session(duplex, options);
  const sender = new Sender(session, prepared, options);
  try {
    const summary = await sender.run();
    await session.finish();
    return summary;
  } catch (error) {
    const reason = await sender.reason(error);
    await session.fail(reason);
    throw reason;
  }
}
