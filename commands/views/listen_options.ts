/** The options of listeners, and what they report. @module */

import { AddressFilter, type AddressRules } from "../../lib/socket/address_filter.ts";
import type { ListenOptions } from "../../lib/socket/listen.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import type { ServerTls } from "../flags/server_tls.ts";
import { showTls } from "./tls_session.ts";

/** The values of the flags. */
export interface ListenValues {
  /** The certificate. */
  tls: ServerTls["tls"] | undefined;
  /** Which peers are served. */
  rules: AddressRules | undefined;
  /** Whether rejected peers and TLS connections are shown. */
  verbose: boolean;
}

/** Makes the options. */
export function listenOptions(
  { tls, rules, verbose }: ListenValues,
  terminal: Terminal,
): ListenOptions {
  return {
    ...tls && { tls },
    ...rules && { filter: new AddressFilter(rules) },
    ...verbose && {
      onRejected: (peer) => terminal.warn(`Rejected ${peer}: not an allowed address`),
      onTls: (session) => showTls(session, terminal),
    },
  };
}
