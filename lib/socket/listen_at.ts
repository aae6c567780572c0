/** Listens at an address, also where the system has no IPv6. @module */

import type { Address } from "./address.ts";
import type { Listener, ListenOptions } from "./listen.ts";

/**
 * Listens; where `::` cannot be had, on all IPv4 addresses. The module behind it is loaded now.
 *
 * @throws {LocalError} code `cannot_create`: the address is taken, or is none of this machine.
 */
export async function listenAt(address: Address, options?: ListenOptions): Promise<Listener> {
  const { listen } = await import("./listen.ts");
  try {
    return listen(address, options);
  } catch (error) {
    if (address.scheme === "unix" || address.host !== "::") throw error;
    if ((error as { code?: string }).code === "cannot_create") throw error;
    return listen({ ...address, host: "0.0.0.0" }, options);
  }
}
