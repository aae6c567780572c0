/** How `send` and `receive` find each other, from the flags of `addressing.ts`. @module */

import type { ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { DEFAULT_PORT } from "../../lib/limits.ts";
import type { Endpoint } from "../../lib/pairing/options.ts";
import { parseTypedAddress } from "../../lib/socket/parse_typed_address.ts";

/** How the two sides connect. */
export interface Addressing {
  /** Which side listens, and where; undefined: the peer is found by a code. */
  endpoint: Endpoint | undefined;
  /** The network interface to search; undefined: all. */
  interfaceName: string | undefined;
  /** Whether neither a code nor a secret is used. */
  plain: boolean;
}

/**
 * Reads how the two sides connect: a code finds the peer, `--plain` needs an address.
 *
 * @throws {CallerError} if flags conflict.
 */
export function addressingOf(args: ParsedArguments, role: "send" | "receive"): Addressing {
  const dial = role === "send" ? "to" : "from";
  const isAlone = args.value(dial) === undefined && args.value("listen") === undefined;
  const plain = args.has("plain");
  const endpoint = plain || !isAlone ? endpointOf(args, dial, role) : undefined;
  const interfaceName = args.value("interface");
  if (!isAlone && interfaceName !== undefined) {
    throw new CallerError(
      "usage",
      `--interface is for finding each other by code; omit it with --${dial} and --listen`,
    );
  }
  return { endpoint, interfaceName, plain };
}

/** @throws {CallerError} if neither or both of the flags are given. */
function endpointOf(args: ParsedArguments, dial: "to" | "from", command: string): Endpoint {
  const target = args.value(dial);
  const place = args.value("listen");
  if ((target === undefined) === (place === undefined)) {
    throw new CallerError(
      "usage",
      target === undefined
        ? `--plain needs --listen, to wait, or --${dial} HOST, to connect; see sluice help ${command}`
        : `--listen and --${dial} exclude each other; see sluice help ${command}`,
    );
  }
  if (target !== undefined) {
    return { how: "dial", address: parseTypedAddress(target, "dial", { port: DEFAULT_PORT }) };
  }
  const address = parseTypedAddress(place === "" ? "127.0.0.1" : place!, "listen", {
    port: DEFAULT_PORT,
  });
  return { how: "listen", address };
}
