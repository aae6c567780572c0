/**
 * IP addresses as bytes. Pure, and without `node:net`, whose `BlockList` does not know zones and whose
 * loading takes a start 40 ms longer.
 *
 * @module
 */

/** A decimal number from 0 to 255. Not with a zero in front, which some systems read as octal. */
const OCTET = /^(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/;

/**
 * The bytes of an IP address: 4 of IPv4, also where it is mapped into IPv6 (RFC 4291, section
 * 2.5.5.2), and 16 of IPv6. A zone is ignored.
 *
 * ```ts
 * import { ipBytes } from "./ip_bytes.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(ipBytes("::ffff:c000:201"), [192, 0, 2, 1]);
 * assertEquals(ipBytes("example.org"), undefined);
 * ```
 *
 * @returns undefined where the text is no IP address.
 */
export function ipBytes(text: string): number[] | undefined {
  if (!text.includes(":")) return ipv4Bytes(text);
  const bytes = ipv6Bytes(text.replace(/%.+$/s, ""));
  const isMapped = bytes?.slice(0, 12).every((byte, i) => byte === (i < 10 ? 0 : 0xff));
  return isMapped ? bytes!.slice(12) : bytes;
}

function ipv4Bytes(text: string): number[] | undefined {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => OCTET.test(part))
    ? parts.map(Number)
    : undefined;
}

/** RFC 4291, section 2.2. */
function ipv6Bytes(text: string): number[] | undefined {
  const [head = "", tail, ...more] = text.split("::");
  const left = groupBytes(head, tail === undefined);
  const right = groupBytes(tail ?? "", true);
  if (left === undefined || right === undefined || more.length > 0) return undefined;
  const missing = 16 - left.length - right.length;
  // The two colons stand for one group at least.
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined;
  return [...left, ...Array<number>(missing).fill(0), ...right];
}

/** The bytes of groups between colons, of which the last one may be an IPv4 address. */
function groupBytes(text: string, mayEndInIpv4: boolean): number[] | undefined {
  if (text === "") return [];
  const groups = text.split(":");
  const bytes: number[] = [];
  for (const [i, group] of groups.entries()) {
    const ipv4 = mayEndInIpv4 && i === groups.length - 1 ? ipv4Bytes(group) : undefined;
    if (ipv4 === undefined && !/^[0-9a-f]{1,4}$/i.test(group)) return undefined;
    bytes.push(...ipv4 ?? [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff]);
  }
  return bytes;
}
