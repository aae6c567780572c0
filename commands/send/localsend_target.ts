/** The device that `--localsend` names. @module */

import { looksLikeAddress } from "../../lib/cli/looks_like_address.ts";
import { CallerError } from "../../lib/errors.ts";
import { needsZone } from "../../lib/socket/address.ts";
import { isIPv6 } from "../../lib/socket/is_ipv6.ts";
import { parseTypedAddress } from "../../lib/socket/parse_typed_address.ts";
import { isAddress, isLocalhost, NEEDS_ZONE } from "../../lib/socket/resolve.ts";
import { LOCALSEND_PORT } from "../../lib/web/localsend/protocol.ts";

/** The device to send to. */
export type LocalSendTarget =
  /** One that the user picks. */
  | { kind: "any" }
  /** One of a name. */
  | { kind: "name"; name: string }
  /** One at an address. */
  | { kind: "address"; host: string; port: number; protocol: "http" | "https" };

/** A host name with a dot, or an address; not a name such as `Anna's phone`. */
const HOST_NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*\.?$/i;

/** Reads the value of the flag. @throws {CallerError} code `usage` if an address is malformed. */
export function localSendTarget(value: string): LocalSendTarget {
  const text = value.trim();
  if (text === "") return { kind: "any" };
  const [, scheme, rest = text] = /^(https?):\/\/([^/]*)\/?$/i.exec(text) ?? [];
  const protocol = scheme?.toLowerCase() as "http" | "https" | undefined;
  const isHost = protocol !== undefined || isAddress(rest) || isLocalhost(rest) ||
    HOST_NAME.test(rest) || looksLikeAddress(rest) || /^\[.*\]$/.test(rest);
  if (!isHost) return { kind: "name", name: text };
  const address = parseTypedAddress(isIPv6(rest) ? `[${rest}]` : rest, "dial", {
    port: LOCALSEND_PORT,
  });
  if (address.scheme !== "tcp") {
    throw new CallerError("usage", `--localsend needs a name or an address, not "${text}"`);
  }
  if (needsZone(address.host)) throw new CallerError("usage", `--localsend: ${NEEDS_ZONE}`);
  return { kind: "address", host: address.host, port: address.port, protocol: protocol ?? "https" };
}
