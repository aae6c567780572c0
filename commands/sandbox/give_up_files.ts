/** Gives up access to the file system. @module */

import type { Address } from "../../lib/socket/address.ts";
import { dial, type DialOptions } from "../../lib/socket/dial.ts";
import { isAbstract } from "../../lib/socket/unix_sockets.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";

/**
 * Gives up the rights to all paths, once every file that is needed is open. Open files stay usable.
 */
export function giveUpFiles(): void {
  for (const name of ["read", "write"] as const) Deno.permissions.revokeSync({ name });
}

/**
 * Dials after giving up the rights to all paths, so that the peer's bytes never reach a part of the
 * program with file access. The runtime treats a Unix socket as a file: there the rights are given
 * up once connected.
 *
 * @throws as {@linkcode dial} does.
 */
export async function dialWithoutFiles(address: Address, options: DialOptions): Promise<Duplex> {
  if (address.scheme !== "unix" || isAbstract(address.path)) giveUpFiles();
  const conn = await dial(address, options);
  giveUpFiles();
  return conn;
}
