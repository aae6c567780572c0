/** Chooses the addresses of this machine that other devices on the network can reach. @module */

import { isInNetwork, isInRange } from "../socket/ip_range.ts";
import { ipBytes } from "../text/ip_bytes.ts";

/** An address of a network interface; a subset of `Deno.NetworkInterfaceInfo`. */
export interface InterfaceAddress {
  /** The interface: `eth0`, `wlan0`, `en0`. */
  name: string;
  family: "IPv4" | "IPv6";
  address: string;
}

/** What the value of `--lan` names. */
export type LanChoice =
  /** These addresses, the likeliest first. */
  | { kind: "addresses"; addresses: InterfaceAddress[] }
  /** An interface or an address of this machine that other machines cannot reach. */
  | { kind: "unreachable" }
  /** Neither an interface nor an address of this machine. */
  | { kind: "unknown" };

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
 * Returns the addresses that the value of `--lan` names, as decided by the interfaces that exist.
 *
 * @param addresses All addresses of this machine.
 * @param word The name of an interface, of which all reachable addresses are taken, or one address; ""
 *   takes the reachable addresses of all interfaces.
 */
export function chooseAddresses(
  addresses: readonly InterfaceAddress[],
  word: string,
): LanChoice {
  const named = addresses.filter(({ name }) => name === word);
  if (word === "" || named.length > 0) {
    const found = reachable(word === "" ? addresses : named);
    return found.length > 0 ? { kind: "addresses", addresses: found } : { kind: "unreachable" };
  }
  const bytes = addressBytes(word)?.join();
  const own = addresses.find(({ address }) => ipBytes(address)?.join() === bytes);
  if (bytes === undefined || own === undefined) return { kind: "unknown" };
  return needsZone(own) ? { kind: "unreachable" } : { kind: "addresses", addresses: [own] };
}

/** The bytes of an address, also in the brackets that URLs have around IPv6; undefined for other words. */
export function addressBytes(word: string): number[] | undefined {
  return ipBytes(word.replace(/^\[(.*)\]$/, "$1"));
}

/** Whether a host is an address that the Internet reaches, unless a firewall prevents it. */
export function isPublic(address: string): boolean {
  return ipBytes(address) !== undefined &&
    !isInRange(address, "private", "linkLocal", "loopback", "notOneMachine") &&
    // Between a provider and its customers, and in overlay networks (RFC 6598).
    !isInNetwork(address, "100.64.0.0", 10);
}

/** Whether an address is a link-local one of IPv6, which needs a zone that URLs cannot name. */
function needsZone({ family, address }: InterfaceAddress): boolean {
  return family === "IPv6" && isInRange(address, "linkLocal");
}

function rankOf(each: InterfaceAddress): number | undefined {
  const { name, family, address } = each;
  if (isInRange(address, "loopback") || needsZone(each)) return undefined;
  const kind = family === "IPv6" ? 3 : isInRange(address, "private")
    ? 0
    // The interface got no address from a DHCP server.
    : isInRange(address, "linkLocal")
    ? 4
    : 1;
  return kind + (VIRTUAL.test(name) ? 10 : 0);
}
