/** The addresses of `connect` and `listen`. @module */

import type { Address } from "../../lib/socket/address.ts";
import { ofFamily } from "../../lib/socket/one_family.ts";
import {
  parseTypedAddress,
  type TypedAddressOptions,
} from "../../lib/socket/parse_typed_address.ts";
import { parseUnixDatagram } from "../../lib/socket/unix_datagram.ts";

/** An address, and the path in it if it is `unixdgram:/PATH`. */
export interface RawAddress {
  /** One of `unix` for a Unix socket of either kind. */
  address: Address;
  /** The path of a Unix socket for datagrams; undefined for other addresses. */
  path: string | undefined;
}

/** @throws {CallerError} code `usage` if it is invalid, or not of the family. */
export function rawAddress(
  place: string,
  doing: "dial" | "listen",
  options: TypedAddressOptions,
): RawAddress {
  const path = parseUnixDatagram(place);
  if (path === undefined) return { address: parseTypedAddress(place, doing, options), path };
  const address: Address = { scheme: "unix", path };
  const { family } = options;
  return { address: family === undefined ? address : ofFamily(address, family, place), path };
}
