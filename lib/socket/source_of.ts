/** Which peers count as one where attempts, answers or connections are limited. Pure. @module */

import { isIPv6 } from "./address.ts";

/**
 * The source that an address belongs to: an IPv4 address, also one that is mapped into IPv6; of an
 * IPv6 address its first 64 bits, because a host can use every address of its network. A text that is
 * no IP address is its own source.
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
  const groups = isIPv6(host) ? groupsOf(host) : undefined;
  if (groups === undefined) return host;
  if (groups.slice(0, 6).join(":") === "0:0:0:0:0:65535") {
    return groups.slice(6).flatMap((group) => [group >> 8, group & 0xff]).join(".");
  }
  return groups.slice(0, 4).map((group) => group.toString(16)).join(":");
}

/** The eight groups of an IPv6 address (RFC 4291, section 2.2); undefined: it is none. */
function groupsOf(host: string): number[] | undefined {
  const [, a = 0, b = 0, c = 0, d = 0] = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(host)?.map(Number) ??
    [];
  const hexadecimal = host.replace(
    /\d+\.\d+\.\d+\.\d+$/,
    `${(a << 8 | b).toString(16)}:${(c << 8 | d).toString(16)}`,
  );
  const [head, tail, ...others] = hexadecimal.split("::").map((part) =>
    part === "" ? [] : part.split(":").map((group) => parseInt(group, 16))
  );
  const zeros = tail === undefined ? 0 : 8 - head!.length - tail.length;
  if (zeros < 0 || others.length > 0) return undefined;
  const groups = [...head!, ...Array<number>(zeros).fill(0), ...tail ?? []];
  return groups.length === 8 && groups.every((group) => group >= 0) ? groups : undefined;
}
