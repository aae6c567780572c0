/** The examinations of `sluice doctor`. @module */

import { announce } from "../../lib/discovery/announce.ts";
import { find } from "../../lib/discovery/find.ts";
import type { Network } from "../../lib/discovery/network.ts";
import { reachableAddresses, usableNetworks } from "../../lib/discovery/networks.ts";
import { DISCOVERY_PORT } from "../../lib/discovery/sockets.ts";
import { DEFAULT_PORT } from "../../lib/limits.ts";
import { MAX_CHANNEL } from "../../lib/secure/code_phrase.ts";
import { availableCiphers } from "../../lib/secure/record_cipher.ts";
import { listenAt } from "./endpoint.ts";

/** Milliseconds in which this machine must have heard itself. */
const HEARING_TIME = 1000;

/** What was found. */
export interface Finding {
  /** What was looked at. */
  name: string;
  /** Whether it is as it should be. */
  ok: boolean;
  /** In plain words. */
  text: string;
}

/** Looks at one thing after the other, on one interface or on all. */
export async function* examine(name: string | undefined): AsyncGenerator<Finding> {
  yield await ciphers();
  const networks = usableNetworks({ name });
  yield interfaces();
  yield await tcpPort();
  if (networks.length > 0) yield* hearing(networks);
}

async function ciphers(): Promise<Finding> {
  const available = await availableCiphers();
  const names = available.map((cipher) => cipher.name).join(", ");
  const slow = available.some(({ wireId }) => wireId === 1)
    ? ""
    : "; this runtime lacks the fastest, chacha20-poly1305: a newer one has it";
  return { name: "encryption", ok: true, text: names + slow };
}

function interfaces(): Finding {
  const addresses = reachableAddresses();
  if (addresses.length === 0) {
    const text = "none but this machine's own; plug in a cable or join a wireless network";
    return { name: "networks", ok: false, text };
  }
  return { name: "networks", ok: true, text: addresses.join(", ") };
}

async function tcpPort(): Promise<Finding> {
  const name = `TCP port ${DEFAULT_PORT}`;
  try {
    (await listenAt({ scheme: "tcp", host: "::", port: DEFAULT_PORT })).close();
    return { name, ok: true, text: "free; sluice send listens there" };
  } catch {
    const text = "in use, perhaps by a sluice send that runs; another port is used then";
    return { name, ok: true, text };
  }
}

/** Announces, asks, and sees on which networks it finds itself. */
async function* hearing(networks: readonly Network[]): AsyncGenerator<Finding> {
  const channel = 1 + crypto.getRandomValues(new Uint16Array(1))[0]! % MAX_CHANNEL;
  const instance = crypto.getRandomValues(new Uint8Array(8));
  const hosts = new Set<string>();
  const others = new Set<string>();
  // A port that is never dialled: only the words are listened for.
  const announcer = await announce({ channel, port: DISCOVERY_PORT, instance }, networks);
  const finder = await find({
    channel: 0,
    networks,
    onFound: (candidate) =>
      (candidate.instance === instance.toHex() ? hosts : others).add(candidate.host),
  });
  await new Promise((resolve) => setTimeout(resolve, HEARING_TIME));
  finder.close();
  announcer.close();
  for (const text of announcer.problems) {
    yield { name: "finding each other", ok: false, text: `${text}; is another program there?` };
  }
  for (const { name, family, address } of networks) {
    const heard = [...hosts].some((host) => host.replace(/%.*/, "") === address);
    yield {
      name: `multicast, ${name} ${family}`,
      ok: heard,
      text: heard
        ? "sent, and heard by this machine itself"
        : `sent, and not heard: a firewall here blocks UDP port ${DISCOVERY_PORT}, or the network ` +
          "has no multicast (some VPNs)",
    };
  }
  const count = others.size;
  yield {
    name: "others",
    ok: true,
    text: count === 0 ? "nobody is announcing now" : `${count} addresses with a sender waiting`,
  };
}
