/** Where a LocalSend device that searches others listens. @module */

import { isInRange } from "../../lib/socket/ip_range.ts";

/**
 * The addresses to listen at: all of this machine, or where only the loopback interface is concerned, nothing
 * that the network reaches.
 *
 * @param concerned The addresses of the networks that are searched, or of the device.
 */
export function listenAt(concerned: readonly string[]): string[] {
  const isLocal = concerned.length > 0 &&
    concerned.every((address) => isInRange(address, "loopback"));
  return isLocal ? [...new Set(concerned)] : ["::"];
}
