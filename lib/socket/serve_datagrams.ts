/**
 * Answers datagrams without becoming anybody's weapon.
 *
 * A sender's address can be forged, so an answer goes to whoever was named. Two services that answer
 * each other never stop; an answer longer than its question floods a third. Both are refused here,
 * for every service at once.
 *
 * @module
 */

import { MAX_LONGER_REPLIES } from "../limits.ts";
import type { DatagramSocket } from "./datagram.ts";
import { parseAddress } from "./address.ts";

/** From a datagram to its answer; undefined: none. */
export type DatagramService = (
  bytes: Uint8Array<ArrayBuffer>,
  from: string,
) => Uint8Array | undefined;

/** Options of {@linkcode serveDatagrams}. */
export interface ServeDatagramsOptions {
  /** Ends the loop. Default: only the socket's `close()` does. */
  signal?: AbortSignal;
  /** Answers a second that may be longer than their question. Default 0: none. */
  longerReplies?: number;
  /** Told what is not answered and why, and what fails. Default: nobody is. */
  log?: (line: string) => void;
}

/** Services that answer anything: echo, daytime, qotd, chargen, time (RFC 862 to 868). */
const ANSWERING_PORTS: ReadonlySet<number> = new Set([7, 13, 17, 19, 37]);

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
  const longer = new Allowance(longerReplies);
  try {
    for (let datagram; (datagram = await socket.receive()) !== undefined;) {
      const { bytes, from } = datagram;
      const refusal = mayNotAnswer(from);
      if (refusal !== undefined) {
        log(`${from}: not answered: ${refusal}`);
        continue;
      }
      try {
        const reply = service(bytes, from);
        if (reply === undefined) continue;
        if (reply.length > bytes.length && !longer.take()) {
          log(`${from}: not answered: the answer is longer than the question`);
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

/** Why a sender gets no answer; undefined where it may have one. */
export function mayNotAnswer(from: string): string | undefined {
  const address = parseAddress(from);
  if (address.scheme !== "udp") return "not UDP";
  if (address.port === 0) return "no port to answer to";
  if (ANSWERING_PORTS.has(address.port)) {
    return `a service on port ${address.port} would answer the answer`;
  }
  const first = Number(/^(\d+)\./.exec(address.host)?.[1] ?? -1);
  if (first === 0 || first >= 224) return "a broadcast or multicast address";
  if (/^(ff|::$)/i.test(address.host)) return "a broadcast or multicast address";
}

/** So many a second, and no more. */
class Allowance {
  readonly #most: number;
  #left: number;
  #second = 0;

  constructor(most: number) {
    this.#most = Math.min(most, MAX_LONGER_REPLIES);
    this.#left = most;
  }

  take(): boolean {
    const second = Math.floor(performance.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#left = this.#most;
    }
    return this.#left-- > 0;
  }
}
