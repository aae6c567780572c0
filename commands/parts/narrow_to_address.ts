/** Gives up the file system where only the network is needed. @module */

import { resolve } from "node:path";
import { narrowPermissions } from "../../lib/file/narrow_permissions.ts";
import type { Address } from "../../lib/socket/address.ts";

/** Paths that stay allowed besides the addresses' own. */
export interface OtherPaths {
  /** To be read. Default: none. */
  read?: readonly string[];
  /** To be written. Default: none. */
  write?: readonly string[];
}

/** Keeps the paths of Unix sockets, which the runtime counts as files, and those named. */
export function narrowToAddresses(addresses: readonly Address[], other: OtherPaths = {}): void {
  const sockets = addresses.flatMap((address) =>
    address.scheme === "unix" ? [resolve(address.path)] : []
  );
  narrowPermissions({
    read: [...sockets, ...other.read ?? []],
    write: [...sockets, ...other.write ?? []],
  });
}
