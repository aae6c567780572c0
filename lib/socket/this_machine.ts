/** What this machine is called, and where it can be reached. @module */

/** One address of one interface. */
export interface OwnAddress {
  /** The interface: `lo`, `eth0`. */
  interface: string;
  /** The address, without a zone. */
  address: string;
  /** Bits of the network part. */
  prefix: number;
  /** Which family it is of. */
  family: "IPv4" | "IPv6";
}

/** This machine's short name: Python's `gethostname`. */
export function ownName(): string {
  return Deno.hostname();
}

/** The addresses of this machine, by interface, IPv4 first. */
export function ownAddresses(): OwnAddress[] {
  const addresses = Deno.networkInterfaces().map((each): OwnAddress => ({
    interface: each.name,
    address: each.address,
    prefix: Number(each.cidr.split("/")[1]),
    family: each.family,
  }));
  const key = ({ interface: name, family }: OwnAddress) => `${name} ${family}`;
  return addresses.sort((a, b) => key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}
