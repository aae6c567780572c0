/** Shows how two machines connect. @module */

import { DEFAULT_PORT } from "../../lib/limits.ts";
import type { PairingEvent } from "../../lib/pairing/event.ts";
import { formatAddress } from "../../lib/socket/address.ts";
import { escapeText } from "../../lib/text/escape.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { DiscoveryWarnings } from "./discovery_warnings.ts";
import { hostOf } from "./host_of.ts";
import { showListening } from "./listening.ts";

/** Follows the problems of discovery. */
const ADVICE = {
  send: "If the receiver does not find this machine, use sluice receive CODE --from HOST " +
    "there, or sluice send PATH --to HOST here",
  receive: "If the code does not find the sender, use sluice receive CODE --from HOST with an " +
    "address of the sender",
};
/** Addresses to show of each kind: IPv4, IPv6, link-local IPv6. */
const SHOWN_ADDRESSES = [3, 1, 1];
/** Sources of unrelated connections that are remembered: each is reported once. */
const MAX_NOTED = 1000;

/** Shows the events of lib/pairing. */
export class PairingView {
  readonly #terminal: Terminal;
  readonly #warnings: DiscoveryWarnings;
  /** Keeps a port scan, or a monitor that connects every second, from filling the screen. */
  readonly #noted = new Set<string>();

  constructor(role: "send" | "receive", terminal: Terminal) {
    this.#terminal = terminal;
    this.#warnings = new DiscoveryWarnings(terminal, ADVICE[role]);
  }

  /** Shows one event; resolves when it is written if the order matters. */
  readonly observe = async (event: PairingEvent): Promise<void> => {
    const terminal = this.#terminal;
    switch (event.type) {
      case "listening":
        return await showListening(event.address, event.requested, terminal);
      case "code":
        return await this.#showCode(event);
      case "wrong_code":
        return await this.#showWrongCode(event);
      case "code_used":
        return terminal.note(
          "That code has been used. Run send again for a new one",
        );
      case "came_and_went":
        return terminal.note(`${event.peer} came and went: ${textOf(event.error)}`);
      case "rejected":
        return terminal.warn(`Rejected ${event.peer}: ${textOf(event.error)}; still waiting`);
      case "flooded":
        return terminal.warn(
          `${event.peer} connects or guesses too often; closing connections without judging them`,
        );
      case "stranger":
        return this.#noteStranger(event);
      case "busy":
        return terminal.note("the sender is busy; trying again");
      case "known_sender":
        return terminal.note(
          `An unfinished transfer with this code is here; trying its sender at ${
            formatAddress(event.address)
          }`,
        );
      case "candidate_failed": {
        const { error } = event;
        const message = error instanceof Error ? error.message : String(error);
        const peer = formatAddress(event.address);
        return await terminal.event({ event: "candidate_failed", peer, message });
      }
      case "discovery":
        return await this.#warnings.report(event.problems, event.networks);
      case "discovery_failed": {
        const { error } = event;
        const why = error instanceof Error ? error.message : error;
        return await this.#warnings.warn([`cannot be found by code: ${why}`]);
      }
      case "no_receiver_yet":
        return await this.#adviseSender(event);
      case "no_sender_yet":
        return this.#adviseReceiver(event);
    }
  };

  async #showCode(
    { code, announced, peer, replaces }: PairingEvent & { type: "code" },
  ): Promise<void> {
    const terminal = this.#terminal;
    if (replaces !== undefined) {
      terminal.warn(`${replaces} entered a wrong code; that was the third, so the code is dead`);
      terminal.warn("a new one:");
    }
    await terminal.event({ event: "code", code });
    // Also with --quiet: the transfer cannot go on without it.
    terminal.warn(`code: ${code}`);
    if (announced) terminal.note(`on the other machine:  sluice receive ${code}`);
    if (peer !== undefined) terminal.note(`to be entered at ${peer}`);
  }

  async #showWrongCode(
    { peer, left, redial }: PairingEvent & { type: "wrong_code" },
  ): Promise<void> {
    const terminal = this.#terminal;
    await terminal.event({ event: "wrong_code", peer, left });
    if (redial === undefined) {
      if (left > 0) {
        terminal.warn(`${peer} entered a wrong code; ${left} more and this one is dead`);
      }
      return;
    }
    const seconds = Math.round(redial / 1000);
    if (seconds > 0) terminal.note(`dialling again in ${seconds} s`);
    if (left > 0) {
      return terminal.warn(`a wrong code was entered; ${left} more and this one is dead`);
    }
    terminal.warn("a wrong code was entered; that was the third, so the code is dead");
    terminal.warn("a new one:");
  }

  #noteStranger({ peer, isOneTooMany }: PairingEvent & { type: "stranger" }): void {
    const host = escapeText(hostOf(peer));
    const note = isOneTooMany
      ? `${host}: too many connections that say nothing; closing the oldest of them`
      : `${host}: not sluice; still waiting`;
    if (this.#noted.has(note) || this.#noted.size >= MAX_NOTED) return;
    this.#noted.add(note);
    this.#terminal.note(note);
  }

  async #adviseSender({ code, port }: PairingEvent & { type: "no_receiver_yet" }): Promise<void> {
    const { reachableAddresses } = await import("../../lib/discovery/networks.ts");
    const addresses = shown(reachableAddresses());
    if (addresses.length === 0) return;
    const terminal = this.#terminal;
    terminal.note(
      "Still waiting. If the other machine cannot find this one, run there:",
    );
    const suffix = port === DEFAULT_PORT ? "" : `:${port}`;
    for (const address of addresses) {
      const host = suffix !== "" && address.includes(":") ? `[${address}]` : address;
      terminal.note(escapeText(`  sluice receive ${code} --from ${host}${suffix}`));
    }
    if (addresses.some((address) => address.includes("%"))) {
      terminal.note("  (behind the % comes the network interface of the other machine)");
    }
  }

  #adviseReceiver({ attempts }: PairingEvent & { type: "no_sender_yet" }): void {
    this.#terminal.note(
      attempts > 0
        ? "found a sender on this channel, but no connection yet; still trying"
        : "No sender with that code yet; still looking. Try --from HOST, or `sluice doctor`",
    );
  }
}

/** A machine may have many addresses; some of each kind are enough. */
function shown(addresses: readonly string[]): string[] {
  const kind = (address: string) => address.includes("%") ? 2 : address.includes(":") ? 1 : 0;
  return SHOWN_ADDRESSES.flatMap((count, wanted) =>
    addresses.filter((address) => kind(address) === wanted).slice(0, count)
  );
}

function textOf(error: unknown): string {
  return escapeText(error instanceof Error ? error.message : String(error));
}
