/** Link-local addresses of devices that have registered. Pure. @module */

import { linksOf, type Network } from "../../discovery/network.ts";
import { zoned } from "../../discovery/sockets.ts";
import { needsZone } from "../../socket/address.ts";
import type { FoundDevice } from "./device_handler.ts";

/**
 * Adds the zone to a link-local address of IPv6, which the runtime's server does not report and without which
 * it cannot be reached. Returns the device once for each network that could be meant; none where there is no
 * such network.
 */
export function withZone(found: FoundDevice, networks: readonly Network[]): FoundDevice[] {
  const { host } = found.place;
  if (!needsZone(host)) return [found];
  return linksOf(host, networks)
    .map((link) => ({ ...found, place: { ...found.place, host: zoned(host, link) } }));
}
