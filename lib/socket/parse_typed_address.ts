/** Parses the addresses that users type. @module */

import { type Address, EMPTY_HOST, parseAddress } from "./address.ts";
import { ofFamily } from "./one_family.ts";
import { systemServices } from "./system_services.ts";

/** Options of {@linkcode parseTypedAddress}. */
export interface TypedAddressOptions {
  /** The port of a text without one. Required in the text if absent. */
  port?: number;
  /** The IP family, of a name or of a text without a host. @default {both} */
  family?: 4 | 6;
}

/**
 * Parses an address in one of the forms of {@linkcode parseAddress}, where a port may also be the name of
 * a service in services(5): `localhost:http`. All commands read addresses with it, so that `:PORT` and a
 * port alone mean the same everywhere: {@linkcode EMPTY_HOST}. Port 0 is for listening only.
 *
 * The services are read from their file when a text names one.
 *
 * @param use What the address is for.
 * @throws {CallerError} code `usage` if the text is not an address.
 *
 * @example Usage
 * ```ts
 * import { parseTypedAddress } from "./parse_typed_address.ts";
 * import { assertEquals } from "@std/assert";
 * const tcp = { scheme: "tcp" } as const;
 * assertEquals(parseTypedAddress(":80", "listen"), { ...tcp, host: "::", port: 80 });
 * assertEquals(parseTypedAddress("80", "listen"), { ...tcp, host: "127.0.0.1", port: 80 });
 * assertEquals(parseTypedAddress(":http", "dial"), { ...tcp, host: "127.0.0.1", port: 80 });
 * ```
 */
export function parseTypedAddress(
  text: string,
  use: "listen" | "dial",
  { port, family }: TypedAddressOptions = {},
): Address {
  const address = parseAddress(text, {
    ...EMPTY_HOST[use],
    ...port !== undefined && { port },
    minPort: use === "listen" ? 0 : 1,
    portOf: (service, protocol) => systemServices().byName(service, protocol)[0]?.port,
  });
  return family === undefined ? address : ofFamily(address, family, text);
}
