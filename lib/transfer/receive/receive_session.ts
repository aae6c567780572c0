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
 *
 * @example Usage
 * ```ts
 * import { prepareOffer } from "../offer.ts";
 * import { receiveSession } from "./receive_session.ts";
 * import { sendSession } from "../send/send_session.ts";
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
    const reason = error instanceof SluiceError ? error : localFault(error, "receive the transfer");
    await Promise.all([session.fail(reason), receiver.abandon()]);
    throw reason;
  }
}
