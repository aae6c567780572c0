/** The receiver that dials its sender, by address or by code. @module */

import { secureHandshake } from "../channel/secure_handshake.ts";
import { ConnectionError, SluiceError } from "../errors.ts";
import type { HandshakeCode } from "../secure/handshake.ts";
import type { Address } from "../socket/address.ts";
import type { PairingOptions, Proof } from "./options.ts";
import { isOfCode, newPairing, type Pairing, secretOf } from "./pairing.ts";
import type { OnePeer, Peer } from "./peer.ts";
import { whileBusy } from "./retry.ts";

/** A code that has been entered. */
export type EnteredCode = Proof & { kind: "code"; code: HandshakeCode };

/** How a sender is dialled. */
interface DialOptions extends EnteredCode {
  /** Where the sender listens. */
  address: Address;
  /** The pairing that the sender must match. @default {any sender is tried} */
  pairing?: Pairing;
  /** Milliseconds to connect. @default {CONNECT_TIMEOUT} */
  timeout?: number;
}

/** Dials a sender at one address, and the same sender again after a loss. */
export class DiallingCodeReceiver implements OnePeer {
  readonly #options: DialOptions;
  readonly #pairingOptions: PairingOptions;
  #pairing: Pairing | undefined;

  constructor(options: DialOptions, pairingOptions: PairingOptions) {
    this.#options = options;
    this.#pairingOptions = pairingOptions;
    this.#pairing = options.pairing;
  }

  async connect(signal: AbortSignal): Promise<Peer> {
    const onBusy = () => void this.#pairingOptions.observe({ type: "busy" });
    return await whileBusy(() => this.attempt(signal), { signal, onBusy });
  }

  /** Dials once. @throws {ConnectionError} code `peer_interrupted` if another sender is there. */
  async attempt(signal: AbortSignal): Promise<Peer> {
    const { code, address, kept, timeout, nextCommand } = this.#options;
    const { dial } = await import("../socket/dial.ts");
    const connection = await dial(address, { signal, ...timeout !== undefined && { timeout } });
    let instance = "";
    let known = this.#pairing;
    const { duplex, resume } = await secureHandshake(connection, {
      role: "receive",
      side: "dialler",
      onInstance: (bytes) => {
        instance = bytes.toHex();
        // Before a guess is sent: at another sender it would use up an attempt at a different code.
        if (known && known.instance !== instance) throw restarted(nextCommand);
        known ??= kept.find((pairing) => pairing.instance === instance && isOfCode(pairing, code));
      },
      code: () => Promise.resolve(known ? secretOf(known) : code),
      signal,
    });
    this.#pairing = known
      ? { ...known, address }
      : newPairing(code, { key: resume, instance, address });
    return { duplex, pairing: this.#pairing };
  }

  close(): void {}
}

/**
 * Resumes with the sender of an unfinished transfer, or finds one; after a loss, dials its address
 * again.
 */
export class FindingCodeReceiver implements OnePeer {
  readonly #entered: EnteredCode;
  readonly #options: PairingOptions;
  #found: DiallingCodeReceiver | undefined;

  constructor(entered: EnteredCode, options: PairingOptions) {
    this.#entered = entered;
    this.#options = options;
  }

  async connect(signal: AbortSignal): Promise<Peer> {
    if (this.#found) return await this.#found.connect(signal);
    return await this.#connectToKnown(signal) ?? await this.#find(signal);
  }

  async #connectToKnown(signal: AbortSignal): Promise<Peer | undefined> {
    const { DIAL_TIMEOUT } = await import("./find_sender.ts");
    const { code, kept } = this.#entered;
    for (const pairing of kept) {
      const { address } = pairing;
      if (address === undefined || !isOfCode(pairing, code)) continue;
      await this.#options.observe({ type: "known_sender", address });
      const sender = this.#dialling(pairing, address, DIAL_TIMEOUT);
      try {
        const peer = await sender.attempt(signal);
        this.#found = sender;
        return peer;
      } catch (error) {
        // The sender is gone, or another one is there: searches by the code.
        if (signal.aborted || !(error instanceof SluiceError)) throw error;
      }
    }
  }

  async #find(signal: AbortSignal): Promise<Peer> {
    const { findSender } = await import("./find_sender.ts");
    const { code } = this.#entered;
    const { secure, address, instance } = await findSender(code, { ...this.#options, signal });
    const pairing = newPairing(code, { key: secure.resume, instance, address });
    this.#found = this.#dialling(pairing, address);
    return { duplex: secure.duplex, pairing };
  }

  #dialling(pairing: Pairing, address: Address, timeout?: number): DiallingCodeReceiver {
    const options = {
      ...this.#entered,
      address,
      pairing,
      ...timeout !== undefined && { timeout },
    };
    return new DiallingCodeReceiver(options, this.#options);
  }

  close(): void {}
}

/** The error if another sender is at the address now. */
function restarted(nextCommand: string | undefined): ConnectionError {
  const run = nextCommand === undefined ? "" : `; with the code that it shows, run: ${nextCommand}`;
  return new ConnectionError(
    "peer_interrupted",
    `The sender was restarted, or offers its code again; received data is kept${run}`,
  );
}
