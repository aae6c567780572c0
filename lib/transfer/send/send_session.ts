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
 */
export async function sendSession(
  duplex: Duplex,
  prepared: PreparedOffer,
  options: SendSessionOptions,
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
