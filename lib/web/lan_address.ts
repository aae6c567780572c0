/** Which of a machine's addresses a phone on the same network can reach. @module */

/** What the system tells of an interface; a part of `Deno.NetworkInterfaceInfo`. */
export interface InterfaceAddress {
  /** `eth0`, `wlan0`, `en0`. */
  name: string;
  family: "IPv4" | "IPv6";
  address: string;
}

/** Interfaces that lead to guests and tunnels on this machine rather than to the room. */
const VIRTUAL =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|tun|tap|wg|utun|tailscale|zt|lxc|lxd|cni|flannel|podman|awdl|llw|bridge|anpi|ap\d)|vethernet|hyper-v|wsl|virtual/i;

/** The addresses that others can reach, the likeliest first. */
export function reachable(addresses: readonly InterfaceAddress[]): InterfaceAddress[] {
  return addresses
    .map((each) => ({ each, rank: rankOf(each) }))
    .filter(({ rank }) => rank !== undefined)
    .sort((a, b) => a.rank! - b.rank!)
    .map(({ each }) => each);
}

/**
 * The address that a word after `--lan` means: an address itself, or the best of the interface of that
 * name; without a word the best of all.
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
  if (/^127\.|^::1$|^fe80:/i.test(address)) return undefined;
  const kind = family === "IPv6"
    ? 3
    : /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address)
    ? 0
    // 169.254 is what an interface gives itself where nobody gives it one.
    : address.startsWith("169.254.")
    ? 4
    : 1;
  return kind + (VIRTUAL.test(name) ? 10 : 0);
}
