/** Failures of discovery, and their messages. @module */

import { DEFAULT_PORT } from "../limits.ts";
import type { Network } from "./network.ts";

/** A failure of a part of discovery. The other parts go on. */
export interface DiscoveryProblem {
  /**
   * The operation that failed: `listen` on the UDP port of a protocol, `join` the multicast group on a
   * network, or `send` from a network.
   */
  attempted: "listen" | "join" | "send";
  /** The network, such as `eth0 IPv4`; the protocol for `listen`. */
  where: string;
  /** The UDP port of the groups. @default {DEFAULT_PORT} */
  port?: number;
  /** The error of the system or the runtime. */
  error: Error;
}

/** Codes of functions that the runtime does not implement. */
const NOT_IMPLEMENTED: ReadonlySet<unknown> = new Set(["ENOSYS", "ERR_NOT_IMPLEMENTED"]);

/** The name of a network in {@linkcode DiscoveryProblem.where}. */
export function networkName({ name, family }: Network): string {
  return `${name} ${family}`;
}

/**
 * Whether the runtime rather than a network lacks multicast. Deno before 2.7.5 fails to join with EINVAL,
 * which later versions report for any failure of the system as well, but it also does not implement the
 * choice of the outgoing interface.
 */
export function lacksMulticast(
  problems: readonly DiscoveryProblem[],
  networks: readonly Network[],
): boolean {
  const joins = problems.filter(({ attempted }) => attempted === "join");
  const refused = new Set(joins.map(({ where }) => where));
  return problems.some(isNotImplemented) &&
    networks.every((network) => refused.has(networkName(network)));
}

/** Describes the problems, or the lack of a network, in one line for each cause. Not escaped. */
export function describeProblems(
  problems: readonly DiscoveryProblem[],
  networks: readonly Network[],
): string[] {
  if (networks.length === 0) {
    return ["This machine has no IPv4 and no link-local IPv6 address; connect it to a network"];
  }
  const lacking = lacksMulticast(problems, networks);
  const causes = Map.groupBy(
    problems.filter((problem) =>
      !lacking || problem.attempted === "listen" ||
      problem.attempted === "send" && !isNotImplemented(problem)
    ),
    ({ attempted, error }) => `${attempted} ${codeOf(error) ?? error.message}`,
  );
  const lines = [...causes.values()].map((same) => describe(same[0]!, same));
  return lacking ? [describeLack(), ...lines] : lines;
}

/** The message for a runtime without multicast. */
export function describeLack(): string {
  return `This runtime (Deno ${Deno.version.deno}) cannot join multicast groups; use a newer one`;
}

function describe(
  { attempted, error, port = DEFAULT_PORT }: DiscoveryProblem,
  same: readonly DiscoveryProblem[],
): string {
  const where = same.map(({ where }) => where).join(", ");
  switch (attempted) {
    case "listen":
      return codeOf(error) === "EADDRINUSE"
        ? `Another program uses UDP port ${port} (${where}), so other machines are not heard`
        : `Cannot listen on UDP port ${port} (${where}): ${error.message}`;
    case "join":
      return `Cannot join the multicast group on ${where}: ${error.message}`;
    case "send":
      return `Cannot send to the multicast group from ${where}: ${error.message}`;
  }
}

function isNotImplemented({ error }: DiscoveryProblem): boolean {
  return NOT_IMPLEMENTED.has(codeOf(error));
}

function codeOf(error: Error): unknown {
  return (error as { code?: unknown }).code;
}
