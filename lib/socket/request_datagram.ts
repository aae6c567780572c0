/** A request and its response over UDP. @module */

import { settlesWithin } from "../async.ts";
import { CallerError, ConnectionError } from "../errors.ts";
import { DATAGRAM_ATTEMPTS, DATAGRAM_TIMEOUT, MAX_DATAGRAM_BYTES } from "../limits.ts";
import { type AddressLike, addressLike } from "./address.ts";
import type { DatagramSocket } from "./datagram.ts";
import { datagramPeer } from "./datagram_peer.ts";

/** Options of {@linkcode requestDatagram}. */
export interface RequestDatagramOptions {
  /** Milliseconds to wait for the response to each datagram. @default {DATAGRAM_TIMEOUT} */
  timeout?: number;
  /** Datagrams to send at most. @default {DATAGRAM_ATTEMPTS} */
  attempts?: number;
  /** Ends the request with its reason. */
  signal?: AbortSignal;
  /** Looks up a host's addresses. @default {resolveHost} */
  lookup?: (host: string) => Promise<string[]>;
}

/**
 * Sends bytes, or a text as UTF-8, in a datagram to every address of a host and resolves to the first one that comes from any of them, or
 * from any host if the address is one of broadcast or multicast. Sends it again if no response comes, so the
 * request must be idempotent.
 *
 * @throws {ConnectionError} code `unavailable`, reason `no_answer` or `name_unknown`.
 *
 * @example Usage
 * ```ts
 * import { requestDatagram } from "./request_datagram.ts";
 * import { datagramSocket } from "./datagram.ts";
 * import { serveDatagrams } from "./serve_datagrams.ts";
 * import { assertEquals } from "@std/assert";
 * const socket = datagramSocket("127.0.0.1:0");
 * const serving = serveDatagrams(socket, (bytes) => bytes);
 * const answer = await requestDatagram(socket.address, "ping");
 * assertEquals(new TextDecoder().decode(answer), "ping");
 * socket.close();
 * await serving;
 * ```
 */
export async function requestDatagram(
  to: AddressLike,
  question: Uint8Array | string,
  options: RequestDatagramOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { timeout = DATAGRAM_TIMEOUT, attempts = DATAGRAM_ATTEMPTS, signal } = options;
  const address = addressLike(to, "dial", "udp");
  if (address.scheme !== "udp") throw new TypeError(`ask by datagram: no ${address.scheme} here`);
  const bytes = typeof question === "string" ? new TextEncoder().encode(question) : question;
  if (bytes.length > MAX_DATAGRAM_BYTES) {
    const text =
      `${bytes.length} bytes do not fit into a datagram, which has ${MAX_DATAGRAM_BYTES} at most`;
    throw new CallerError("usage", text);
  }
  const peer = await datagramPeer(address, options.lookup);
  signal?.throwIfAborted();
  const socket = peer.open();
  let done = false;
  const answer = (async () => {
    for (let datagram; (datagram = await socket.receive()) !== undefined;) {
      if (peer.accepts(datagram.from)) return datagram.bytes;
    }
  })();
  const close = () => socket.close();
  signal?.addEventListener("abort", close);
  try {
    for (let attempt = 0; attempt < attempts && !done; attempt++) {
      await sendToAll(socket, bytes, peer.addresses);
      const response = await settlesWithin(answer, timeout) ? await answer : undefined;
      if (response !== undefined) return response;
      signal?.throwIfAborted();
    }
    throw new ConnectionError(
      "unavailable",
      `No answer from ${peer.shown} to ${attempts} datagrams; is a program listening there?`,
      { reason: "no_answer" },
    );
  } finally {
    done = true;
    signal?.removeEventListener("abort", close);
    socket.close();
  }
}

/** Sends to every address of a peer. @throws {ConnectionError} if none can be sent to. */
async function sendToAll(
  socket: DatagramSocket,
  bytes: Uint8Array,
  addresses: readonly string[],
): Promise<void> {
  const sent = await Promise.allSettled(addresses.map((to) => socket.send(bytes, to)));
  const failed = sent.filter((each) => each.status === "rejected");
  if (failed.length === addresses.length) throw failed[0]!.reason;
}
