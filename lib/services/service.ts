/**
 * The interface of services: functions that serve a connection or answer a datagram, in a record from
 * which the command line is made.
 *
 * @module
 */

import type { Duplex } from "../socket/duplex.ts";
import type { ConnectionService } from "../socket/serve.ts";
import type { DatagramService } from "../socket/serve_datagrams.ts";

/** The format of the time. */
export type TimeFormat = "ctime" | "iso" | "epoch";

/** The operator's console of a chat. */
export interface ChatConsole {
  /** The lines typed; `exit` closes the chat. It goes on after their end. */
  lines: AsyncIterable<string>;
  /** Shows a line, without control characters. */
  show(line: string): void;
}

/** Sends one file of the shared folder in sluice's own protocol, and closes the connection. */
export type FramedSender = (
  conn: Duplex,
  name: string,
  digest: string,
  signal: AbortSignal,
) => Promise<void>;

/** Options of services. Each record names those it supports. */
export interface ServiceOptions {
  /** `echo`: sends bytes back unchanged (RFC 862). @default {false} */
  raw?: boolean;
  /** `time`, `daytime`: the format of the time. @default {"ctime"} */
  format?: TimeFormat;
  /** `files`, `gopher`: the absolute path of the shared folder, without symbolic links. Required. */
  folder?: string;
  /** `files`, `gopher`: serves and lists names that begin with a dot as well. @default {false} */
  hidden?: boolean;
  /** `files`, `gopher`: follows symbolic links that stay inside the folder. @default {false} */
  follow?: boolean;
  /** `files`: sends a file in sluice's own protocol. Such requests fail if absent. */
  framed?: FramedSender;
  /** `gopher`: the host and port in menus. The address that the client connected to if absent. */
  publicAddress?: { host: string; port: number };
  /** `chat`: the operator's console. */
  console?: ChatConsole;
  /** Returns the time in milliseconds since 1970. @default {Date.now} */
  now?: () => number;
}

/** A service that has been set up. */
export interface RunningService {
  /** Serves a connection. Absent if the service has none over TCP, TLS and Unix sockets. */
  connection?: ConnectionService;
  /** Answers a datagram. Absent if the service has none over UDP. */
  datagram?: DatagramService;
  /** Resolves when the service ends by itself. */
  ended?: Promise<void>;
}

/** One service. */
export interface Service {
  /** The name on the command line. */
  readonly name: string;
  /** What it does, one line. */
  readonly summary: string;
  /** The default port. */
  readonly port: number;
  /** The default transports. */
  readonly transports: readonly ("tcp" | "udp")[];
  /** The options it supports besides the common ones. */
  readonly options: readonly Exclude<keyof ServiceOptions, "now" | "console" | "framed">[];
  /** Answers a second to one source that may be longer than the datagram. @default {0} */
  readonly longerReplies?: number;
  /** Milliseconds without a byte after which a connection is closed. @default {SERVICE_IDLE_TIMEOUT} */
  readonly idle?: number;
  /** Sets the service up. */
  start(options?: ServiceOptions): RunningService;
}
