/** Joins datagrams to this side's input and output. @module */

import { DATAGRAM_LINGER } from "../limits.ts";
import type { DatagramSocket } from "./datagram.ts";
import type { LocalEnds } from "./splice.ts";

/** Options of {@linkcode pipeDatagrams}. */
export interface PipeDatagramsOptions {
  /** Whom to talk to. Default: whoever spoke last, to be waited for, and everybody is heard. */
  peer?: string;
  /** Which directions carry something. Default "both". */
  directions?: "both" | "send" | "receive";
  /**
   * Milliseconds to go on listening after the input's end and the last datagram. Default
   * {@linkcode DATAGRAM_LINGER} with a peer; without one, as long as it takes.
   */
  linger?: number;
  /** Milliseconds without a datagram, from the start, after which it is over. Default: as long as it takes. */
  idle?: number;
  /** Gives up. */
  signal?: AbortSignal;
  /** Shown every datagram. Default: nobody is. */
  onBytes?: (direction: "sent" | "received", bytes: Uint8Array) => void;
  /** Told of a sender not heard just before. Default: nobody is. */
  onPeer?: (peer: string) => void;
}

/**
 * Sends each chunk of the input as one datagram and writes each that comes, until nothing more is to
 * be expected: datagrams have no end, so time decides. An empty datagram is one like any other.
 *
 * @throws the signal's reason.
 */
export async function pipeDatagrams(
  socket: DatagramSocket,
  { input, output }: LocalEnds,
  options: PipeDatagramsOptions = {},
): Promise<void> {
  const { directions = "both", signal, idle, onBytes, onPeer, peer } = options;
  const linger = options.linger ?? (peer === undefined ? undefined : DATAGRAM_LINGER);
  const someone = Promise.withResolvers<void>();
  let current = peer;
  if (peer !== undefined) someone.resolve();
  let inputEnded = directions === "receive" && peer === undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const close = () => socket.close();
  const restart = () => {
    clearTimeout(timer);
    const waits = [idle, inputEnded ? linger : undefined].filter((time) => time !== undefined);
    if (waits.length > 0) timer = setTimeout(close, Math.min(...waits));
  };
  const reader = directions === "receive" ? undefined : input.getReader();
  const send = async () => {
    for (let chunk; (chunk = (await reader?.read())?.value) !== undefined;) {
      await someone.promise;
      onBytes?.("sent", chunk);
      await socket.send(chunk, current!);
      restart();
    }
    inputEnded = true;
    if (directions === "send") close();
    restart();
  };
  const receive = async () => {
    for (let datagram; (datagram = await socket.receive()) !== undefined;) {
      const { bytes, from } = datagram;
      if (peer !== undefined && from !== peer) continue;
      if (from !== current) onPeer?.(from);
      current = from;
      someone.resolve();
      restart();
      if (directions === "send") continue;
      onBytes?.("received", bytes);
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
  } finally {
    signal?.removeEventListener("abort", close);
    clearTimeout(timer);
    close();
    reader?.cancel().catch(() => {});
    failed.promise.catch(() => {});
  }
}
