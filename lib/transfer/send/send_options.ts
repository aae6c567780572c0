/** Options of a sending session. @module */

import type { Digest } from "../../digest/digest.ts";
import type { Hello } from "../../frame/control.ts";
import type { Held, TransferEvent, TransferState } from "../progress.ts";
import type { RateLimit } from "../rate_limit.ts";
import type { SessionOptions } from "../../channel/session.ts";

/** Options of `sendSession`. */
export interface SendSessionOptions extends SessionOptions {
  /** The digest of every file. @default {that of the offer} */
  digest?: Digest;
  /** Called for every entry. */
  onEvent?: (event: TransferEvent) => void;
  /** Called where the receiver holds a part from an earlier connection. */
  onResuming?: (held: Held) => void;
  /** Updated while the transfer runs. @default {newState()} */
  state?: TransferState;
  /** Called with the receiver's greeting, before the offer is sent. */
  onGreeted?: (hello: Hello) => void;
  /** Called once the receiver has accepted. */
  onAccepted?: () => void;
  /** Limits the rate of content. Not limited if absent. */
  limit?: RateLimit;
}
