/** The receiver's side: asks who is on a channel, and hears who says so unasked. @module */

import { RateLimiter } from "../rate_limiter.ts";
import { isInRange } from "../socket/ip_range.ts";
import { DATAGRAM_NONCE_BYTES, DatagramType, decodeDatagram, encodeDatagram } from "./datagram.ts";
import { isOnLink, type Network } from "./network.ts";
import type { DiscoveryProblem } from "./problem.ts";
import { repeat } from "./repeat.ts";
import { type NetworkSocket, openAll, openGroups, zoned } from "./sockets.ts";

/** Milliseconds after the start of the first questions: datagrams get lost. */
const FIRST_QUESTIONS = [0, 80, 200, 450];
/** Milliseconds between the later ones. */
const QUESTION_INTERVAL = 1000;
/** From this question on the broadcast address is asked too: some networks pass no multicast. */
const BROADCAST_FROM = 1;
/** Candidates that are remembered, so as not to be told of as new again: the last so many. */
const MEMORY = 256;

/** An address worth trying. Who is there, the handshake tells. */
export interface Candidate {
  /** The address, with its zone where it needs one. */
  host: string;
  /** The TCP port. */
  port: number;
  /** The channel that it claims. */
  channel: number;
  /** What it claims as the hash of its instance, in hexadecimal digits. */
  instance: string;
}

/** Options of {@linkcode find}. */
export interface FindOptions {
  /** The channel, or 0 for any. */
  channel: number;
  /** Where to ask. */
  networks: readonly Network[];
  /** Told of every candidate whenever it is heard of; `isNew`, unless it was heard of lately. */
  onFound: (candidate: Candidate, isNew: boolean) => void;
}

/** Asks until it is closed. */
export interface Finder {
  /** What it could not do. */
  problems: readonly DiscoveryProblem[];
  /** Stops. */
  close(): void;
}

/** Asks on the given networks. */
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
      // Its zone is not told. An answer comes in on the network that it was asked on.
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
    // The oldest makes room.
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
