/** Passes the datagrams of many sources on to one peer, and its answers back. @module */

import { ConnectionError } from "../errors.ts";
import { FLOW_IDLE_TIMEOUT, MAX_FLOWS } from "../limits.ts";
import { isLoopback, parseAddress } from "./address.ts";
import type { DatagramSocket } from "./datagram.ts";
import type { DatagramPeer } from "./datagram_peer.ts";
import { DatagramTarget } from "./datagram_target.ts";
import { isInRange } from "./ip_range.ts";
import type { RelayLimits } from "./relay.ts";
import { sameAddress } from "./same_address.ts";
import type { SpliceResult } from "./splice.ts";

/** Options of {@linkcode relayDatagrams}. */
export interface RelayDatagramsOptions extends RelayLimits {
  /** Sources at the same time, each with a socket of its own. Datagrams of further ones are dropped. @default {MAX_FLOWS} */
  maxFlows?: number;
  /** Milliseconds without a datagram after which a source is forgotten. @default {FLOW_IDLE_TIMEOUT} */
  idle?: number;
  /** Called with each new source. */
  onStart?: (from: string) => void;
  /** Called when a source is forgotten, with the bytes passed on to the peer and back. */
  onEnd?: (from: string, moved: SpliceResult) => void;
  /** Called with each error of a source, and with each datagram that is dropped for want of room. */
  onError?: (error: unknown, from: string) => void;
}

/**
 * Sends the datagrams of each source to the peer from a socket of its own, so that the answers reach the
 * source they are for. Empty datagrams are passed on.
 *
 * Resolves when the socket is closed or the signal aborted.
 *
 * @example Usage
 * ```ts
 * import { relayDatagrams } from "./relay_datagrams.ts";
 * import { datagramPeer } from "./datagram_peer.ts";
 * import { datagramSocket } from "./datagram.ts";
 * import { assertEquals } from "@std/assert";
 * using target = datagramSocket("127.0.0.1:0");
 * using client = datagramSocket("127.0.0.1:0");
 * const socket = datagramSocket("127.0.0.1:0");
 * const to = { scheme: "udp", host: "127.0.0.1", port: target.port } as const;
 * const relayed = relayDatagrams(socket, await datagramPeer(to));
 * await client.send(new Uint8Array(3), socket.address);
 * const { from } = (await target.receive())!;
 * await target.send(new Uint8Array(5), from);
 * assertEquals((await client.receive())?.bytes.length, 5);
 * socket.close();
 * await relayed;
 * ```
 */
export async function relayDatagrams(
  socket: DatagramSocket,
  peer: DatagramPeer,
  options: RelayDatagramsOptions = {},
): Promise<void> {
  const { signal, limits = {}, maxFlows = MAX_FLOWS, onStart, onEnd, onError } = options;
  const flows = new Map<string, Flow>();
  const stopped = new AbortController();
  const close = () => socket.close();
  signal?.addEventListener("abort", close);
  if (signal?.aborted) close();
  const flowOf = (from: string): Flow => {
    const known = flows.get(from);
    if (known !== undefined) return known;
    if (flows.size >= maxFlows) {
      const text = `Datagram dropped: ${maxFlows} sources are relayed already, the most at once`;
      throw new ConnectionError("unavailable", text);
    }
    const flow = new Flow(peer, options.idle ?? FLOW_IDLE_TIMEOUT, async (bytes) => {
      await limits.received?.take(bytes.length, stopped.signal);
      await socket.send(bytes, from);
    });
    flows.set(from, flow);
    onStart?.(from);
    const failed = (error: unknown) => stopped.signal.aborted || onError?.(error, from);
    void flow.ended.catch(failed).then(() => {
      flows.delete(from);
      onEnd?.(from, flow.moved);
    });
    return flow;
  };
  try {
    for (let datagram; (datagram = await socket.receive()) !== undefined;) {
      const { bytes, from } = datagram;
      if (isForged(from, socket)) continue;
      try {
        const flow = flowOf(from);
        await limits.sent?.take(bytes.length, signal);
        await flow.send(bytes);
      } catch (error) {
        if (!signal?.aborted) onError?.(error, from);
      }
    }
  } finally {
    signal?.removeEventListener("abort", close);
    close();
    stopped.abort();
    await Promise.allSettled([...flows.values()].map((flow) => flow.close()));
  }
}

/** Whether a source can be no client: no machine has it, or it is this relay, which would answer itself. */
function isForged(from: string, { address, port }: DatagramSocket): boolean {
  const source = parseAddress(from);
  if (source.scheme === "unix" || source.port === 0) return true;
  if (isInRange(source.host, "notOneMachine")) return true;
  return source.port === port && (sameAddress(from, address) || isLoopback(source));
}

/** The datagrams of one source. */
class Flow {
  /** Bytes passed on to the peer, and back. */
  readonly moved: SpliceResult = { sent: 0, received: 0 };
  /** Resolves when the flow is closed; rejects if it fails. */
  readonly ended: Promise<void>;
  readonly #socket: DatagramSocket;
  readonly #target: DatagramTarget;
  readonly #idle: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(peer: DatagramPeer, idle: number, back: (bytes: Uint8Array) => Promise<void>) {
    this.#socket = peer.open();
    this.#idle = idle;
    this.#target = new DatagramTarget(peer, this.#socket, {
      expectsAnswer: true,
      onTried: () => {},
    });
    this.#restart();
    this.ended = this.#receive(back).finally(() => this.#release());
  }

  async send(bytes: Uint8Array): Promise<void> {
    this.#restart();
    await this.#target.send(bytes);
    this.moved.sent += bytes.length;
  }

  /** Resolves when nothing more is passed on. */
  async close(): Promise<void> {
    this.#release();
    await this.ended;
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#target.stop();
    this.#socket.close();
  }

  async #receive(back: (bytes: Uint8Array) => Promise<void>): Promise<void> {
    for (let datagram; (datagram = await this.#socket.receive()) !== undefined;) {
      if (!this.#target.accepts(datagram.from)) continue;
      this.#restart();
      await back(datagram.bytes);
      this.moved.received += datagram.bytes.length;
    }
  }

  #restart(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#socket.close(), this.#idle);
  }
}
