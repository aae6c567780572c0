/** A request and its response over UDP. @module */

import { settlesWithin } from "../async.ts";
import { ConnectionError } from "../errors.ts";
import { DATAGRAM_ATTEMPTS, DATAGRAM_TIMEOUT } from "../limits.ts";
import { type Address, type AddressLike, addressLike, formatAddress } from "./address.ts";
import { datagramSocket } from "./datagram.ts";
import { notConnected } from "./not_connected.ts";
import { resolveHost } from "./resolve.ts";

/** Options of {@linkcode requestDatagram}. */
export interface RequestDatagramOptions {
  /** Milliseconds to wait for the response to each datagram. @default {DATAGRAM_TIMEOUT} */
  timeout?: number;
  /** Datagrams to send at most. @default {DATAGRAM_ATTEMPTS} */
  attempts?: number;
  /** Ends the request with its reason. */
  signal?: AbortSignal;
}

/**
 * Sends a datagram and resolves to the first one from the same address. Sends it again if no response
 * comes, so the request must be idempotent.
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
 * const answer = await requestDatagram(socket.address, new TextEncoder().encode("ping"));
 * assertEquals(new TextDecoder().decode(answer), "ping");
 * socket.close();
 * await serving;
 * ```
 */
export async function requestDatagram(
  to: AddressLike,
  question: Uint8Array,
  options: RequestDatagramOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { timeout = DATAGRAM_TIMEOUT, attempts = DATAGRAM_ATTEMPTS, signal } = options;
  const address = addressLike(to, "dial", "udp");
  if (address.scheme !== "udp") throw new TypeError(`ask by datagram: no ${address.scheme} here`);
  const shown = formatAddress(address);
  const target = formatAddress(await udpTarget(address));
  signal?.throwIfAborted();
  const host = target.includes("[") ? "::" : "0.0.0.0";
  const socket = datagramSocket({ scheme: "udp", host, port: 0 });
  let done = false;
  const answer = (async () => {
    for (let datagram; (datagram = await socket.receive()) !== undefined;) {
      if (datagram.from === target) return datagram.bytes;
    }
  })();
  const close = () => socket.close();
  signal?.addEventListener("abort", close);
  try {
    for (let attempt = 0; attempt < attempts && !done; attempt++) {
      await socket.send(question, target);
      const bytes = await settlesWithin(answer, timeout) ? await answer : undefined;
      if (bytes !== undefined) return bytes;
      signal?.throwIfAborted();
    }
    throw new ConnectionError(
      "unavailable",
      `No answer from ${shown} to ${attempts} datagrams; is a program listening there?`,
      { reason: "no_answer" },
    );
  } finally {
    done = true;
    signal?.removeEventListener("abort", close);
    socket.close();
  }
}

/**
 * Resolves to the address with its host looked up.
 *
 * @throws {ConnectionError} code `unavailable`, reason `name_unknown`.
 */
export async function udpTarget<T extends Exclude<Address, { scheme: "unix" }>>(
  address: T,
): Promise<T> {
  try {
    const [host] = await resolveHost(address.host);
    return { ...address, host: host! };
  } catch (cause) {
    throw notConnected(cause, formatAddress(address), 0);
  }
}
