/**
 * The services of `sluice serve`, and the clients of their protocols. A service runs over every transport of
 * the `./socket` entry.
 *
 * ```ts
 * import { echo } from "./mod.ts";
 * import { memoryPair } from "../socket/memory_pair.ts";
 * import { read } from "../socket/read.ts";
 * import { writeAll } from "../socket/write_all.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const [here, there] = memoryPair();
 * const { connection } = echo.start();
 * const served = connection(there, { signal: new AbortController().signal, log: console.log });
 * await writeAll(here, "hello");
 * assertEquals(new TextDecoder().decode(await read(here, 1024)), "HELLO");
 * await here.closeWrite();
 * await served;
 * ```
 *
 * @module
 */

export * from "../errors.ts";

export { type Hasher } from "../digest/digest.ts";
export { type Closing } from "../socket/closing.ts";
export { type Duplex } from "../socket/duplex.ts";
export { type ConnectionService, type ServiceContext } from "../socket/serve.ts";
export { type DatagramService } from "../socket/serve_datagrams.ts";

// Services and the clients of their protocols.
export { services } from "./all.ts";
export {
  type ChatConsole,
  type ClockOptions,
  type FolderOptions,
  type FramedRequest,
  type FramedSender,
  type RunningService,
  type ServesConnections,
  type ServesDatagrams,
  type Service,
  type StartArguments,
  type TimeFormat,
} from "./service.ts";
export { type ServiceOptions } from "./service_options.ts";
export { echo, type EchoOptions } from "./echo.ts";
export { time, type TimeOptions } from "./time.ts";
export { formatTime } from "./format_time.ts";
export { daytime } from "./daytime.ts";
export { clock, decodeClock, encodeClock } from "./clock.ts";
export { chat, type ChatOptions } from "./chat.ts";
export { files, type FilesOptions } from "./files.ts";
export {
  FileFetcher,
  type FileFetcherOptions,
  type FileSink,
  NoAnswerError,
} from "./fetch_file.ts";
export { gopher, type GopherOptions } from "./gopher.ts";
export {
  type ContentKind,
  contentOf,
  decodeText,
  errorIn,
  GOPHER_TYPES,
  type GopherType,
  type MenuItem,
  parseMenu,
  removeDotStuffing,
} from "./gopher_item.ts";
export {
  formatGopherUrl,
  gopherRequest,
  type GopherUrl,
  parseGopherUrl,
  withSelector,
} from "./gopher_url.ts";
export { discard } from "./discard.ts";
export { chargen, chargenPattern } from "./chargen.ts";
