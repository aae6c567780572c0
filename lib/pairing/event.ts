/** Events of pairing. @module */

import type { Network } from "../discovery/network.ts";
import type { DiscoveryProblem } from "../discovery/problem.ts";
import type { Address } from "../socket/address.ts";

/** One event. Texts of peers and addresses are not escaped. */
export type PairingEvent =
  /** This side listens at `address`; `requested` is what was asked for. */
  | { type: "listening"; address: string; requested: Address }
  /**
   * A code to show. `announced`: the code alone finds this machine. `peer`: where the code is
   * entered. `replaces`: the address whose third wrong guess ended the code before it.
   */
  | { type: "code"; code: string; announced?: boolean; peer?: string; replaces?: string }
  /** A wrong code was entered at `peer`; `redial`: milliseconds until this side dials again. */
  | { type: "wrong_code"; peer: string; left: number; redial?: number }
  /** A peer used a code that is used up. */
  | { type: "code_used"; peer: string }
  /** A peer's connection ended before it authenticated. */
  | { type: "came_and_went"; peer: string; error: unknown }
  /** A peer did not authenticate. */
  | { type: "rejected"; peer: string; error: Error }
  /** A peer connects or guesses too often. */
  | { type: "flooded"; peer: string }
  /** A connection does not speak the protocol, or exceeds the limit of silent ones. */
  | { type: "stranger"; peer: string; isOneTooMany: boolean }
  /** The peer is busy, and will be tried again. */
  | { type: "busy" }
  /** There is an unfinished transfer with this code; its sender is tried at `address`. */
  | { type: "known_sender"; address: Address }
  /** The search for a sender begins. */
  | { type: "searching" }
  /** It has ended, with a sender or without. */
  | { type: "searched" }
  /** A machine that announces the channel did not know the code. */
  | { type: "candidate_failed"; address: Address; error: unknown }
  /** What discovery could not do. */
  | { type: "discovery"; problems: readonly DiscoveryProblem[]; networks: readonly Network[] }
  /** Discovery does not work at all. */
  | { type: "discovery_failed"; error: unknown }
  /** No receiver has come for a while. */
  | { type: "no_receiver_yet"; code: string; port: number }
  /** No sender was found for a while; `attempts`: machines that were tried. */
  | { type: "no_sender_yet"; channel: number; attempts: number };

/** Called with each event; the result is awaited if the order matters. */
export type PairingObserver = (event: PairingEvent) => void | Promise<void>;
