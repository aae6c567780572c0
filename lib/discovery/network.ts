/** Addresses of networks that this machine is on. @module */

/** One address of one interface. */
export interface Network {
  /** The interface's name: `eth0`. */
  name: string;
  /** Which protocol. */
  family: "IPv4" | "IPv6";
  /** This machine's address there, without a zone. */
  address: string;
  /** Bits of the network's part of it. */
  prefix: number;
}

/** Whether an address is one that only its link knows (RFC 4291, RFC 3927). */
export function isLinkLocal(address: string): boolean {
  return /^(fe[89ab]|169\.254\.)/i.test(address);
}

/** The broadcast address of an IPv4 network; undefined where there is none (IPv6, /31, /32). */
export function broadcastOf({ family, address, prefix }: Network): string | undefined {
  if (family !== "IPv4" || prefix > 30) return undefined;
  const bytes = addressBytes(address)!;
  return bytes.map((byte, i) => byte | (0xff >> clamp(prefix - i * 8))).join(".");
}

/**
 * Whether an address belongs to a network of this machine. Datagrams from elsewhere are somebody's
 * who wants an answer to go astray.
 */
export function isOnLink(address: string, networks: readonly Network[]): boolean {
  const bytes = addressBytes(address.replace(/%.*$/, ""));
  if (bytes === undefined) return false;
  return networks.some((network) => {
    const own = addressBytes(network.address);
    if (own?.length !== bytes.length) return false;
    return own.every((byte, i) => {
      const mask = 0xff & ~(0xff >> clamp(network.prefix - i * 8));
      return (byte & mask) === (bytes[i]! & mask);
    });
  });
}

function clamp(bits: number): number {
  return Math.max(0, Math.min(8, bits));
}

/** The bytes of an address; undefined where it is none. */
export function addressBytes(address: string): number[] | undefined {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  const text = mapped ? mapped[1]! : address;
  if (/^\d+\.\d+\.\d+\.\d+$/.test(text)) {
    const bytes = text.split(".").map(Number);
    return bytes.every((byte) => byte <= 255) ? bytes : undefined;
  }
  return ipv6Bytes(text);
}

function ipv6Bytes(text: string): number[] | undefined {
  const [head = "", tail, ...more] = text.split("::");
  if (!text.includes(":") || more.length > 0) return undefined;
  const groups = (part: string) => part === "" ? [] : part.split(":");
  const [left, right] = [groups(head), groups(tail ?? "")];
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...left, ...Array<string>(tail === undefined ? 0 : missing).fill("0"), ...right];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return all.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff]);
}
