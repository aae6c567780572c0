/**
 * The library of sluice: sockets with a half-close over TCP, UDP, TLS, Unix sockets and memory, an accept
 * loop, streams of lines and frames, and the services of `sluice serve`. The commands use the same modules.
 *
 * A *service* is a function from a connection to a promise; a *listener* yields connections;
 * {@linkcode serve} is the accept loop. `docs/exercises.md` walks through the classic exercises.
 *
 * ```ts
 * import { dial, echo, listen, read, writeAll, serve } from "./mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const listener = listen("127.0.0.1:0");
 * const serving = serve(listener, echo.start().connection);
 *
 * const conn = await dial(listener.address);
 * await writeAll(conn, "hello");
 * assertEquals(new TextDecoder().decode(await read(conn, 1024)), "HELLO");
 *
 * conn.abort();
 * listener.close();
 * await serving;
 * ```
 *
 * @module
 */

export * from "./errors.ts";

// Addresses and names.
export {
  type Address,
  type AddressLike,
  formatAddress,
  isLoopback,
  parseAddress,
  type ParseAddressOptions,
} from "./socket/address.ts";
export { addressesOf, fqdn, type HostNameOptions, reverse } from "./socket/host_names.ts";
export {
  parseServices,
  type PortProtocol,
  type ServiceName,
  ServiceNames,
} from "./socket/service_names.ts";
export { SERVICES_FILE, systemServices } from "./socket/system_services.ts";
export { type OwnAddress, ownAddresses, ownName } from "./socket/this_machine.ts";

// Connections.
export { dial, type DialOptions } from "./socket/dial.ts";
export { type TlsClientOptions } from "./socket/tls_client_options.ts";
export { type Duplex, duplex, type RawConnection } from "./socket/duplex.ts";
export { listen, type Listener, type ListenOptions } from "./socket/listen.ts";
export { memoryPair } from "./socket/memory_pair.ts";
export { type SocketOptions } from "./socket/socket_options.ts";
export { writeAll } from "./socket/write_all.ts";
export { read } from "./socket/read.ts";
export { readChunks, type ReadChunksOptions } from "./socket/read_chunks.ts";
export { ChunkReader } from "./socket/chunk_reader.ts";
export { SendQueue } from "./socket/send_queue.ts";
export { idleTimeout, type IdleTimeoutOptions } from "./socket/idle_timeout.ts";
export { type LocalEnds, splice, type SpliceOptions, type SpliceResult } from "./socket/splice.ts";
export { type PortState, probePort } from "./socket/probe.ts";
export {
  type ConnectionService,
  serve,
  type ServeOptions,
  type ServiceContext,
} from "./socket/serve.ts";

// Datagrams.
export { type Datagram, type DatagramSocket, datagramSocket } from "./socket/datagram.ts";
export {
  type DatagramService,
  serveDatagrams,
  type ServeDatagramsOptions,
} from "./socket/serve_datagrams.ts";
export { requestDatagram, type RequestDatagramOptions } from "./socket/request_datagram.ts";

// Lines and frames.
export { LineDecoder, type LineDecoderOptions } from "./line/line_decoder.ts";
export { lineDecodeStream } from "./line/line_decode_stream.ts";
export { lineEncodeStream, type LineEncodeStreamOptions } from "./line/line_encode_stream.ts";
export { readLines } from "./line/read_lines.ts";
export { crlfEncoder } from "./line/crlf_encode.ts";
export { plainText } from "./text/plain_text.ts";
export { type Frame, FrameDecodeStream } from "./frame/frame_decode_stream.ts";
export { FrameEncodeStream } from "./frame/frame_encode_stream.ts";
export { FrameType, type FrameTypeId } from "./frame/frame.ts";

// Services and the clients of their protocols.
export { services } from "./services/all.ts";
export {
  type ChatConsole,
  type ClockOptions,
  type FolderOptions,
  type FramedSender,
  type RunningService,
  type ServesConnections,
  type ServesDatagrams,
  type Service,
  type StartArguments,
  type TimeFormat,
} from "./services/service.ts";
export { type ServiceOptions } from "./services/service_options.ts";
export { echo, type EchoOptions } from "./services/echo.ts";
export { time, type TimeOptions } from "./services/time.ts";
export { formatTime } from "./services/format_time.ts";
export { daytime } from "./services/daytime.ts";
export { clock, decodeClock, encodeClock } from "./services/clock.ts";
export { chat, type ChatOptions } from "./services/chat.ts";
export { files, type FilesOptions } from "./services/files.ts";
export { FileFetcher, type FileSink } from "./services/fetch_file.ts";
export { gopher, type GopherOptions } from "./services/gopher.ts";
export {
  type ContentKind,
  decodeText,
  errorIn,
  GOPHER_TYPES,
  type GopherType,
  type MenuItem,
  parseMenu,
  removeDotStuffing,
} from "./services/gopher_item.ts";
export {
  formatGopherUrl,
  gopherRequest,
  type GopherUrl,
  parseGopherUrl,
} from "./services/gopher_url.ts";
export { discard } from "./services/discard.ts";
export { chargen, chargenPattern } from "./services/chargen.ts";

// Digests.
export { type Digest, type Hasher } from "./digest/digest.ts";
export { digestNamed, digests } from "./digest/all.ts";
export { md5 } from "./digest/md5.ts";
export { sha1 } from "./digest/sha1.ts";
export { sha256 } from "./digest/sha256.ts";
export { sha512 } from "./digest/sha512.ts";
