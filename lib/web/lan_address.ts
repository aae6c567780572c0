/** Chooses the address of this machine that other devices on the network can reach. @module */

import { isInRange } from "../socket/ip_range.ts";

/** An address of a network interface; a subset of `Deno.NetworkInterfaceInfo`. */
export interface InterfaceAddress {
  /** The interface: `eth0`, `wlan0`, `en0`. */
  name: string;
  family: "IPv4" | "IPv6";
  address: string;
}

/** Names of interfaces of virtual machines, containers and tunnels. */
const VIRTUAL =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|tun|tap|wg|utun|tailscale|zt|lxc|lxd|cni|flannel|podman|awdl|llw|bridge|anpi|ap\d)|vethernet|hyper-v|wsl|virtual/i;

/** Returns the addresses that other machines can reach, the likeliest first. */
export function reachable(addresses: readonly InterfaceAddress[]): InterfaceAddress[] {
  return addresses
    .map((each) => ({ each, rank: rankOf(each) }))
    .filter(({ rank }) => rank !== undefined)
    .sort((a, b) => a.rank! - b.rank!)
    .map(({ each }) => each);
}

/**
 * Returns the address that the value of `--lan` names.
 *
 * @param word An address, or the name of an interface, of which the likeliest address is taken; "" takes
 *   the likeliest address of all interfaces.
 */
export function chooseAddress(
  addresses: readonly InterfaceAddress[],
  word: string,
): string | undefined {
  if (/^[\d.]+$/.test(word) || word.includes(":")) return word.replace(/^\[|\]$/g, "");
  const own = word === "" ? addresses : addresses.filter(({ name }) => name === word);
  return reachable(own)[0]?.address;
}

function rankOf({ name, family, address }: InterfaceAddress): number | undefined {
  const isLinkLocal = isInRange(address, "linkLocal");
  // A link-local address of IPv6 needs a zone, which URLs cannot name.
  if (isInRange(address, "loopback") || family === "IPv6" && isLinkLocal) return undefined;
  const kind = family === "IPv6" ? 3 : isInRange(address, "private")
    ? 0
    // The interface got no address from a DHCP server.
    : isLinkLocal
    ? 4
    : 1;
  return kind + (VIRTUAL.test(name) ? 10 : 0);
}
