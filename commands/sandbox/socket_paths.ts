/** The rights that Unix sockets need. @module */

import { resolve } from "node:path";
import type { Address } from "../../lib/socket/address.ts";

/** The paths of the Unix sockets among these addresses, which a Worker must be allowed to read and write. */
export function socketPaths(...addresses: readonly (Address | undefined)[]): string[] {
  return addresses.flatMap((address) => address?.scheme === "unix" ? [resolve(address.path)] : []);
}
