/** The name of a peer, for messages. @module */

import { escapeText } from "../../lib/text/escape.ts";
import { hostOf } from "./host_of.ts";

/** The peer's address and, where it is known, its name: `192.0.2.8 (ada)`. Safe to print. */
export function peerName(address: string, host: string | undefined): string {
  const shown = escapeText(hostOf(address));
  return host === undefined ? shown : `${shown} (${escapeText(host)})`;
}
