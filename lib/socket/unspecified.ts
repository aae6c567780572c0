/** The unspecified address, with which a listener takes connections at every address. Pure. @module */

import { ipBytes } from "../text/ip_bytes.ts";

/** Zeros in the forms of inet_aton(3), which the resolver accepts: `0`, `0.0`, `0x0`. */
const ZEROS = /^(?:0x)?0+(?:\.(?:0x)?0+){0,3}$/i;

/**
 * Whether a host is the unspecified address of IPv4 or IPv6, in any spelling.
 *
 * ```ts
 * import { isUnspecified } from "./unspecified.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(["0.0.0.0", "::", "0", "::ffff:0.0.0.0"].every(isUnspecified), true);
 * assertEquals(isUnspecified("127.0.0.1"), false);
 * ```
 */
export function isUnspecified(host: string): boolean {
  return ZEROS.test(host) || ipBytes(host)?.every((byte) => byte === 0) === true;
}

/** A host, where the unspecified address is spelled `0.0.0.0` or `::`. One with a zone is unchanged. */
export function plainHost(host: string): string {
  if (!isUnspecified(host) || host.includes("%")) return host;
  return ipBytes(host)?.length === 16 ? "::" : "0.0.0.0";
}
