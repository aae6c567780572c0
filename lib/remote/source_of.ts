/** What limits count by. Pure. @module */

/**
 * The place an address counts as: an IPv4 address, mapped or not; the first 64 bits of an IPv6 one,
 * for whoever has one of them has all.
 *
 * @param remoteAddr As in `tcp://[2001:db8::1]:4711`.
 */
export function sourceOf(remoteAddr: string): string {
  const host = /^\w+:\/\/(?:\[([^\]]*)\]|([^:]*))(?::\d+)?$/.exec(remoteAddr);
  const name = (host?.[1] ?? host?.[2] ?? remoteAddr).toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(name);
  if (mapped) return mapped[1]!;
  if (!name.includes(":")) return name;
  const [before = "", after] = name.replace(/%.*/, "").split("::");
  const head = before === "" ? [] : before.split(":");
  const tail = after === undefined || after === "" ? [] : after.split(":");
  const zeros = after === undefined ? 0 : 8 - head.length - tail.length;
  const groups = [...head, ...Array(Math.max(0, zeros)).fill("0"), ...tail];
  return groups.slice(0, 4).map((group) => parseInt(group, 16).toString(16)).join(":");
}
