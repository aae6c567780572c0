/** The choice among the addresses of a peer over UDP. @module */

import { DATAGRAM_TIMEOUT, MAX_SEND_QUEUE_BYTES } from "../limits.ts";
import type { DatagramPeer } from "./datagram_peer.ts";
import type { DatagramSocket } from "./datagram.ts";
import { sameAddress } from "./same_address.ts";

/** Options of {@linkcode DatagramTarget}. */
export interface DatagramTargetOptions {
  /** Whether answers are expected. Without them the first address that can be sent to is the target. */
  expectsAnswer: boolean;
  /** Called when another address has been tried. */
  onTried: () => void;
}

/**
 * Sends datagrams to the first address of a peer. Without an answer within {@linkcode DATAGRAM_TIMEOUT}
 * milliseconds, those that were sent go to the next address as well.
 */
export class DatagramTarget {
  readonly #peer: DatagramPeer;
  readonly #socket: DatagramSocket;
  readonly #options: DatagramTargetOptions;
  /** The addresses that have not been tried. */
  readonly #waiting: string[];
  /** What the next address gets. */
  #sent: Uint8Array[] = [];
  #sentBytes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The address that is sent to. */
  address: string;
  /** Whether the peer has answered. */
  answered = false;
  /** The number of datagrams sent. */
  count = 0;

  /** Starts with the first address. */
  constructor(peer: DatagramPeer, socket: DatagramSocket, options: DatagramTargetOptions) {
    this.#peer = peer;
    this.#socket = socket;
    this.#options = options;
    [this.address, ...this.#waiting] = peer.addresses as [string, ...string[]];
  }

  /** Whether another address is tried if no answer comes. */
  get isTrying(): boolean {
    return this.#timer !== undefined;
  }

  /** Sends a datagram. @throws {ConnectionError} if no address can be sent to. */
  async send(bytes: Uint8Array): Promise<void> {
    this.count++;
    this.#remember(bytes);
    for (;;) {
      try {
        await this.#socket.send(bytes, this.address);
        return this.#startTimer();
      } catch (error) {
        if (this.answered || error instanceof RangeError || this.#waiting.length === 0) throw error;
        this.address = this.#waiting.shift()!;
      }
    }
  }

  /** Whether a datagram from this address belongs to the peer. The address becomes the target. */
  accepts(from: string): boolean {
    if (!this.#peer.accepts(from)) return false;
    if (this.answered) return true;
    this.answered = true;
    this.stop();
    const { addresses } = this.#peer;
    this.address = addresses.find((own) => sameAddress(own, from)) ?? this.address;
    return true;
  }

  /** Tries no other address. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting.length = 0;
    this.#sent = [];
  }

  #remember(bytes: Uint8Array): void {
    if (!this.#options.expectsAnswer || this.#waiting.length === 0) return;
    this.#sentBytes += bytes.length;
    if (this.#sentBytes > MAX_SEND_QUEUE_BYTES) return this.stop();
    this.#sent.push(bytes);
  }

  #startTimer(): void {
    if (!this.#options.expectsAnswer || this.#waiting.length === 0) return;
    this.#timer ??= setTimeout(() => void this.#tryNext(), DATAGRAM_TIMEOUT);
  }

  async #tryNext(): Promise<void> {
    this.#timer = undefined;
    for (let next; (next = this.#waiting.shift()) !== undefined;) {
      this.address = next;
      try {
        for (const bytes of this.#sent) await this.#socket.send(bytes, next);
        break;
      } catch {
        // Not reachable from here; the addresses before it may still answer.
      }
    }
    this.#startTimer();
    this.#options.onTried();
  }
}
