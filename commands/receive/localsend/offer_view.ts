/** Offers of LocalSend as the user is shown them. @module */

import { join } from "node:path";
import { sha256 } from "../../../lib/digest/sha256.ts";
import type { IfExists } from "../../../lib/file/if_exists.ts";
import { lstat } from "../../../lib/file/lstat_below.ts";
import { sensitivePart } from "../../../lib/file/sensitive_name.ts";
import type { EntryKind } from "../../../lib/frame/control.ts";
import { MAX_OFFER_NAMES } from "../../../lib/limits.ts";
import type { OfferView } from "../../../lib/transfer/receive/receive_options.ts";
import type { ReceivedOffer } from "../../../lib/web/localsend/receive/offer.ts";
import type { FilesOffer } from "../../../lib/web/localsend/receive/session_event.ts";

/** What both kinds of offers have. */
function commonOf({ sender, peer }: ReceivedOffer) {
  return {
    agent: "LocalSend",
    from: peer,
    host: sender.alias,
    device: {
      alias: sender.alias,
      model: sender.deviceModel,
      fingerprint: sender.fingerprint,
    },
    roots: 1,
    entries: 1,
    exact: true,
    digest: sha256.wireId,
    digestName: sha256.name,
  };
}

/** The view of an offer of files. */
export function filesView(offer: FilesOffer, into: string): OfferView {
  const roots = new Map<string, EntryKind>();
  let bytes = 0;
  for (const { path, size } of offer.files) {
    const slash = path.indexOf("/");
    bytes += size;
    roots.set(slash < 0 ? path : path.slice(0, slash), slash < 0 ? "file" : "dir");
  }
  const names = [...roots.keys()];
  return {
    ...commonOf(offer),
    names: names.slice(0, MAX_OFFER_NAMES),
    kinds: [...roots.values()].slice(0, MAX_OFFER_NAMES),
    roots: names.length,
    entries: offer.files.length,
    bytes: Math.min(bytes, Number.MAX_SAFE_INTEGER),
    taken: names.filter((name) => lstat(join(into, name)) !== undefined),
  };
}

/** The view of a text. */
export function textView(offer: ReceivedOffer, text: string): OfferView {
  const name = offer.files[0]!.fileName || "text";
  const bytes = new TextEncoder().encode(text).length;
  return { ...commonOf(offer), names: [name], kinds: ["file"], bytes, text: true };
}

/** The starts of the paths that other programs read or run, each once. */
export function sensitiveParts({ files }: FilesOffer): Set<string> {
  return new Set(files.flatMap(({ path }) => sensitivePart(path) ?? []));
}

/** Whether files may be left out, so that less space is needed than was offered. */
export function mayNeedLess(policy: IfExists, { taken = [] }: OfferView): boolean {
  return (policy === "skip" || policy === "update") && taken.length > 0;
}
