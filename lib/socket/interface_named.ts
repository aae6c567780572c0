/** The network interfaces of this machine, by name. @module */

import { CallerError } from "../errors.ts";
import { shellWord } from "../text/shell_word.ts";

/** An interface that a multicast or broadcast socket uses. */
export interface NetworkInterface {
  /** Its name, such as `eth0`. */
  name: string;
  /** Its first IPv4 address; undefined if it has none. */
  ipv4: string | undefined;
}

/**
 * The interface of a name.
 *
 * @param interfaces All addresses of this machine. @default {Deno.networkInterfaces()}
 * @throws {CallerError} code `usage` if there is none.
 * @throws {Deno.errors.NotCapable} if the permission to list the interfaces lacks (`--allow-sys`).
 *
 * @example Usage
 * ```ts
 * import { interfaceNamed } from "./interface_named.ts";
 * import { assertEquals } from "@std/assert";
 * const all = [{ name: "eth0", family: "IPv4", address: "192.0.2.1" }] as const;
 * assertEquals(interfaceNamed("eth0", all).ipv4, "192.0.2.1");
 * ```
 */
export function interfaceNamed(
  name: string,
  interfaces: readonly Pick<Deno.NetworkInterfaceInfo, "name" | "family" | "address">[] = Deno
    .networkInterfaces(),
): NetworkInterface {
  const own = interfaces.filter((each) => each.name === name);
  if (own.length > 0) return { name, ipv4: own.find(({ family }) => family === "IPv4")?.address };
  const words = interfaces.map(({ name }) => shellWord(name) ?? JSON.stringify(name));
  const names = [...new Set(words)].join(", ");
  throw new CallerError(
    "usage",
    `--interface needs a network interface with an address, not "${name}"; there are: ${names}`,
  );
}
