/** The confined part of `sluice send`. @module */

import { timedOut } from "../../lib/cli/abort_cause.ts";
import type { Context } from "../../lib/cli/command.ts";
import { digestNamed } from "../../lib/digest/all.ts";
import { RefusedError } from "../../lib/errors.ts";
import { loadNodeHasher } from "../../lib/digest/node_hasher.ts";
import { openPeer } from "../../lib/pairing/open_peer.ts";
import type { PairingOptions, Proof } from "../../lib/pairing/options.ts";
import type { OnePeer, Peer } from "../../lib/pairing/peer.ts";
import { isResumable, withRetry } from "../../lib/pairing/retry.ts";
import type { PreparedOffer } from "../../lib/transfer/offer.ts";
import { sendSession } from "../../lib/transfer/send/send_session.ts";
import { peerName } from "../views/peer_name.ts";
import { PairingView } from "../views/pairing_view.ts";
import { limitOption } from "../flags/rate_limit.ts";
import { TransferView } from "../views/transfer_view.ts";
import type { NotAccepted } from "./not_accepted.ts";
import type { SendOptions } from "./options.ts";
import { prepareSource } from "./source.ts";

/** Sends, with the right to read the sources only; resolves to the exit code. */
export async function runSend(options: SendOptions, context: Context): Promise<number> {
  const { terminal, signal } = context;
  const source = await prepareSource(options, context);
  const view = new TransferView(terminal, "Sent");
  const sender = new Sender(options, context, view, source.next);
  const pairing = pairingOptions(options, context);
  if (options.keep) {
    const { openPeers } = await import("../../lib/pairing/open_peers.ts");
    const { serveEveryPeer } = await import("../views/serve_every_peer.ts");
    const serve = (peer: Peer) => sender.send(peer, { label: peer.duplex.remoteAddr });
    return await serveEveryPeer(await openPeers(pairing), serve, context);
  }
  const peer = await openPeer(pairing);
  const close = () => peer.close();
  signal.addEventListener("abort", close);
  try {
    // Standard input cannot be read a second time.
    const retryTime = source.again ? options.retryTime : 0;
    const keepsParts = source.again && !("text" in options.source);
    return await sender.sendTo(peer, { retryTime, keepsParts });
  } finally {
    close();
  }
}

function pairingOptions(
  { endpoint, interfaceName, plain, secret, words, host }: SendOptions,
  { terminal, signal }: Context,
): PairingOptions {
  const proof: Proof = plain
    ? { kind: "none" }
    : secret === undefined
    ? { kind: "new_code", words }
    : { kind: "secret", secret };
  const { observe } = new PairingView("send", terminal);
  return { role: "send", endpoint, interfaceName, proof, host, observe, signal };
}

/** Parameters of one connection. */
interface ConnectionOptions {
  /** Distinguishes the transfer from others. @default {""} */
  label?: string;
  /** Called once the receiver has accepted. */
  onAccepted?: () => void;
  /** Called at the end with the bytes of content that were sent. */
  onEnded?: (bytes: number) => void;
}

/** The error for a receiver that cannot accept. */
function refusalOf(why: NotAccepted | undefined): RefusedError | undefined {
  if (why === undefined) return undefined;
  const message = `The receiver cannot accept: ${why.message}`;
  return new RefusedError(why.code, message, { remote: true });
}

class Sender {
  readonly #options: SendOptions;
  readonly #context: Context;
  readonly #view: TransferView;
  readonly #next: () => PreparedOffer;

  constructor(
    options: SendOptions,
    context: Context,
    view: TransferView,
    next: () => PreparedOffer,
  ) {
    this.#options = options;
    this.#context = context;
    this.#view = view;
    this.#next = next;
  }

  /**
   * Sends to one peer, retries after a loss, and offers again with the same code if the peer could
   * not accept.
   */
  async sendTo(
    peers: OnePeer,
    { retryTime: time, keepsParts }: { retryTime: number; keepsParts: boolean },
  ): Promise<number> {
    const { terminal, signal } = this.#context;
    const onLost = (error: Error) => this.#view.lost(error, time);
    let isConnecting = true;
    for (;;) {
      // The peer, and whether it accepted, of the last connection.
      const last = { peer: "", agreed: false };
      let hasAgreed = false;
      try {
        return await withRetry(async (attempt) => {
          hasAgreed ||= last.agreed;
          last.peer = "";
          last.agreed = false;
          const connecting = peers.connect(attempt.deadline);
          // Takes 20 ms, which pass while the peer is awaited.
          loadNodeHasher();
          const peer = await connecting;
          isConnecting = false;
          last.peer = peer.duplex.remoteAddr;
          return await this.send(peer, {
            onAccepted: () => last.agreed = attempt.agreed = true,
            onEnded: (bytes) => attempt.moved = bytes > 0,
          });
        }, { time, signal, onLost });
      } catch (error) {
        if (isConnecting && signal.aborted) throw timedOut(error, "no receiver connected");
        const { whyLost, whyNotAccepted } = await import("./not_accepted.ts");
        hasAgreed ||= last.agreed;
        if (hasAgreed && keepsParts && isResumable(error)) this.#view.resumable();
        const left = !hasAgreed && last.peer !== "" ? whyLost(error) : undefined;
        const refusal = last.agreed ? undefined : whyNotAccepted(error, this.#names());
        const why = left ?? refusal;
        if (why === undefined || peers.offerAgain === undefined) throw refusalOf(refusal) ?? error;
        await terminal.event({ event: "not_accepted", peer: last.peer, ...why });
        terminal.warn(`The receiver cannot accept: ${why.message}. The code still works`);
        peers.offerAgain();
      }
    }
  }

  #names(): string[] {
    const { source } = this.#options;
    if ("text" in source) return [];
    return "roots" in source ? source.roots.map(({ name }) => name) : [source.name];
  }

  /** Sends over one connection; resolves to the exit code. */
  async send(
    { duplex, session }: Peer,
    { label = "", onAccepted, onEnded }: ConnectionOptions,
  ): Promise<number> {
    const { terminal, signal } = this.#context;
    const digest = digestNamed(this.#options.digest)!;
    const peer = duplex.remoteAddr;
    const transfer = this.#view.add(label);
    const prepared = this.#next();
    await terminal.event({ event: "offered", peer, ...prepared.offer, digest: digest.name });
    try {
      const summary = await sendSession(duplex, prepared, {
        signal,
        host: this.#options.host,
        session,
        digest,
        onGreeted: ({ host }) => {
          if (!terminal.live) return;
          const receiver = peerName(peer, host);
          terminal.note(`Connected to ${receiver}; waiting for the receiver to accept`);
        },
        state: transfer.state,
        onEvent: transfer.onEvent,
        onResuming: transfer.onResuming,
        onAccepted: () => {
          onAccepted?.();
          void terminal.event({ event: "accepted", peer });
          transfer.start();
        },
        ...limitOption(this.#options.rate),
      });
      await transfer.finish(summary, prepared.offer.text);
      return summary.failed > 0 ? 1 : 0;
    } finally {
      transfer.stop();
      onEnded?.(transfer.state.transferred);
    }
  }
}
