/** The options of `sluice relay`. @module */

import { abortable } from "../../lib/async.ts";
import type { Context, ParsedArguments, Plan } from "../../lib/cli/command.ts";
import { parseDuration } from "../../lib/cli/duration.ts";
import { parseRate } from "../../lib/cli/rate.ts";
import { CallerError } from "../../lib/errors.ts";
import { type Address, formatAddress, shortAddress } from "../../lib/socket/address.ts";
import { notConnected } from "../../lib/socket/not_connected.ts";
import { parseTypedAddress } from "../../lib/socket/parse_typed_address.ts";
import type { TlsClientOptions } from "../../lib/socket/tls_client_options.ts";
import type { AddressRules } from "../../lib/socket/address_filter.ts";
import { hostsOf } from "../../lib/socket/one_family.ts";
import { familyOf } from "../flags/family.ts";
import { addressRules } from "../flags/filter.ts";
import { certificateOf, tlsClientOptions, trustFlags } from "../flags/tls.ts";
import { socketPaths } from "../sandbox/socket_paths.ts";
import { netRights, type RelayAddresses } from "./net_rights.ts";
import { reachesItself } from "./reaches_itself.ts";

/** The input of the confined part: data only. */
export interface RelayInput extends RelayAddresses {
  /** The certificate of `tls://` in {@linkcode RelayInput.from}. */
  certificate: { cert: string; key: string } | undefined;
  /** For `tls://` in {@linkcode RelayInput.to}. */
  trust: TlsClientOptions;
  /** Bytes per second each way; undefined: no limit. */
  rate: number | undefined;
  /** Milliseconds without a byte; undefined: the default. */
  idle: number | undefined;
  /** Connections or sources at the same time; undefined: the default. */
  max: number | undefined;
  /** Whether it ends after one connection. */
  once: boolean;
  /** Which peers are served; undefined: all. */
  rules: AddressRules | undefined;
  /** Whether each connection is shown. */
  verbose: boolean;
}

/**
 * Reads the flags, the certificates and the addresses of the target's name.
 *
 * @throws {CallerError} if flags or addresses do not go together.
 * @throws {ConnectionError} code `unavailable`, reason `name_unknown`.
 */
export async function planRelay(
  args: ParsedArguments,
  { signal }: Context,
): Promise<Plan<RelayInput>> {
  const [listenAt, target] = args.positionals;
  const family = familyOf(args);
  const from = await bound(parseTypedAddress(listenAt!, "listen", family), signal);
  const to = parseTypedAddress(target!, "dial", family);
  refuseContradictions(args, from, to);
  const isServer = from.scheme === "tls";
  const certificate = isServer ? certificateOf(args) : undefined;
  const { cert: _cert, key: _key, ...trusted } = tlsClientOptions(args, true);
  const hosts = to.scheme === "unix" ? [] : await lookedUp(to, signal);
  if (await reachesItself(from, to, hosts)) {
    const shown = shortAddress(formatAddress(to));
    const text = `Cannot relay to ${shown}: the relay itself listens there; use another address`;
    throw new CallerError("usage", text);
  }
  const [rate, idle, max] = ["limit", "idle", "max"].map((name) => args.value(name));
  const input: RelayInput = {
    from,
    to,
    hosts,
    certificate,
    trust: isServer ? trusted : tlsClientOptions(args, true),
    rate: rate === undefined ? undefined : parseRate(rate),
    idle: idle === undefined ? undefined : parseDuration(idle),
    max: max === undefined ? undefined : Math.max(1, Number(max)),
    once: args.has("once"),
    rules: addressRules(args, [from]),
    verbose: args.has("verbose"),
  };
  const sockets = socketPaths(from, to);
  const net = netRights(input);
  return { input, rights: { net, read: sockets, write: sockets, sys: [] } };
}

function refuseContradictions(args: ParsedArguments, from: Address, to: Address): void {
  const refuse = (text: string) => {
    throw new CallerError("usage", text);
  };
  const schemes = [from.scheme, to.scheme];
  if (schemes.includes("udp")) {
    if (from.scheme !== to.scheme) {
      refuse("UDP is relayed to UDP only; begin both addresses with udp://, or neither");
    }
    if (args.has("once")) refuse("--once does not work over UDP, which has no connections");
  }
  if (args.has("cert") && !schemes.includes("tls")) {
    refuse("--cert and --key need an address that begins with tls://");
  }
  for (const { name } of trustFlags) {
    if (args.has(name) && to.scheme !== "tls") {
      refuse(`--${name} needs a TO_ADDR that begins with tls://`);
    }
  }
}

/** The address with the first host of its family: the body may not look names up. */
async function bound(from: Address, signal: AbortSignal): Promise<Address> {
  if (from.scheme === "unix" || from.family === undefined) return from;
  const [host] = await lookedUp(from, signal);
  return { ...from, host: host! };
}

async function lookedUp(
  to: Exclude<Address, { scheme: "unix" }>,
  signal: AbortSignal,
): Promise<string[]> {
  try {
    return await abortable(hostsOf(to), signal);
  } catch (cause) {
    if (signal.aborted || cause instanceof Deno.errors.NotCapable) throw cause;
    throw notConnected(cause, formatAddress(to), 0);
  }
}
