/** How `send` and `receive` meet: one listens, the other dials. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";
import { looksLikeAddress } from "../../lib/cli/looks_like_address.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { CallerError } from "../../lib/errors.ts";
import { DEFAULT_PORT } from "../../lib/limits.ts";
import { type Address, parseAddress } from "../../lib/socket/address.ts";
import type { RateLimit } from "../../lib/transfer/rate_limit.ts";
import type { Listener, ListenOptions } from "../../lib/socket/listen.ts";

/** The two ways to meet. */
export interface Endpoint {
  /** What to do with the address. */
  how: "listen" | "dial";
  /** The address. */
  address: Address;
}

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

/** The flag of the dialling side: `--to`, `--from`. */
export function dialFlag(name: "to" | "from", whom: string): Flag {
  return {
    name,
    value: "address",
    placeholder: "HOST[:PORT]",
    summary: `connect to a ${whom} that listens; port ${DEFAULT_PORT} if none is named`,
  };
}

/**
 * Reads where to meet.
 *
 * @throws {CallerError} neither or both ways given.
 */
export function endpointOf(args: ParsedArguments, dial: "to" | "from", command: string): Endpoint {
  const target = args.value(dial);
  const place = args.value("listen");
  if ((target === undefined) === (place === undefined)) {
    throw new CallerError(
      "usage",
      `${command}: say either --listen, to wait for the other side, or --${dial} HOST, to go to it; see: sluice help ${command}`,
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

/** `--retry`, the same for both commands. */
export const retryFlag: Flag = {
  name: "retry",
  value: "duration",
  orZero: true,
  placeholder: "TIME",
  default: "30s",
  summary: "how long to try again when the connection is lost in mid-transfer; 0: not at all",
};

/** `--limit`, the same for both commands. */
export const limitFlag: Flag = {
  name: "limit",
  value: "rate",
  placeholder: "RATE",
  summary: "at most this much a second: 10M, 800k",
};

/** The value of {@linkcode retryFlag} in milliseconds. */
export async function retryTime(args: ParsedArguments): Promise<number> {
  const { parseDuration } = await import("../../lib/cli/duration.ts");
  const { RETRY_TIME } = await import("../../lib/limits.ts");
  const given = args.value("retry");
  return given === undefined ? RETRY_TIME : parseDuration(given, 0);
}

/** The value of {@linkcode limitFlag}, for the options of a session. */
export async function limitOption(args: ParsedArguments): Promise<{ limit?: RateLimit }> {
  const given = args.value("limit");
  if (given === undefined) return {};
  const { parseRate } = await import("../../lib/cli/rate.ts");
  const { RateLimit } = await import("../../lib/transfer/rate_limit.ts");
  return { limit: new RateLimit(parseRate(given)) };
}

/**
 * Judges how the two sides are to meet: a code finds the other side by itself, `--plain` does not.
 *
 * @throws {CallerError} flags that do not go together.
 */
export function checkMeeting(args: ParsedArguments, dial: "to" | "from", command: string): void {
  const isAlone = args.value(dial) === undefined && args.value("listen") === undefined;
  if (args.has("plain") || !isAlone) endpointOf(args, dial, command);
  if (!isAlone && args.value("interface") !== undefined) {
    throw new CallerError(
      "usage",
      `${command}: --interface is for finding each other; --${dial} and --listen name an address`,
    );
  }
}

/** Says where it listens, once it does. */
export async function announce(
  listener: Pick<Listener, "address">,
  address: Address,
  terminal: Terminal,
): Promise<void> {
  await terminal.event({ event: "listening", address: listener.address });
  // Also with --quiet where the port was left to the system: nobody could know it otherwise.
  const say = address.scheme !== "unix" && address.port === 0 ? "warn" : "note";
  terminal[say](`listening on ${listener.address}`);
  if (address.scheme !== "unix" && (address.host === "::" || address.host === "0.0.0.0")) {
    terminal.note("every address of this machine: whoever reaches it over any network can connect");
  }
}

/** Listens; where `::` cannot be had, on all IPv4 addresses. */
export async function listenAt(address: Address, options?: ListenOptions): Promise<Listener> {
  const { listen } = await import("../../lib/socket/listen.ts");
  try {
    return listen(address, options);
  } catch (error) {
    if (address.scheme === "unix" || address.host !== "::") throw error;
    if ((error as { code?: string }).code === "cannot_create") throw error;
    return listen({ ...address, host: "0.0.0.0" }, options);
  }
}
