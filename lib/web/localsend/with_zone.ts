/** Link-local addresses of devices that have registered. Pure. @module */

import { linksOf, type Network } from "../../discovery/network.ts";
import { zoned } from "../../discovery/sockets.ts";
import { isInRange } from "../../socket/ip_range.ts";
import type { FoundDevice } from "./device_handler.ts";

/**
 * Adds the zone to a link-local address of IPv6, which the runtime's server does not report and without which
 * it cannot be reached. Undefined where several networks could be meant: the device is found by another
 * address, or by multicast.
 */
export function withZone(
  found: FoundDevice,
  networks: readonly Network[],
): FoundDevice | undefined {
  const { host } = found.place;
  if (!host.includes(":") || host.includes("%") || !isInRange(host, "linkLocal")) return found;
  const [link, ...others] = linksOf(host, networks);
  if (link === undefined || others.length > 0) return undefined;
  return { ...found, place: { ...found.place, host: zoned(host, link) } };
}
