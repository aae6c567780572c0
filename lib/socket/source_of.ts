/** The source that limits of attempts, answers and connections apply to. Pure. @module */

import { ipBytes } from "../text/ip_bytes.ts";

/**
 * The source that an address belongs to: an IPv4 address, also if it is mapped into IPv6; the first 64
 * bits of an IPv6 address, because a host can use every address of its network; any other text itself.
 *
 * ```ts
 * import { sourceOf } from "./source_of.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(sourceOf("tcp://[2001:db8::9]:4711"), "2001:db8:0:0");
 * assertEquals(sourceOf("::ffff:192.0.2.1"), "192.0.2.1");
 * ```
 *
 * @param address A host, or an address as `formatAddress` prints it.
 */
export function sourceOf(address: string): string {
  const [, bracketed, plain] = /^[a-z]+:\/\/(?:\[([^\]]*)\]|([^:]*))(?::\d+)?$/i.exec(address) ??
    [];
  const host = (bracketed ?? plain ?? address).toLowerCase().replace(/%.*$/, "");
  const bytes = ipBytes(host);
  if (bytes === undefined) return host;
  if (bytes.length === 4) return bytes.join(".");
  const groups = [0, 2, 4, 6].map((at) => bytes[at]! << 8 | bytes[at + 1]!);
  return groups.map((group) => group.toString(16)).join(":");
}
