/** What happens while two machines find each other and prove who they are. @module */

import type { Network } from "../discovery/network.ts";
import type { DiscoveryProblem } from "../discovery/problem.ts";
import type { Address } from "../socket/address.ts";

/** Something that the caller may show. Texts of peers and addresses are not escaped. */
export type PairingEvent =
  /** This side listens at `address`; `requested` is what was asked for. */
  | { type: "listening"; address: string; requested: Address }
  /**
   * A code is to be shown. `announced`: it is enough to find this machine. `peer`: it is to be entered
   * there. `replaces`: an address whose third wrong guess ended the code before it.
   */
  | { type: "code"; code: string; announced?: boolean; peer?: string; replaces?: string }
  /** A wrong code was entered at `peer`; `redial`: milliseconds until this side dials again. */
  | { type: "wrong_code"; peer: string; left: number; redial?: number }
  /** A peer came with a code that was used. */
  | { type: "code_used"; peer: string }
  /** A peer's connection ended before it had proved itself. */
  | { type: "came_and_went"; peer: string; error: unknown }
  /** A peer did not prove itself. */
  | { type: "rejected"; peer: string; error: Error }
  /** A peer connects or guesses too often. */
  | { type: "flooded"; peer: string }
  /** A connection does not speak the protocol, or is one too many of those that say nothing. */
  | { type: "stranger"; peer: string; isOneTooMany: boolean }
  /** The peer is busy, and is tried again. */
  | { type: "busy" }
  /** An unfinished transfer with this code is here; its sender is tried at `address`. */
  | { type: "known_sender"; address: Address }
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

/** Told of every event; what it returns is awaited where the order matters. */
export type PairingObserver = (event: PairingEvent) => void | Promise<void>;
