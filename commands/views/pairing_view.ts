/** Shows how two machines connect. @module */

import { DEFAULT_PORT } from "../../lib/limits.ts";
import type { PairingEvent } from "../../lib/pairing/event.ts";
import { reachableAddresses } from "../../lib/discovery/networks.ts";
import { formatAddress } from "../../lib/socket/address.ts";
import { isUnspecified } from "../../lib/socket/unspecified.ts";
import { wrap } from "../../lib/terminal/wrap.ts";
import { escapeText } from "../../lib/text/escape.ts";
import { shellWord } from "../../lib/text/shell_word.ts";
import { formatTime } from "../../lib/text/format_time.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { DiscoveryWarnings } from "./discovery_warnings.ts";
import { hostOf } from "./host_of.ts";
import { PeerNotes } from "./peer_notes.ts";
import { showListening } from "./listening.ts";

/** Follows the problems of discovery. */
const ADVICE = {
  send: "If the receiver does not find this machine, run `sluice receive CODE --from HOST` there",
  receive: "If the sender is not found, add --from HOST with an address of the sender",
};
/** Addresses to show of each kind: IPv4, IPv6, link-local IPv6. */
const SHOWN_ADDRESSES = [3, 1, 1];
/** Sources of unrelated connections that are remembered: each is reported once. */
const MAX_NOTED = 1000;

/** Shows the events of lib/pairing. */
export class PairingView {
  readonly #terminal: Terminal;
  readonly #warnings: DiscoveryWarnings;
  /** Where this side listens, if it was told to. */
  #listening: (PairingEvent & { type: "listening" }) | undefined;
  /** Problems of discovery, until the peer is late. */
  readonly #problems: (PairingEvent & { type: "discovery" })[] = [];
  readonly #notes = new PeerNotes();
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
        this.#listening = event;
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
        // A connection without a guess: nothing that the user can act on.
        return;
      case "rejected":
        if (!this.#notes.take(event.peer)) return;
        return terminal.warn(
          `Rejected ${shownHost(event.peer)}: ${textOf(event.error)}; still waiting`,
        );
      case "flooded":
        return terminal.warn(
          `${shownHost(event.peer)} connects or guesses too often; closing its connections`,
        );
      case "stranger":
        return this.#noteStranger(event);
      case "busy":
        return terminal.note("The sender is busy; trying again");
      case "known_sender":
        return terminal.note(
          `Resuming an unfinished transfer: trying its sender at ${
            escapeText(hostOf(formatAddress(event.address)))
          }`,
        );
      case "searching":
        return terminal.draw(["Looking for the sender…"]);
      case "searched":
        return terminal.draw([]);
      case "candidate_failed": {
        const { error } = event;
        const message = error instanceof Error ? error.message : String(error);
        const peer = formatAddress(event.address);
        return await terminal.event({ event: "candidate_failed", peer, message });
      }
      case "discovery":
        // Most are found all the same, so people are told once the peer is late.
        if (!terminal.json && reachableAddresses().length > 0) this.#problems.push(event);
        else await this.#warnings.report(event.problems, event.networks);
        return;
      case "discovery_failed":
        return await this.#warnings.warn([`Cannot be found by code: ${textOf(event.error)}`]);
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
    await terminal.event({ event: "code", code });
    const bold = terminal.style.bold(code);
    const what = replaces === undefined ? "" : "new ";
    // Also with --quiet: the transfer cannot go on without it.
    if (peer !== undefined) {
      return terminal.warn(`Enter this ${what}code at ${shownHost(peer)}: ${bold}`);
    }
    const from = announced ? "" : this.#fromHere();
    terminal.warn(`On the other machine, run: sluice receive ${bold}${from}`);
  }

  /** The flag with which the other machine dials this one. */
  #fromHere(): string {
    const { address = "", requested } = this.#listening ?? {};
    if (requested?.scheme !== "tcp") return ` --from ${shellWord(address) ?? "ADDR"}`;
    const bound = hostOf(address);
    const host = isUnspecified(bound) ? reachableAddresses()[0] ?? bound : bound;
    return ` --from ${shellWord(withPort(host, Number(/\d+$/.exec(address)?.[0]))) ?? "HOST"}`;
  }

  async #showWrongCode(
    { peer, left, redial = 0 }: PairingEvent & { type: "wrong_code" },
  ): Promise<void> {
    const terminal = this.#terminal;
    await terminal.event({ event: "wrong_code", peer, left });
    const tries = left === 0
      ? "it is no longer valid"
      : `${left} ${left === 1 ? "try" : "tries"} left`;
    terminal.warn(`Wrong code entered at ${shownHost(peer)}; ${tries}`);
    const seconds = Math.round(redial / 1000);
    if (seconds > 0) terminal.note(`Connecting again in ${formatTime(seconds * 1000)}`);
  }

  #noteStranger({ peer, isOneTooMany }: PairingEvent & { type: "stranger" }): void {
    const host = escapeText(hostOf(peer));
    const note = isOneTooMany
      ? `Too many silent connections from ${host}; closing the oldest`
      : `${host} connected without speaking sluice's protocol; still waiting`;
    if (this.#noted.has(note) || this.#noted.size >= MAX_NOTED) return;
    this.#noted.add(note);
    this.#terminal.note(note);
  }

  async #adviseSender({ code, port }: PairingEvent & { type: "no_receiver_yet" }): Promise<void> {
    await this.#reportProblems();
    const addresses = shown(reachableAddresses());
    if (addresses.length === 0) return;
    const all = addresses.map((address) => withPort(address, port));
    const first = shellWord(all[0]!);
    const others = first === undefined ? all : all.slice(1);
    this.#advise("Still waiting. If the other machine cannot find this one, run there:");
    this.#terminal.note(`  sluice receive ${code} --from ${first ?? "HOST"}`);
    if (others.length > 0) {
      const words = others.map((address) => shellWord(address) ?? escapeText(address));
      const which = first === undefined ? "Addresses" : "Other addresses";
      this.#advise(`${which} of this machine: ${words.join(", ")}`);
    }
    if (addresses.some((address) => address.includes("%"))) {
      this.#advise("After the %, write the network interface of the other machine");
    }
  }

  async #adviseReceiver({ attempts }: PairingEvent & { type: "no_sender_yet" }): Promise<void> {
    await this.#reportProblems();
    this.#advise(
      attempts > 0
        ? "Found a sender on this channel, but cannot connect to it yet; still trying"
        : "No sender with that code yet; still looking. Try --from HOST, or `sluice doctor`",
    );
  }

  async #reportProblems(): Promise<void> {
    for (const { problems, networks } of this.#problems.splice(0)) {
      await this.#warnings.report(problems, networks);
    }
  }

  /** Wraps a text to the width of the terminal. */
  #advise(text: string): void {
    const { columns } = this.#terminal;
    for (const line of wrap(text, { columns }).split("\n")) this.#terminal.note(line);
  }
}

/** A machine may have many addresses; some of each kind are enough. */
function shown(addresses: readonly string[]): string[] {
  const kind = (address: string) => address.includes("%") ? 2 : address.includes(":") ? 1 : 0;
  return SHOWN_ADDRESSES.flatMap((count, wanted) =>
    addresses.filter((address) => kind(address) === wanted).slice(0, count)
  );
}

function shownHost(peer: string): string {
  return escapeText(hostOf(peer));
}

/** An address as `--from` takes it; the default port is left out. */
function withPort(host: string, port: number): string {
  if (port === DEFAULT_PORT) return host;
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function textOf(error: unknown): string {
  return escapeText(error instanceof Error ? error.message : String(error));
}
