/** Ranges of IP addresses with a meaning of their own (IANA special-purpose address registries). Pure. @module */

import { ipBytes } from "../text/ip_bytes.ts";

const RANGES = {
  /** This machine (RFC 1122, RFC 4291). */
  loopback: ["127.0.0.0/8", "::1/128"],
  /** One link only (RFC 3927, RFC 4291). */
  linkLocal: ["169.254.0.0/16", "fe80::/10"],
  /** Networks of one site (RFC 1918, RFC 4193). */
  private: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"],
  /** Not one machine: unspecified, multicast, reserved, broadcast (RFC 1122, RFC 5771, RFC 4291). */
  notOneMachine: ["0.0.0.0/8", "224.0.0.0/3", "::/128", "ff00::/8"],
} as const satisfies Record<string, readonly string[]>;

/** The name of a range. */
export type IpRange = keyof typeof RANGES;

/**
 * Whether a text is an IP address in one of the ranges. An IPv4 address that is mapped into IPv6 is in
 * the ranges of IPv4.
 *
 * ```ts
 * import { isInRange } from "./ip_range.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(isInRange("::ffff:10.0.0.1", "loopback", "private"), true);
 * assertEquals(isInRange("fe8::1", "linkLocal"), false);
 * ```
 */
export function isInRange(address: string, ...ranges: readonly IpRange[]): boolean {
  const bytes = ipBytes(address);
  return bytes !== undefined &&
    ranges.some((range) => networksOf(range).some((network) => contains(network, bytes)));
}

/** Whether a text is an IP address whose first `prefix` bits are those of `network`. */
export function isInNetwork(address: string, network: string, prefix: number): boolean {
  const [bytes, own] = [ipBytes(address), ipBytes(network)];
  return bytes !== undefined && own !== undefined && contains({ bytes: own, prefix }, bytes);
}

interface Network {
  bytes: readonly number[];
  prefix: number;
}

function contains({ bytes: own, prefix }: Network, bytes: readonly number[]): boolean {
  return own.length === bytes.length && own.every((byte, i) => {
    const mask = 0xff & ~(0xff >> Math.max(0, Math.min(8, prefix - i * 8)));
    return (byte & mask) === (bytes[i]! & mask);
  });
}

/** Parsed when first used, because servers check every datagram. */
const parsed = new Map<IpRange, Network[]>();

function networksOf(range: IpRange): readonly Network[] {
  let networks = parsed.get(range);
  if (networks === undefined) {
    networks = RANGES[range].map((text) => {
      const [address = "", prefix] = text.split("/");
      return { bytes: ipBytes(address)!, prefix: Number(prefix) };
    });
    parsed.set(range, networks);
  }
  return networks;
}
