/** The network rights of `sluice relay`. @module */

import { resolve } from "node:path";
import type { Rights } from "../../lib/cli/command.ts";
import type { Address } from "../../lib/socket/address.ts";
import { isAbstract } from "../../lib/socket/unix_sockets.ts";

/** The addresses of a relay. */
export interface RelayAddresses {
  /** Where it listens. */
  from: Address;
  /** Where it connects. */
  to: Address;
  /** The addresses of the host of {@linkcode RelayAddresses.to}; none of a Unix socket. */
  hosts: string[];
}

/**
 * The two addresses and no others. Over UDP every address, because an answer goes to whichever address its
 * datagram came from; with an abstract Unix socket as well, because the runtime has no right for one alone.
 */
export function netRights({ from, to, hosts }: RelayAddresses): Rights["net"] {
  const isAny = (address: Address) => address.scheme === "unix" && isAbstract(address.path);
  if (from.scheme === "udp" || isAny(from) || isAny(to)) return true;
  const own = from.scheme !== "unix" && from.host === "::" ? ["::", "0.0.0.0"] : [""];
  return [
    ...own.map((host) => rightTo(from, host)),
    ...to.scheme === "unix" ? [rightTo(to)] : [to.host, ...hosts].map((host) => rightTo(to, host)),
  ];
}

/** As Deno writes it: `127.0.0.1:80`, `[::1]:80`, `unix:/PATH`. A zone is no part of it. */
function rightTo(address: Address, otherHost = ""): string {
  if (address.scheme === "unix") return `unix:${resolve(address.path)}`;
  const [host = ""] = (otherHost || address.host).split("%");
  return `${host.includes(":") ? `[${host}]` : host}:${address.port}`;
}
