/** How `send` and `receive` find each other: one listens, the other dials. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";
import { looksLikeAddress } from "../../lib/cli/looks_like_address.ts";
import { CallerError } from "../../lib/errors.ts";
import { DEFAULT_PORT } from "../../lib/limits.ts";
import type { Endpoint } from "../../lib/pairing/options.ts";
import { parseAddress } from "../../lib/socket/address.ts";

/** `--listen`, the same for both commands. */
export const listenFlag: Flag = {
  name: "listen",
  value: "address",
  placeholder: "HOST:PORT",
  optionalValue: true,
  looksLikeValue: looksLikeAddress,
  summary: "wait there; alone: this machine only; :PORT: every address; port 0: any free one",
  default: `127.0.0.1:${DEFAULT_PORT}`,
};

/** `--plain`, the same for both commands. */
export const plainFlag: Flag = {
  name: "plain",
  summary: "no code: neither secret nor authenticated; both sides must say so",
};

/** `--interface`, for commands that search the network. */
export const interfaceFlag: Flag = {
  name: "interface",
  value: "string",
  placeholder: "NAME",
  summary: "find each other on this network interface only",
};

/** The flag of the dialling side: `--to`, `--from`. */
export function dialFlag(name: "to" | "from", peer: string): Flag {
  return {
    name,
    value: "address",
    placeholder: "HOST[:PORT]",
    summary: `connect to a ${peer} that listens; port ${DEFAULT_PORT} if none is named`,
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
    return { how: "dial", address: parseAddress(target, { port: DEFAULT_PORT }) };
  }
  const address = parseAddress(place === "" ? "127.0.0.1" : place!, {
    port: DEFAULT_PORT,
    host: "::",
  });
  return { how: "listen", address };
}
