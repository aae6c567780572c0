/** Connects a datagram socket to this side's input and output. @module */

import { ConnectionError } from "../errors.ts";
import { DATAGRAM_LINGER } from "../limits.ts";
import { shortAddress } from "./address.ts";
import type { DatagramSocket } from "./datagram.ts";
import type { DatagramPeer } from "./datagram_peer.ts";
import { DatagramTarget } from "./datagram_target.ts";
import { sameAddress } from "./same_address.ts";
import type { LocalEnds } from "./splice.ts";

/** Options of {@linkcode pipeDatagrams}. */
export interface PipeDatagramsOptions {
  /** The only peer. If absent, datagrams of every sender are accepted, and the last sender is the peer. */
  peer?: DatagramPeer;
  /** The directions that carry data. @default {"both"} */
  directions?: "both" | "send" | "receive";
  /**
   * Milliseconds to go on listening after the input's end and the last datagram. Without a peer there is
   * no limit. @default {DATAGRAM_LINGER}
   */
  linger?: number;
  /** Milliseconds without a datagram after which the pipe ends. @default {Infinity} */
  idle?: number;
  /** Ends the pipe with its reason. */
  signal?: AbortSignal;
  /** Called with every datagram and the address of its peer. */
  onBytes?: (direction: "sent" | "received", bytes: Uint8Array, peer: string) => void;
  /** Called when the sender is another than that of the datagram before. */
  onPeer?: (peer: string) => void;
}

/**
 * Sends each chunk of the input as one datagram, and writes each received one to the output. UDP has no
 * end of stream, so the pipe ends after a time without datagrams. Empty datagrams are passed on.
 *
 * @throws {ConnectionError} code `unavailable`, reason `no_answer`: the peer has answered none of the
 * datagrams, and both directions carry data.
 * @throws the signal's reason once it is aborted.
 */
export async function pipeDatagrams(
  socket: DatagramSocket,
  { input, output }: LocalEnds,
  options: PipeDatagramsOptions = {},
): Promise<void> {
  const { directions = "both", signal, idle, onBytes, onPeer, peer } = options;
  const linger = options.linger ?? (peer === undefined ? undefined : DATAGRAM_LINGER);
  const peerKnown = Promise.withResolvers<void>();
  let current: string | undefined;
  let inputEnded = directions === "receive" && peer === undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const close = () => socket.close();
  const restart = () => {
    clearTimeout(timer);
    const lingers = inputEnded && !target?.isTrying;
    const waits = [idle, lingers ? linger : undefined].filter((time) => time !== undefined);
    if (waits.length > 0) timer = setTimeout(close, Math.min(...waits));
  };
  const target = peer &&
    new DatagramTarget(peer, socket, {
      expectsAnswer: directions === "both",
      onTried: restart,
    });
  const reader = directions === "receive" ? undefined : input.getReader();
  const send = async () => {
    for (let chunk; (chunk = (await reader?.read())?.value) !== undefined;) {
      if (target === undefined) await peerKnown.promise;
      onBytes?.("sent", chunk, target?.address ?? current!);
      if (target === undefined) await socket.send(chunk, current!);
      else await target.send(chunk);
      restart();
    }
    inputEnded = true;
    if (directions === "send") close();
    restart();
  };
  const receive = async () => {
    for (let datagram; (datagram = await socket.receive()) !== undefined;) {
      const { bytes, from } = datagram;
      if (target?.accepts(from) === false) continue;
      const known = current ?? target?.address;
      if (known === undefined || !sameAddress(from, known)) onPeer?.(from);
      current = from;
      peerKnown.resolve();
      restart();
      if (directions === "send") continue;
      onBytes?.("received", bytes, from);
      await output(bytes);
    }
  };
  signal?.addEventListener("abort", close);
  if (signal?.aborted) close();
  restart();
  const failed = Promise.withResolvers<never>();
  const sending = send();
  sending.catch((error) => (failed.reject(error), close()));
  try {
    await Promise.race([receive(), failed.promise]);
    signal?.throwIfAborted();
    if (directions === "both" && target?.answered === false && target.count > 0) {
      throw noAnswer(peer!.shown);
    }
  } finally {
    signal?.removeEventListener("abort", close);
    clearTimeout(timer);
    target?.stop();
    close();
    reader?.cancel().catch(() => {});
    failed.promise.catch(() => {});
  }
}

function noAnswer(shown: string): ConnectionError {
  return new ConnectionError(
    "unavailable",
    `No answer from ${shortAddress(shown)}; is a program listening there? --send-only expects none`,
    { reason: "no_answer" },
  );
}
