/**
 * Sockets with a half-close over TCP, UDP, TLS, Unix sockets and memory; addresses and names; accept loops.
 *
 * ```ts
 * import { dial, listen, readText, serve, writeAll } from "./mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * using listener = listen("127.0.0.1:0");
 * void serve(listener, (conn) => conn.readable.pipeTo(conn.writable));
 * await using conn = await dial(listener.address);
 * await writeAll(conn, "hello");
 * assertEquals(await readText(conn, 1024), "hello");
 * ```
 *
 * @module
 */

export * from "../errors.ts";

// Addresses and names.
export {
  type Address,
  type AddressLike,
  formatAddress,
  isLoopback,
  parseAddress,
  type ParseAddressOptions,
} from "./address.ts";
export { addressesOf, fqdn, type HostNameOptions, reverse } from "./host_names.ts";
export {
  parseServices,
  type PortProtocol,
  type ServiceName,
  ServiceNames,
} from "./service_names.ts";
export { SERVICES_FILE, systemServices } from "./system_services.ts";
export { type OwnAddress, ownAddresses, ownName } from "./this_machine.ts";

// Connections.
export { dial, type DialOptions } from "./dial.ts";
export { parseProxy, type Proxy } from "./proxy.ts";
export { type TlsClientOptions } from "./tls_client_options.ts";
export { type PeerCertificate, type TlsSession } from "./tls_session.ts";
export { type Closing } from "./closing.ts";
export { type Duplex, duplex, type RawConnection } from "./duplex.ts";
export { listen, type Listener, type ListenOptions } from "./listen.ts";
export { AddressFilter, type AddressRules } from "./address_filter.ts";
export { memoryPair } from "./memory_pair.ts";
export { type SocketOptions } from "./socket_options.ts";
export { writeAll } from "./write_all.ts";
export { read } from "./read.ts";
export { readText } from "./read_text.ts";
export { readChunks } from "./read_chunks.ts";
export { ReadBuffer, type ReadBufferOptions } from "./read_buffer.ts";
export { ChunkReader } from "./chunk_reader.ts";
export { SendQueue } from "./send_queue.ts";
export { idleTimeout, type IdleTimeoutOptions } from "./idle_timeout.ts";
export {
  type ByteLimit,
  relay,
  type RelayDirection,
  type RelayLimits,
  type RelayOptions,
} from "./relay.ts";
export { relayDatagrams, type RelayDatagramsOptions } from "./relay_datagrams.ts";
export { type LocalEnds, splice, type SpliceOptions, type SpliceResult } from "./splice.ts";
export { type PortState, probePort } from "./probe.ts";
export { type ConnectionService, serve, type ServeOptions, type ServiceContext } from "./serve.ts";

// Datagrams.
export { type Datagram, type DatagramSocket, datagramSocket } from "./datagram.ts";
export { groupSocket, type GroupSocketOptions, isMulticast } from "./group_socket.ts";
export { interfaceNamed, type NetworkInterface } from "./interface_named.ts";
export { type DatagramPeer, datagramPeer } from "./datagram_peer.ts";
export { unixDatagramSocket } from "./unix_datagram.ts";
export {
  type DatagramService,
  serveDatagrams,
  type ServeDatagramsOptions,
} from "./serve_datagrams.ts";
export { requestDatagram, type RequestDatagramOptions } from "./request_datagram.ts";
