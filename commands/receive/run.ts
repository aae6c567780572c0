/** The confined part of `sluice receive`. @module */

import { timedOut } from "../../lib/cli/abort_cause.ts";
import type { Context } from "../../lib/cli/command.ts";
import { CallerError, RefusedError } from "../../lib/errors.ts";
import { loadNodeHasher } from "../../lib/digest/node_hasher.ts";
import { listUnfinished } from "../../lib/file/staging/unfinished.ts";
import { openPeer } from "../../lib/pairing/open_peer.ts";
import type { AskCode, PairingOptions, Proof } from "../../lib/pairing/options.ts";
import { pairingsIn } from "../../lib/pairing/pairing.ts";
import { withRetry } from "../../lib/pairing/retry.ts";
import { MAX_WRONG_GUESSES } from "../../lib/secure/guesses.ts";
import { escapeText } from "../../lib/text/escape.ts";
import { Consent } from "../views/consent.ts";
import { hostOf } from "../views/host_of.ts";
import { PairingView } from "../views/pairing_view.ts";
import { TransferView } from "../views/transfer_view.ts";
import { assertConsent, type ReceiveInput, type ReceiveOptions } from "./options.ts";
import { Receiver } from "./receiver.ts";

/** Receives, with the rights to the destination only; resolves to the exit code. */
export async function runReceive(input: ReceiveInput, context: Context): Promise<number> {
  if (input.kind === "partial") {
    const { partial } = await import("./partial.ts");
    return await partial(input.into, input.discard, context.terminal);
  }
  if (input.kind === "localsend") {
    const { runLocalSend } = await import("./localsend/run.ts");
    return await runLocalSend(input, context);
  }
  const { terminal } = context;
  const view = new TransferView(terminal, "Received", input.into || undefined);
  const receiver = new Receiver(input, context, view);
  const pairing = await pairingOptions(input, context);
  if (keepsParts(input)) {
    const names = Array.from(listUnfinished(input.into), ({ names }) => names).flat();
    if (names.length > 0) view.unfinished(names, input.into);
  }
  const newConsent = () => new Consent(input.acceptNames, input.plain);
  // A code in the arguments is for one sender.
  const isOne = input.endpoint?.how !== "listen" || input.once || input.code !== undefined;
  if (isOne) {
    const receive = (pairing: PairingOptions) =>
      receiveFromOne(receiver, pairing, newConsent(), { input, context, view });
    return await withCodeAgain(receive, pairing, context);
  }
  const { openPeers } = await import("../../lib/pairing/open_peers.ts");
  const { serveEveryPeer } = await import("../views/serve_every_peer.ts");
  const peers = await openPeers(pairing);
  return await serveEveryPeer(peers, (peer) => {
    const { remoteAddr } = peer.duplex;
    return receiver.receive(peer, {
      label: remoteAddr,
      consent: newConsent(),
      onKept: (bytes) => view.kept(bytes, input.into, remoteAddr),
    });
  }, context);
}

/** Whether unfinished transfers are resumed and kept. */
function keepsParts({ into, resume }: ReceiveOptions): boolean {
  return into !== "" && resume;
}

const THIRD_WRONG = "Wrong code for the third time; the sender shows a new one " +
  "(if yours was right, someone may be intercepting)";

/** Receives, and asks for the code again after a wrong one, as often as the sender takes guesses. */
async function withCodeAgain(
  receive: (pairing: PairingOptions) => Promise<number>,
  pairing: PairingOptions,
  { terminal, signal }: Context,
): Promise<number> {
  const { proof, endpoint } = pairing;
  // A sender that dials asks again by dialling again.
  const canAsk = proof.kind === "code" && endpoint?.how !== "listen" && terminal.interactive;
  if (!canAsk) return await receive(pairing);
  let { code } = proof;
  for (let left = MAX_WRONG_GUESSES - 1;; left--) {
    try {
      return await receive({ ...pairing, proof: { ...proof, code } });
    } catch (error) {
      const isWrong = error instanceof RefusedError && error.code === "wrong_code";
      if (!isWrong || signal.aborted) throw error;
      if (left === 0) throw new RefusedError("wrong_code", THIRD_WRONG, { cause: error });
      terminal.warn(`${error.message}; ${left} ${left === 1 ? "try" : "tries"} left`);
      code = await proof.ask(undefined, signal).catch((cause) => {
        // The end of the input, or no valid code: what has failed is the code before.
        throw cause instanceof CallerError ? error : cause;
      });
    }
  }
}

async function receiveFromOne(
  receiver: Receiver,
  pairing: PairingOptions,
  consent: Consent,
  { input, context, view }: {
    input: ReceiveOptions;
    context: Context;
    view: TransferView;
  },
): Promise<number> {
  const { signal } = context;
  // Without resuming, and to a pipe, a retry would repeat bytes that cannot be taken back.
  const time = keepsParts(input) ? input.retryTime : 0;
  const onLost = (error: Error) => view.lost(error, time);
  // Kept parts are reported only once there are no more retries.
  let kept = 0;
  let isConnecting = true;
  const peers = await openPeer(pairing);
  if (input.code !== undefined) assertConsent(input, context);
  const close = () => peers.close();
  signal.addEventListener("abort", close);
  try {
    return await withRetry(async (attempt) => {
      const connecting = peers.connect(attempt.deadline);
      // Takes 20 ms, which pass while the peer is awaited.
      loadNodeHasher();
      const peer = await connecting;
      isConnecting = false;
      kept = 0;
      return await receiver.receive(peer, {
        label: "",
        consent,
        onAccepted: () => attempt.agreed = true,
        onEnded: (bytes) => attempt.moved = bytes > 0,
        onKept: (bytes) => kept = bytes,
      });
    }, { time, signal, onLost });
  } catch (error) {
    if (kept > 0) view.kept(kept, input.into);
    throw isConnecting && signal.aborted ? timedOut(error, "no sender found") : error;
  } finally {
    close();
  }
}

async function pairingOptions(
  options: ReceiveOptions,
  context: Context,
): Promise<PairingOptions> {
  const { endpoint, interfaceName } = options;
  const { observe } = new PairingView("receive", context.terminal);
  const proof = await proofOf(options, context);
  const { host } = options;
  return { role: "receive", endpoint, interfaceName, proof, host, observe, signal: context.signal };
}

async function proofOf(options: ReceiveOptions, context: Context): Promise<Proof> {
  const { plain, secret, code, endpoint, nextCommand } = options;
  if (plain) return { kind: "none" };
  if (secret !== undefined) return { kind: "secret", secret };
  const { askForCode, missingCode } = await import("../views/ask_code.ts");
  const { terminal } = context;
  if (endpoint?.how === "listen") {
    if (code === undefined && !terminal.interactive) throw missingCode();
    if (code !== undefined) assertConsent(options, context);
  }
  const kept = keepsParts(options) ? await pairingsIn(options.into) : [];
  const ask: AskCode = (peer, signal) => {
    const question = peer === undefined
      ? "Code: "
      : `${escapeText(hostOf(peer))} wants to send. The code it shows: `;
    return askForCode(question, terminal, signal);
  };
  return { kind: "code", code, ask, kept, ...nextCommand !== undefined && { nextCommand } };
}
