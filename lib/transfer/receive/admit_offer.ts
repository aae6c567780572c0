/** The decision about an offer. @module */

import { join } from "node:path";
import { digestOfWire } from "../../digest/all.ts";
import type { Digest } from "../../digest/digest.ts";
import { LocalError, ProtocolError, RefusedError } from "../../errors.ts";
import { refuseExisting } from "../../file/existing_name.ts";
import type { IfExists } from "../../file/if_exists.ts";
import { lstat } from "../../file/lstat_below.ts";
import { peerPath, safePath } from "../../file/safe_path.ts";
import { committedEarlier } from "../../file/staging/unfinished.ts";
import type { Offer } from "../../frame/control.ts";
import { MAX_TEXT_BYTES } from "../../limits.ts";
import { OfferPromise } from "./offer_promise.ts";
import type { OfferView, ReceiveSessionOptions } from "./receive_options.ts";

/** An offer that was accepted. */
export interface AdmittedOffer {
  /** The digest of its files. */
  digest: Digest;
  /** Limits of what may come. */
  promise: OfferPromise;
  /** What happens to names that exist. */
  policy: IfExists;
}

/**
 * Checks an offer and asks the user.
 *
 * @param sender Who offers.
 * @throws {ProtocolError} the offer breaks the protocol.
 * @throws {RefusedError} its digest is refused. @throws {LocalError} the user declines, or names exist.
 */
export async function admitOffer(
  offer: Offer,
  sender: Pick<OfferView, "agent" | "from" | "host">,
  options: ReceiveSessionOptions,
): Promise<AdmittedOffer> {
  const { into, stdout, accept, signal, asksIfExists } = options;
  if (offer.text) assertTakesText(offer, options);
  const digest = digestOf(offer, options.refuseDigests);
  requireTopLevel(offer.names);
  const promise = new OfferPromise(offer);
  const isOneFile = offer.entries === 1 && (offer.kinds?.[0] ?? "file") === "file";
  if (stdout && !isOneFile) {
    throw new LocalError(
      "unattended",
      "Standard output takes one file, and the offer is a folder, a link or several files",
    );
  }
  let policy = options.ifExists ?? "refuse";
  const others = stdout || offer.text ? [] : foreignNames(offer.names, digest.name, options);
  if (policy === "refuse" && !asksIfExists) refuseExisting(into, others);
  const chosen = await accept({
    ...offer,
    ...sender,
    digestName: digest.name,
    taken: others.filter((name) => lstat(join(into, name)) !== undefined),
  });
  signal?.throwIfAborted();
  policy = chosen ?? policy;
  if (policy === "refuse") refuseExisting(into, others);
  return { digest, promise, policy };
}

/** @throws {RefusedError} texts are refused. @throws {ProtocolError} code `limit`: it is too long. */
function assertTakesText({ bytes }: Offer, { onText }: ReceiveSessionOptions): void {
  if (onText === undefined) {
    throw new RefusedError("refused", "The receiver takes no texts; send the text as a file");
  }
  if (bytes > MAX_TEXT_BYTES) {
    throw new ProtocolError(
      `A text of ${bytes} bytes is too long: at most ${MAX_TEXT_BYTES} are accepted; send it as a file`,
      "limit",
    );
  }
}

function digestOf(offer: Offer, refused: readonly string[] = []): Digest {
  const digest = digestOfWire(offer.digest);
  if (digest === undefined) {
    throw new RefusedError(
      "digest_refused",
      `The receiver does not know digest ${offer.digest}; choose another with --digest`,
    );
  }
  if (refused.includes(digest.name)) {
    throw new RefusedError(
      "digest_refused",
      `The receiver refuses ${digest.title} (--refuse-digest); choose another with --digest`,
    );
  }
  return digest;
}

function requireTopLevel(names: readonly string[]): void {
  for (const name of names) {
    if (!peerPath(name).includes("/")) continue;
    throw new ProtocolError(
      `Unsafe name ${JSON.stringify(name)}: it is not a top-level name`,
      "unsafe_name",
    );
  }
}

/** Offered names that an earlier session of this offer has not committed itself. */
function foreignNames(
  names: string[],
  digest: string,
  { into, resume = true }: ReceiveSessionOptions,
): string[] {
  const ours = resume ? committedEarlier(into, { names, digest }) : new Set<string>();
  return names.filter((name) => !ours.has(name) && isUsable(name));
}

/** Whether a name can exist on this system. Whether the disk can hold it is checked later. */
function isUsable(name: string): boolean {
  try {
    return safePath(name) !== "";
  } catch {
    return false;
  }
}
