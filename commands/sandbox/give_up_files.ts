/** Gives up the file system. @module */

import type { Address } from "../../lib/socket/address.ts";
import { dial, type DialOptions } from "../../lib/socket/dial.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";

/**
 * Gives up every path, for good: for when all that is needed of the file system is open. What is open
 * stays so.
 */
export function giveUpFiles(): void {
  for (const name of ["read", "write"] as const) Deno.permissions.revokeSync({ name });
}

/**
 * Dials with the rights to no path, so that nothing a peer says meets a program that could touch a
 * file. A Unix socket is a file to the runtime: there they go once the connection stands.
 *
 * @throws as {@linkcode dial} does.
 */
export async function dialWithoutFiles(address: Address, options: DialOptions): Promise<Duplex> {
  if (address.scheme !== "unix") giveUpFiles();
  const conn = await dial(address, options);
  giveUpFiles();
  return conn;
}
