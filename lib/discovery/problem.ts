/** What discovery could not do, and how that is told. @module */

import { DEFAULT_PORT } from "../limits.ts";
import type { Network } from "./network.ts";

/** One thing that discovery could not do; the rest of it goes on. */
export interface DiscoveryProblem {
  /**
   * What was attempted: `listen` on the UDP port of a protocol, `join` the multicast group on a
   * network, or `send` from a network.
   */
  attempted: "listen" | "join" | "send";
  /** Where: `eth0 IPv4`; for `listen`, the protocol. */
  where: string;
  /** What the system or the runtime said. */
  error: Error;
}

/** Errors of a function that the runtime does not have. */
const NOT_IMPLEMENTED: ReadonlySet<unknown> = new Set(["ENOSYS", "ERR_NOT_IMPLEMENTED"]);

/** How a network is called in {@linkcode DiscoveryProblem.where}. */
export function networkName({ name, family }: Network): string {
  return `${name} ${family}`;
}

/**
 * Whether it is the runtime that has no multicast, rather than a network. Deno before 2.7.5 refuses to
 * join with EINVAL, which later ones say of any refusal of the system as well; but it also lacks the
 * choice of the interface to send from.
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

/** Tells the problems in lines, one for each cause; also that there is no network. Not escaped. */
export function describeProblems(
  problems: readonly DiscoveryProblem[],
  networks: readonly Network[],
): string[] {
  if (networks.length === 0) {
    return ["there is no IPv4 address, and no link-local IPv6 address, to look for others from"];
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

/** Says that the runtime cannot join groups, and which one it is. */
export function describeLack(): string {
  return `this runtime (Deno ${Deno.version.deno}) cannot join multicast groups; a newer one can`;
}

function describe(
  { attempted, error }: DiscoveryProblem,
  same: readonly DiscoveryProblem[],
): string {
  const where = same.map(({ where }) => where).join(", ");
  switch (attempted) {
    case "listen":
      return codeOf(error) === "EADDRINUSE"
        ? `another program has UDP port ${DEFAULT_PORT} (${where}), which other machines are heard on`
        : `cannot listen on UDP port ${DEFAULT_PORT} (${where}): ${error.message}`;
    case "join":
      return `cannot join the multicast group on ${where}: ${error.message}`;
    case "send":
      return `cannot send to the multicast group from ${where}: ${error.message}`;
  }
}

function isNotImplemented({ error }: DiscoveryProblem): boolean {
  return NOT_IMPLEMENTED.has(codeOf(error));
}

function codeOf(error: Error): unknown {
  return (error as { code?: unknown }).code;
}
