/** What `sluice relay` shows and counts. @module */

import { describeError } from "../../lib/cli/describe_error.ts";
import { shortAddress } from "../../lib/socket/address.ts";
import type { SpliceResult } from "../../lib/socket/splice.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { warnOf } from "../views/error_report.ts";
import { PeerNotes } from "../views/peer_notes.ts";

/** Reports connections, and their sum at the end. */
export class RelayView {
  readonly #terminal: Terminal;
  readonly #target: string;
  readonly #verbose: boolean;
  readonly #notes = new PeerNotes();
  readonly #total = { connections: 0, failed: 0, sent: 0, received: 0 };

  /** @param target The address of the target, for messages. */
  constructor(terminal: Terminal, target: string, verbose: boolean) {
    this.#terminal = terminal;
    this.#target = target;
    this.#verbose = verbose;
  }

  /** Counts a connection or a source. Returns its bytes, to count in. */
  start(peer: string): SpliceResult {
    this.#total.connections++;
    if (this.#verbose) this.#terminal.warn(`${shown(peer)} relayed to ${this.#target}`);
    return { sent: 0, received: 0 };
  }

  /** Reports why a connection failed. */
  failed(error: unknown, peer: string): void {
    this.#total.failed++;
    const { code, message, exit, remote } = describeError(error);
    void this.#terminal.event({ event: "failed", peer, code, message, exit });
    if (!this.#notes.take(peer)) return;
    const whole = message.includes(shown(peer)) ? message : `${shown(peer)}: ${message}`;
    void warnOf({ message: whole, remote }, this.#terminal);
  }

  /** Reports the end of a connection. */
  ended(peer: string, { sent, received }: SpliceResult): void {
    this.#total.sent += sent;
    this.#total.received += received;
    void this.#terminal.event({ event: "relayed", peer, sent, received });
    if (!this.#verbose) return;
    this.#terminal.warn(`${shown(peer)} ended: ${sent} bytes sent, ${received} received`);
  }

  /** Reports the sum. */
  async end(): Promise<void> {
    const { connections, failed, sent, received } = this.#total;
    await this.#terminal.event({ event: "total", connections, failed, sent, received });
    const some = connections === 1 ? "1 connection" : `${connections} connections`;
    const lost = failed === 0 ? "" : `, ${failed} failed`;
    this.#terminal.note(`Relayed ${some}${lost}: ${sent} bytes sent, ${received} received`);
  }
}

function shown(peer: string): string {
  return shortAddress(peer);
}
