/** The rights that Unix sockets need. @module */

import { resolve } from "node:path";
import type { Address } from "../../lib/socket/address.ts";
import { isAbstract } from "../../lib/socket/unix_sockets.ts";

/**
 * The paths of the Unix sockets among these addresses, which a Worker must be allowed to read and write.
 * Abstract ones are no files.
 */
export function socketPaths(...addresses: readonly (Address | undefined)[]): string[] {
  return addresses.flatMap((address) =>
    address?.scheme === "unix" && !isAbstract(address.path) ? [resolve(address.path)] : []
  );
}
