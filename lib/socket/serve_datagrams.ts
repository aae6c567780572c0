/**
 * Answers datagrams, and prevents reflection loops and amplification.
 *
 * A sender's address can be forged, so an answer may reach a third party. Two services that answer each
 * other never stop, and answers longer than their requests multiply an attacker's traffic. Both are
 * limited here for every service, per source, so that a forged source does not use up the answers of
 * others.
 *
 * @module
 */

import {
  MAX_DATAGRAM_BYTES,
  MAX_GUESS_SOURCES,
  MAX_REPLIES,
  REPLIES_PER_SECOND,
} from "../limits.ts";
import type { DatagramSocket } from "./datagram.ts";
import { isLoopback, parseAddress } from "./address.ts";
import { isInRange } from "./ip_range.ts";
import { SourceRateLimiter } from "../rate_limiter.ts";
import { failureLine, printFailure } from "./service_failure.ts";
import { sourceOf } from "./source_of.ts";

/** Answers a datagram. Undefined means that there is no answer. */
export type DatagramService = (
  bytes: Uint8Array<ArrayBuffer>,
  from: string,
) => Uint8Array | undefined;

/** Options of {@linkcode serveDatagrams}. */
export interface ServeDatagramsOptions {
  /** Ends the loop, as the socket's `close()` does. */
  signal?: AbortSignal;
  /** Answers a second to one source that may be longer than the request. @default {0} */
  longerReplies?: number;
  /**
   * Ports that get no answer because a service there would answer it, besides those below 1024 and the
   * socket's own.
   */
  servicePorts?: ReadonlySet<number>;
  /** Called with a line for every datagram that is not answered. */
  log?: (line: string) => void;
  /**
   * Called when the service fails or its answer cannot be sent; the loop goes on. If absent, `log` gets a
   * line, and without `log` standard error, with the stack for a mistake in the service.
   */
  onError?: (error: unknown, from: string) => void;
}

/** Ports below this one are those of system services (RFC 6335), many of which answer any datagram. */
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
  const onError = options.onError ??
    ((error: unknown, from: string) =>
      options.log ? log(failureLine(error, from)) : printFailure(error, from));
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
        if (reply.length > MAX_DATAGRAM_BYTES) {
          log(`${from}: not answered: the answer does not fit into a datagram`);
          continue;
        }
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
        if (!signal?.aborted) onError(error, from);
      }
    }
  } finally {
    signal?.removeEventListener("abort", close);
    close();
  }
}

/**
 * The reason why a sender gets no answer; undefined if it may have one.
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
 * The source that an answer is counted for. Clients on this machine share an address, which no other
 * machine can forge, so each of their ports counts for itself.
 */
function sourceKey(from: string): string {
  return isLoopback(parseAddress(from)) ? from : sourceOf(from);
}
