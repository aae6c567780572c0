/** A socket for datagrams over UDP. @module */

import { MAX_DATAGRAM_BYTES } from "../limits.ts";
import {
  type AddressLike,
  addressLike,
  formatAddress,
  formatDenoAddress,
  parseAddress,
} from "./address.ts";
import { AnyOf } from "./any_of.ts";
import { bindBoth } from "./bind_both.ts";
import { cannotListen } from "./cannot_listen.ts";
import { notSent } from "./not_connected.ts";

/** One datagram and its sender. */
export interface Datagram {
  /** Its content; may be empty. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Its sender as `udp://127.0.0.1:40213`. */
  from: string;
}

/** A bound socket. */
export interface DatagramSocket {
  /** Where it is bound, the port chosen by the system included. */
  readonly address: string;
  /** The port in use. */
  readonly port: number;
  /** Resolves to the next datagram of any sender, or to undefined once the socket is closed. */
  receive(): Promise<Datagram | undefined>;
  /**
   * Sends one datagram. Delivery is not confirmed, and a closed port not reported: the runtime does not
   * pass on ICMP messages.
   *
   * @throws {RangeError} if there are more than {@linkcode MAX_DATAGRAM_BYTES}.
   * @throws {ConnectionError} code `unavailable` if there is no route.
   */
  send(bytes: Uint8Array, to: string): Promise<void>;
  /** Closes the socket. Idempotent. */
  close(): void;
  /** Closes the socket at the end of a block: `using socket = datagramSocket(…)`. */
  [Symbol.dispose](): void;
}

/**
 * Binds a UDP socket. Port 0 lets the system choose.
 *
 * @throws {LocalError | ConnectionError | CallerError} as {@linkcode listen} does.
 *
 * @example Usage
 * ```ts
 * import { datagramSocket } from "./datagram.ts";
 * import { assertEquals } from "@std/assert";
 * using one = datagramSocket("127.0.0.1:0");
 * using other = datagramSocket("127.0.0.1:0");
 * await one.send(new Uint8Array(3), other.address);
 * const datagram = await other.receive();
 * assertEquals([datagram?.bytes.length, datagram?.from], [3, one.address]);
 * ```
 */
export function datagramSocket(at: AddressLike): DatagramSocket {
  const address = addressLike(at, "listen", "udp");
  if (address.scheme !== "udp") throw new TypeError(`datagrams: no ${address.scheme} here`);
  let sockets: Deno.DatagramConn[];
  try {
    sockets = bindBoth(address, {
      bind: (at) => Deno.listenDatagram({ transport: "udp", ...at }),
      close: (socket) => socket.close(),
    });
  } catch (cause) {
    throw cannotListen(cause, formatAddress(address));
  }
  const shown = (addr: Deno.Addr) => formatDenoAddress(addr, { zoneOf: address.host });
  const [socket, ipv4Socket = socket] = sockets as [Deno.DatagramConn];
  const datagrams = new AnyOf(sockets.map((each) => {
    const buffer = new Uint8Array(MAX_DATAGRAM_BYTES);
    return async () => {
      const [bytes, from] = await each.receive(buffer);
      return { bytes: bytes.slice() as Uint8Array<ArrayBuffer>, from: shown(from) };
    };
  }));
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    for (const each of sockets) each.close();
    datagrams.end(() => {});
  };
  return {
    address: shown(socket.addr),
    port: (socket.addr as Deno.NetAddr).port,
    async receive() {
      while (!closed) {
        try {
          return await datagrams.next();
        } catch (error) {
          // Windows reports here that an earlier datagram met a closed port. The socket is still usable.
          if (!closed && !(error instanceof Deno.errors.ConnectionReset)) throw error;
        }
      }
      return undefined;
    },
    async send(bytes, to) {
      requireDatagramSize(bytes);
      const target = parseAddress(to, { scheme: "udp" });
      if (target.scheme !== "udp") throw new TypeError(`send a datagram to ${to}: not UDP`);
      try {
        await (target.host.includes(":") ? socket : ipv4Socket).send(bytes, {
          transport: "udp",
          hostname: target.host,
          port: target.port,
        });
      } catch (cause) {
        if (closed || cause instanceof Deno.errors.NotCapable) throw cause;
        throw notSent(cause, to);
      }
    },
    close,
    [Symbol.dispose]: close,
  };
}

/** Checks the size of a datagram. @throws {RangeError} if it is too large. */
export function requireDatagramSize({ length }: Uint8Array): void {
  if (length <= MAX_DATAGRAM_BYTES) return;
  throw new RangeError(
    `A datagram of ${length} bytes is too large; at most ${MAX_DATAGRAM_BYTES} fit`,
  );
}
