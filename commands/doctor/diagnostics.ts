/** The checks of `sluice doctor`. @module */

import { sleep } from "../../lib/async.ts";
import { announce } from "../../lib/discovery/announce.ts";
import { find } from "../../lib/discovery/find.ts";
import type { Network } from "../../lib/discovery/network.ts";
import { reachableAddresses, usableNetworks } from "../../lib/discovery/networks.ts";
import {
  describeLack,
  describeProblems,
  type DiscoveryProblem,
  lacksMulticast,
  networkName,
} from "../../lib/discovery/problem.ts";
import { DISCOVERY_PORT } from "../../lib/discovery/sockets.ts";
import { DEFAULT_PORT } from "../../lib/limits.ts";
import { MAX_CHANNEL } from "../../lib/secure/code_phrase.ts";
import { listenAt } from "../../lib/socket/listen_at.ts";

/** Milliseconds within which this machine must receive its own announcement. */
const HEARING_TIME = 1000;

/** The result of one check. */
export interface Finding {
  /** The check. */
  name: string;
  /** Whether the check passed. */
  ok: boolean;
  /** The result as a sentence. */
  text: string;
}

/** Runs all checks, on one interface or on all. @throws the signal's reason. */
export async function* diagnose(
  name: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<Finding> {
  const networks = usableNetworks({ name });
  yield interfaces();
  yield await tcpPort();
  if (networks.length > 0) yield* hearing(networks, signal);
  else yield { name: "multicast", ok: false, text: describeProblems([], networks)[0]! };
}

function interfaces(): Finding {
  const addresses = reachableAddresses();
  if (addresses.length === 0) {
    const text = "none; connect a cable or join a wireless network";
    return { name: "networks", ok: false, text };
  }
  return { name: "networks", ok: true, text: addresses.join(", ") };
}

async function tcpPort(): Promise<Finding> {
  const name = `TCP port ${DEFAULT_PORT}`;
  try {
    (await listenAt({ scheme: "tcp", host: "::", port: DEFAULT_PORT })).close();
    return { name, ok: true, text: "free; sluice send listens on it" };
  } catch {
    const text = "in use, perhaps by a running sluice send; the next one uses another port";
    return { name, ok: true, text };
  }
}

/** Announces a channel, searches for it, and reports on which networks it was received. */
async function* hearing(
  networks: readonly Network[],
  signal: AbortSignal,
): AsyncGenerator<Finding> {
  const channel = 1 + crypto.getRandomValues(new Uint16Array(1))[0]! % MAX_CHANNEL;
  const instance = crypto.getRandomValues(new Uint8Array(8));
  const hosts = new Set<string>();
  const others = new Set<string>();
  // Only the announcement is needed; the port is never dialled.
  const announcer = await announce({ channel, port: DISCOVERY_PORT, instance }, networks);
  const finder = await find({
    channel: 0,
    networks,
    onFound: (candidate) =>
      (candidate.instance === instance.toHex() ? hosts : others).add(candidate.host),
  });
  try {
    await sleep(HEARING_TIME, signal);
  } finally {
    finder.close();
    announcer.close();
  }
  const isHeard = ({ address }: Network) =>
    [...hosts].some((host) => host.replace(/%.*/, "") === address);
  yield* judge(networks, announcer.problems, isHeard);
  const count = others.size;
  yield {
    name: "senders",
    ok: true,
    text: `${count === 0 ? "no" : count} waiting ${count === 1 ? "sender" : "senders"} found`,
  };
}

/**
 * Finds the reason why a network does not receive: the runtime, this machine's settings, or a
 * firewall.
 */
function* judge(
  networks: readonly Network[],
  problems: readonly DiscoveryProblem[],
  isHeard: (network: Network) => boolean,
): Generator<Finding> {
  for (const problem of problems) {
    if (problem.attempted !== "listen") continue;
    const text = describeProblems([problem], networks)[0]!;
    yield { name: `UDP port ${DISCOVERY_PORT}, ${problem.where}`, ok: false, text };
  }
  if (lacksMulticast(problems, networks)) {
    // Nothing was sent, so the check says nothing about the networks.
    return yield { name: "multicast", ok: false, text: describeLack() };
  }
  for (const network of networks) {
    const name = `multicast, ${networkName(network)}`;
    const own = problems.filter(({ where }) => where === networkName(network));
    const heard = isHeard(network);
    if (own.length > 0) {
      const text = describeProblems(own, networks).join("; ");
      yield { name, ok: false, text: heard ? `${text}; received by broadcast` : text };
    } else if (heard) {
      yield { name, ok: true, text: "works: this machine receives its own announcement" };
    } else if (problems.some(({ where }) => where === network.family)) {
      const text = `not received: cannot listen on UDP port ${DISCOVERY_PORT}`;
      yield { name, ok: false, text };
    } else {
      const text =
        `sent, but not received: a firewall on this machine blocks UDP port ${DISCOVERY_PORT}, or ` +
        "the network has no multicast (some VPNs)";
      yield { name, ok: false, text };
    }
  }
}
