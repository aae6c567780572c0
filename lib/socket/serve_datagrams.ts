/**
 * Answers datagrams, and prevents reflection loops and amplification.
 *
 * A sender's address can be forged, so an answer may reach a third party. Two services that answer
 * each other never stop; an answer longer than its question floods it. Both are limited here,
 * for every service at once, and per source, so that a forged source does not cost others their
 * answers.
 *
 * @module
 */

import { MAX_GUESS_SOURCES, MAX_REPLIES, REPLIES_PER_SECOND } from "../limits.ts";
import type { DatagramSocket } from "./datagram.ts";
import { isLoopback, parseAddress } from "./address.ts";
import { isInRange } from "./ip_range.ts";
import { SourceRateLimiter } from "../rate_limiter.ts";
import { sourceOf } from "./source_of.ts";

/** From a datagram to its answer; undefined: none. */
export type DatagramService = (
  bytes: Uint8Array<ArrayBuffer>,
  from: string,
) => Uint8Array | undefined;

/** Options of {@linkcode serveDatagrams}. */
export interface ServeDatagramsOptions {
  /** Ends the loop. Default: only the socket's `close()` does. */
  signal?: AbortSignal;
  /** Answers a second to one source that may be longer than their question. Default 0: none. */
  longerReplies?: number;
  /**
   * Ports that get no answer, because a service there would answer it; those below 1024 and the
   * socket's own never do. Default: no others.
   */
  servicePorts?: ReadonlySet<number>;
  /** Told what is not answered and why, and what fails. Default: nobody is. */
  log?: (line: string) => void;
}

/** Ports below this one belong to services of the system (RFC 6335), many of which answer anything. */
const FIRST_CLIENT_PORT = 1024;

/**
 * Answers each datagram until the socket closes or the signal aborts.
 *
 * ```ts
 * import { serveDatagrams } from "./serve_datagrams.ts";
 * import { datagramSocket } from "./datagram.ts";
 * const socket = datagramSocket({ scheme: "udp", host: "127.0.0.1", port: 0 });
 * const ended = serveDatagrams(socket, (bytes) => bytes);
 * socket.close();
 * await ended;
 * ```
 */
export async function serveDatagrams(
  socket: DatagramSocket,
  service: DatagramService,
  options: ServeDatagramsOptions = {},
): Promise<void> {
  const { signal, log = () => {}, longerReplies = 0 } = options;
  const close = () => socket.close();
  signal?.addEventListener("abort", close);
  if (signal?.aborted) close();
  const avoided = new Set([...options.servicePorts ?? [], socket.port]);
  const longer = new SourceRateLimiter({
    burst: longerReplies,
    perSecond: longerReplies,
    maxSources: MAX_GUESS_SOURCES,
  });
  const replies = new SourceRateLimiter({
    burst: MAX_REPLIES,
    perSecond: REPLIES_PER_SECOND,
    maxSources: MAX_GUESS_SOURCES,
  });
  try {
    for (let datagram; (datagram = await socket.receive()) !== undefined;) {
      const { bytes, from } = datagram;
      const refusal = mayNotAnswer(from, avoided);
      if (refusal !== undefined) {
        log(`${from}: not answered: ${refusal}`);
        continue;
      }
      try {
        const reply = service(bytes, from);
        if (reply === undefined) continue;
        const source = sourceKey(from);
        if (reply.length > bytes.length && !longer.tryTake(source)) {
          log(`${from}: not answered: the answer is longer than the question`);
          continue;
        }
        if (!replies.tryTake(source)) {
          log(`${from}: not answered: too many answers to this source`);
          continue;
        }
        await socket.send(reply, from);
      } catch (error) {
        if (!signal?.aborted) log(`${from}: ${error instanceof Error ? error.message : error}`);
      }
    }
  } finally {
    signal?.removeEventListener("abort", close);
    close();
  }
}

/**
 * Why a sender gets no answer; undefined where it may have one.
 *
 * @param avoided Ports of services, besides those below 1024.
 */
export function mayNotAnswer(
  from: string,
  avoided: ReadonlySet<number> = new Set(),
): string | undefined {
  const address = parseAddress(from);
  if (address.scheme !== "udp") return "not UDP";
  if (address.port === 0) return "no port to answer to";
  if (address.port < FIRST_CLIENT_PORT || avoided.has(address.port)) {
    return `a service on port ${address.port} could answer the answer`;
  }
  if (isInRange(address.host, "notOneMachine")) return "a broadcast or multicast address";
}

/**
 * What an answer is counted for. Clients on this machine share an address, and no other machine can
 * forge it, so there each port counts for itself.
 */
function sourceKey(from: string): string {
  return isLoopback(parseAddress(from)) ? from : sourceOf(from);
}
