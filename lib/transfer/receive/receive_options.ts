/** Options of a receiving session, and what the user is asked. @module */

import type { IfExists } from "../../file/if_exists.ts";
import type { Names } from "../../file/staging/stored_name.ts";
import type { Offer } from "../../frame/control.ts";
import type { Held, TransferEvent, TransferState } from "../progress.ts";
import type { RateLimit } from "../rate_limit.ts";
import type { SessionOptions } from "../../channel/session.ts";
import type { MakeLink } from "./transfer_commit.ts";

/** What a LocalSend device claims to be. */
export interface OfferDevice {
  /** The name that its user chose: any text. */
  alias: string;
  /** The maker or the system. */
  model?: string | undefined;
  /** The fingerprint of its certificate, which the request does not prove. */
  fingerprint: string;
}

/** What the user is asked about. */
export interface OfferView extends Offer {
  /** The sender's program. */
  agent: string;
  /** The sender's address. */
  from: string;
  /** The name of the sender's machine, as the sender tells it. */
  host?: string;
  /** The sender as it describes itself, if it is a LocalSend device. */
  device?: OfferDevice;
  /** The digest's name: `sha256`. */
  digestName: string;
  /** Offered names that the destination has already. @default {[]} */
  taken?: readonly string[];
}

/** Options of `receiveSession`. */
export interface ReceiveSessionOptions extends SessionOptions {
  /** The destination: an existing folder, absolute, without links in it. */
  into: string;
  /**
   * Asks the user for consent; throws the error that the sender is told otherwise. May return what happens
   * to names that exist, in place of {@linkcode ReceiveSessionOptions.ifExists}.
   */
  accept: (offer: OfferView) => Promise<IfExists | void>;
  /** Whether the user is also asked where names exist and the policy is "refuse". @default {false} */
  asksIfExists?: boolean;
  /**
   * Asks the user for consent to a name that other programs read or run and that the offer did not show;
   * throws the error that the sender is told otherwise. If absent, such a name ends the session.
   */
  acceptName?: (path: string) => Promise<void>;
  /** What happens to names that exist. @default {"refuse"} */
  ifExists?: IfExists;
  /** What happens to names that the file system cannot hold. @default {"keep", on Windows "adapt"} */
  names?: Names;
  /** Whether to continue an unfinished transfer, and to leave one. @default {true} */
  resume?: boolean;
  /** Names of digests that are refused. @default {[]} */
  refuseDigests?: readonly string[];
  /** Called with the staging folder before the sender is told that the offer is accepted. */
  onStaged?: (folder: string) => Promise<void> | void;
  /** Called where an earlier connection left a part. */
  onResuming?: (held: Held) => void;
  /** Called after a failure with the bytes of content that were kept for a later session. */
  onKept?: (bytes: number) => void;
  /** Called for every entry; its result is awaited before more is read. */
  onEvent?: (event: TransferEvent) => unknown;
  /** Updated while the transfer runs. @default {newState()} */
  state?: TransferState;
  /** Called for every file once all are committed, with its final path below `into`, in the order of arrival. */
  onCommitted?: (path: string, digest: string) => Promise<void> | void;
  /** Takes the content of the one file that may then be offered; nothing is stored. */
  stdout?: (bytes: Uint8Array) => Promise<void>;
  /**
   * Takes a text that is offered instead of files, complete and verified, before the sender is told. If
   * absent, texts are refused.
   */
  onText?: (text: string) => Promise<void> | void;
  /** Makes links, which requires more rights than files do. This process makes them if absent. */
  makeLink?: MakeLink;
  /** Limits the rate of content. Not limited if absent. */
  limit?: RateLimit;
}
