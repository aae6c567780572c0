/** Which addresses may connect. Pure. @module */

import { CallerError } from "../errors.ts";
import { ipBytes } from "../text/ip_bytes.ts";
import { isInNetwork } from "./ip_range.ts";

/** A network of addresses. */
interface Network {
  address: string;
  prefix: number;
}

/** The rules of {@linkcode AddressFilter}: addresses or networks, `192.0.2.7`, `10.0.0.0/8`, `fd00::/8`. */
export interface AddressRules {
  /** Only these may connect. @default {every address} */
  allow?: readonly string[];
  /** These may not connect, also where `allow` has them. @default {[]} */
  deny?: readonly string[];
}

/**
 * Decides which addresses may connect. An IPv4 address that is mapped into IPv6 counts as IPv4, and zones
 * are ignored.
 *
 * ```ts
 * import { AddressFilter } from "./address_filter.ts";
 * import { assertEquals } from "@std/assert";
 * const filter = new AddressFilter({ allow: ["10.0.0.0/8"], deny: ["10.0.0.66"] });
 * assertEquals(filter.permits("::ffff:10.0.0.1"), true);
 * assertEquals(filter.permits("10.0.0.66"), false);
 * ```
 */
export class AddressFilter {
  readonly #allow: readonly Network[] | undefined;
  readonly #deny: readonly Network[];

  /** Reads the rules. @throws {CallerError} code `usage` if one is neither an address nor a network. */
  constructor({ allow, deny = [] }: AddressRules) {
    this.#allow = allow?.map(parseNetwork);
    this.#deny = deny.map(parseNetwork);
  }

  /** Whether an IP address may connect. */
  permits(host: string): boolean {
    const isIn = ({ address, prefix }: Network) => isInNetwork(host, address, prefix);
    return !this.#deny.some(isIn) && (this.#allow === undefined || this.#allow.some(isIn));
  }
}

function parseNetwork(text: string): Network {
  const [, host = text, digits] = /^(.*)\/(\d{1,3})$/s.exec(text) ?? [];
  const address = host.replace(/^\[(.*)\]$/, "$1");
  const bits = (ipBytes(address)?.length ?? 0) * 8;
  const isMapped = bits === 32 && address.includes(":");
  // The prefix of a mapped address counts the 96 bits before it (RFC 4291, section 2.5.5.2).
  const prefix = digits === undefined ? bits : Number(digits) - (isMapped ? 96 : 0);
  if (bits > 0 && prefix >= 0 && prefix <= bits) return { address, prefix };
  throw new CallerError(
    "usage",
    `${
      JSON.stringify(text)
    } is not an IP address or network; expected a form like 10.0.0.0/8 or fd00::/8`,
  );
}
