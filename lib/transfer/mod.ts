/**
 * Transfers of files and folders over a connection: every file is verified, and none appears under its final
 * name before all are. The main entry has the pairing that finds and authenticates the peer.
 *
 * ```ts
 * import { prepareOffer, receiveSession, rootsOf, sendSession } from "./mod.ts";
 * import { memoryPair } from "../socket/memory_pair.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const into = Deno.realPathSync(Deno.makeTempDirSync());
 * const [here, there] = memoryPair();
 * const [sent, received] = await Promise.all([
 *   sendSession(here, prepareOffer(rootsOf(["docs"]))),
 *   receiveSession(there, { into, accept: async () => {} }),
 * ]);
 * assertEquals(received.files, sent.files);
 * Deno.removeSync(into, { recursive: true });
 * ```
 *
 * @module
 */

export * from "../errors.ts";

// The session over a connection, and its frames.
export { Session, type SessionOptions } from "../channel/session.ts";
export { type Hello } from "../frame/control.ts";
export { type Frame, FrameReader, type FrameSource } from "../frame/frame_reader.ts";
export { type FrameSink, FrameWriter } from "../frame/frame_writer.ts";
export { FrameType, type FrameTypeId } from "../frame/frame.ts";

// Both sides.
export { type Digest, type Hasher } from "../digest/digest.ts";
export { digestNamed, digests } from "../digest/all.ts";
export { type Closing } from "../socket/closing.ts";
export { type Duplex } from "../socket/duplex.ts";
export {
  type Held,
  newState,
  type TransferEvent,
  type TransferState,
  type TransferSummary,
} from "./progress.ts";
export { RateLimit } from "./rate_limit.ts";

// The sender.
export { type Root, rootsOf } from "../file/source/roots.ts";
export { selection, type SelectionOptions } from "../file/source/selection.ts";
export { type FileIdentity } from "../file/source/is_as_listed.ts";
export { type SkippedEntry, type SourceEntry, type WalkOptions } from "../file/source/walk.ts";
export { type PreparedOffer, prepareOffer, prepareStream, prepareText } from "./offer.ts";
export { type SendSessionOptions } from "./send/send_options.ts";
export { sendSession } from "./send/send_session.ts";

// The receiver.
export { type IfExists } from "../file/if_exists.ts";
export { type Names } from "../file/staging/stored_name.ts";
export { type EntryKind, type Offer } from "../frame/control.ts";
export {
  type OfferDevice,
  type OfferView,
  type ReceiveSessionOptions,
} from "./receive/receive_options.ts";
export { receiveSession } from "./receive/receive_session.ts";
export { type MakeLink } from "./receive/transfer_commit.ts";
