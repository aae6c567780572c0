/** Announces this device to others, and hears their announcements. @module */

import type { Network } from "../../discovery/network.ts";
import { isOnLink, linksOf } from "../../discovery/network.ts";
import type { DiscoveryProblem } from "../../discovery/problem.ts";
import { type NetworkSocket, openAll, openGroups, zoned } from "../../discovery/sockets.ts";
import { RateLimiter } from "../../rate_limiter.ts";
import { type ReachableDevice, readReachableDevice } from "./device.ts";
import { peerObject } from "./peer_json.ts";
import { LOCALSEND_GROUP } from "./protocol.ts";

/** Bytes of an announcement at most: an Ethernet frame's. */
const MAX_BYTES = 1472;
/** Announcements that are looked at: at once, and per second. */
const HEARD_BURST = 100;
const HEARD_PER_SECOND = 50;
/** Milliseconds from the start to each announcement, as the application has them. */
const DELAYS = [0, 500, 2000];

/** A device that was heard, with the address that its datagram came from. */
export interface HeardDevice {
  /** What it claims. */
  device: ReachableDevice;
  /** Its address; with a zone if it is link-local, unless it may be on several networks. */
  host: string;
  /** Whether it asks others to register. */
  announces: boolean;
}

/** Options of {@linkcode openMulticast}. */
export interface MulticastOptions {
  /** What this device says about itself. Announcements with its fingerprint are ignored. */
  self: () => ReachableDevice;
  /** The networks to use. */
  networks: readonly Network[];
  /** Called with every device that is heard, also repeatedly. */
  onHeard: (heard: HeardDevice) => void;
}

/** Announcements in both directions. */
export interface Multicast {
  /** Networks on which it does not work. */
  problems: readonly DiscoveryProblem[];
  /** Announces this device a few times, because datagrams get lost. */
  announce(): void;
  /** Answers an announcement, for a device that cannot be registered with. */
  answer(): void;
  /** Stops. */
  close(): void;
}

/** Joins the group of LocalSend on the given networks. */
export async function openMulticast(
  { self, networks, onHeard }: MulticastOptions,
): Promise<Multicast> {
  const heard = new RateLimiter({ burst: HEARD_BURST, perSecond: HEARD_PER_SECOND });
  const hear = (bytes: Uint8Array, host: string, _port: number, network?: Network) => {
    if (bytes.length > MAX_BYTES || !isNear(host, networks) || !heard.tryTake()) return;
    const message = decodeAnnouncement(bytes);
    if (message === undefined || message.device.fingerprint === self().fingerprint) return;
    onHeard({ ...message, host: heardHost(host, network ? [network] : linksOf(host, networks)) });
  };
  const groups = await openGroups(networks, hear, LOCALSEND_GROUP);
  const { sockets, problems } = await openAll(networks, hear, LOCALSEND_GROUP);
  let timers: ReturnType<typeof setTimeout>[] = [];
  const say = (announce: boolean) => sayTo(sockets, { ...self(), announce });
  return {
    problems: [...groups.flatMap((group) => group.problems), ...problems],
    announce() {
      timers.forEach(clearTimeout);
      timers = DELAYS.map((delay) => setTimeout(() => say(true), delay));
    },
    answer: () => say(false),
    close() {
      timers.forEach(clearTimeout);
      [...sockets, ...groups].forEach((socket) => socket.close());
    },
  };
}

function sayTo(sockets: readonly NetworkSocket[], message: unknown): void {
  const bytes = new TextEncoder().encode(JSON.stringify(message));
  sockets.forEach((socket) => socket.toAll(bytes));
}

/** Reads an announcement; undefined for anything else. */
export function decodeAnnouncement(
  bytes: Uint8Array,
): Omit<HeardDevice, "host"> | undefined {
  try {
    const object = peerObject("the announcement", bytes);
    const device = readReachableDevice("the announcement", object);
    // Version 1 has "announcement".
    return { device, announces: object.announce === true || object.announcement === true };
  } catch {
    return undefined;
  }
}

/** Adds the zone to a link-local address, unless it may be on several networks: the first may be the wrong one. */
export function heardHost(host: string, links: readonly Network[]): string {
  const [link, ...others] = links;
  return link && others.length === 0 ? zoned(host, link) : host;
}

/** Whether a datagram comes from a machine on one of the networks: other addresses may be forged. */
function isNear(host: string, networks: readonly Network[]): boolean {
  return isOnLink(host, networks) || linksOf(host, networks).length > 0;
}
