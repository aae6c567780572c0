/** How `send` and `receive` find each other: one listens, the other dials. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { DEFAULT_PORT } from "../../lib/limits.ts";
import type { Endpoint } from "../../lib/pairing/options.ts";
import { parseTypedAddress } from "../../lib/socket/parse_typed_address.ts";

/** `--plain`, the same for both commands. */
export const plainFlag: Flag = {
  name: "plain",
  summary: "no code, no encryption; both sides must give it",
  details:
    "Needs an address. Every machine that reaches it can connect, and what is sent can be read and changed on the way.",
};

/** `--interface`, for commands that search the network. */
export const interfaceFlag: Flag = {
  name: "interface",
  value: "interface",
  placeholder: "NAME",
  summary: "search on this network interface only",
};

/** The flag of the dialling side: `--to`, `--from`. */
export function dialFlag(name: "to" | "from", peer: string): Flag {
  return {
    name,
    value: "address",
    placeholder: "HOST[:PORT]",
    summary: `connect to a ${peer} that waits with --listen`,
    details: `Without a port, ${DEFAULT_PORT}.`,
  };
}

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
