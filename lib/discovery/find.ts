/** The receiver's side of discovery: queries a channel and listens to announcements. @module */

import { RateLimiter } from "../rate_limiter.ts";
import { isInRange } from "../socket/ip_range.ts";
import { DATAGRAM_NONCE_BYTES, DatagramType, decodeDatagram, encodeDatagram } from "./datagram.ts";
import { isOnLink, type Network } from "./network.ts";
import type { DiscoveryProblem } from "./problem.ts";
import { repeat } from "./repeat.ts";
import { type NetworkSocket, openAll, openGroups, zoned } from "./sockets.ts";

/** Milliseconds from the start to the first queries. Several, because datagrams get lost. */
const FIRST_QUESTIONS = [0, 80, 200, 450];
/** Milliseconds between later queries. */
const QUESTION_INTERVAL = 1000;
/** From this query on the broadcast address is used too: some networks do not pass multicast. */
const BROADCAST_FROM = 1;
/** The number of most recent candidates that do not count as new. */
const MEMORY = 256;

/** An address to try. The handshake authenticates it. */
export interface Candidate {
  /** The address, with its zone if it is link-local. */
  host: string;
  /** The TCP port. */
  port: number;
  /** The channel, as claimed. */
  channel: number;
  /** The hash of the instance in hexadecimal, as claimed. */
  instance: string;
}

/** Options of {@linkcode find}. */
export interface FindOptions {
  /** The channel, or 0 for any. */
  channel: number;
  /** The networks to search. */
  networks: readonly Network[];
  /** Called for every datagram of a candidate; `isNew` is false if it was seen recently. */
  onFound: (candidate: Candidate, isNew: boolean) => void;
}

/** Searches until it is closed. */
export interface Finder {
  /** Networks and protocols on which it does not work. */
  problems: readonly DiscoveryProblem[];
  /** Stops. */
  close(): void;
}

/** Searches on the given networks. */
export async function find({ channel, networks, onFound }: FindOptions): Promise<Finder> {
  const nonce = crypto.getRandomValues(new Uint8Array(DATAGRAM_NONCE_BYTES));
  const question = encodeDatagram({ type: DatagramType.ask, channel, nonce });
  const echoed = (other: Uint8Array) => other.every((byte, i) => byte === nonce[i]);
  const known = new Set<string>();
  const again = new RateLimiter({ burst: 2, perSecond: 5 });
  let sockets: NetworkSocket[] = [];

  const hear = (bytes: Uint8Array, host: string, _port: number, network?: Network) => {
    const told = decodeDatagram(bytes);
    if (told === undefined || told.type === DatagramType.ask) return;
    if (told.channel !== channel && channel !== 0) return;
    if (told.type === DatagramType.answer && !echoed(told.nonce)) return;
    const here = network ? [network] : networks;
    if (!isOnLink(host, here)) return;
    if (isInRange(host, "linkLocal") && network === undefined) {
      // Its zone is unknown. An answer to a query arrives at the socket of its network.
      if (again.tryTake()) sockets.forEach((socket) => socket.toAll(question));
      return;
    }
    const { port, instance } = told;
    const candidate = {
      host: network ? zoned(host, network) : host,
      port,
      channel: told.channel,
      instance: instance.toHex(),
    };
    const key = Object.values(candidate).join(" ");
    onFound(candidate, !known.has(key));
    known.add(key);
    if (known.size > MEMORY) known.delete(known.values().next().value!);
  };

  const groups = await openGroups(networks, hear);
  const opened = await openAll(networks, hear);
  sockets = opened.sockets;
  let asked = 0;
  const ask = () => {
    const broadcast = asked++ >= BROADCAST_FROM;
    sockets.forEach((socket) => socket.toAll(question, broadcast));
  };
  const stop = repeat(ask, FIRST_QUESTIONS, QUESTION_INTERVAL);
  return {
    problems: [...groups, opened].flatMap(({ problems }) => problems),
    close() {
      stop();
      [...sockets, ...groups].forEach((socket) => socket.close());
    },
  };
}
