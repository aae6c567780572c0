/** The sender's side of discovery: announces its channel and answers queries. @module */

import { RateLimiter } from "../rate_limiter.ts";
import { isInRange } from "../socket/ip_range.ts";
import { DatagramType, decodeDatagram, encodeDatagram } from "./datagram.ts";
import { isOnLink, linksOf, type Network } from "./network.ts";
import type { DiscoveryProblem } from "./problem.ts";
import { repeat } from "./repeat.ts";
import { type NetworkSocket, openAll, openGroups } from "./sockets.ts";

/** Milliseconds from the start to the first announcements. Several, because datagrams get lost. */
const FIRST_ANNOUNCEMENTS = [0, 100, 300, 700];
/** Milliseconds between later announcements. */
const ANNOUNCEMENT_INTERVAL = 2000;
/** Answers at once and per second at most. Limits the cost of a flood of queries. */
const ANSWER_BURST = 20;
const ANSWERS_PER_SECOND = 20;

/** The content of an announcement. */
export interface Announcement {
  /** The channel, 1 to 999. */
  channel: number;
  /** The TCP port to connect to. */
  port: number;
  /** The hash of the sender's instance, 8 bytes. */
  instance: Uint8Array;
}

/** Announces until it is closed. */
export interface Announcer {
  /** Networks and protocols on which it does not work. */
  problems: readonly DiscoveryProblem[];
  /** Stops. */
  close(): void;
}

/** Announces on the given networks, and answers queries from them. */
export async function announce(
  { channel, port, instance }: Announcement,
  networks: readonly Network[],
): Promise<Announcer> {
  const answers = new RateLimiter({ burst: ANSWER_BURST, perSecond: ANSWERS_PER_SECOND });
  let sockets: NetworkSocket[] = [];
  const hear = (bytes: Uint8Array, host: string, from: number) => {
    const asked = decodeDatagram(bytes);
    if (asked?.type !== DatagramType.ask) return;
    if (asked.channel !== channel && asked.channel !== 0) return;
    if (!isOnLink(host, networks) || !answers.tryTake()) return;
    const answer = encodeDatagram({
      type: DatagramType.answer,
      channel,
      port,
      nonce: asked.nonce,
      instance,
    });
    for (const socket of sockets) {
      // The zone of a link-local address is unknown, so the answer goes out on every link.
      const network = [socket.network];
      if (isOnLink(host, network) || linksOf(host, network).length > 0) {
        socket.to(answer, host, from);
        if (!isInRange(host, "linkLocal")) break;
      }
    }
  };
  const groups = await openGroups(networks, hear);
  const opened = await openAll(networks, () => {});
  sockets = opened.sockets;
  const bytes = encodeDatagram({ type: DatagramType.announce, channel, port, instance });
  const say = () => sockets.forEach((socket) => socket.toAll(bytes));
  const stop = repeat(say, FIRST_ANNOUNCEMENTS, ANNOUNCEMENT_INTERVAL);
  return {
    problems: [...groups, opened].flatMap(({ problems }) => problems),
    close() {
      stop();
      [...sockets, ...groups].forEach((socket) => socket.close());
    },
  };
}
