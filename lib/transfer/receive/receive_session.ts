/** The receiver's half of a transfer. @module */

import { SluiceError } from "../../errors.ts";
import { localFault } from "../../file/local_fault.ts";
import type { Duplex } from "../../socket/duplex.ts";
import type { TransferSummary } from "../progress.ts";
import { Session } from "../../channel/session.ts";
import type { ReceiveSessionOptions } from "./receive_options.ts";
import { Receiver } from "./receiver.ts";

/**
 * Receives over a connection, and closes it. Entries are gathered in a staging folder, verified, and then
 * committed to the destination.
 *
 * @throws {SluiceError} what ended the session; nothing has then appeared under a final name.
 */
export async function receiveSession(
  duplex: Duplex,
  options: ReceiveSessionOptions,
): Promise<TransferSummary> {
  const session = options.session ?? new Session(duplex, options);
  const receiver = new Receiver(session, options);
  try {
    const summary = await receiver.run();
    await session.finish();
    return summary;
  } catch (error) {
    const reason = error instanceof SluiceError ? error : localFault(error, "receive");
    await Promise.all([session.fail(reason), receiver.abandon()]);
    throw reason;
  }
}
