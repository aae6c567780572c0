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

/** A request for a file in sluice's own protocol. */
export interface FramedRequest {
  /** The name of the file, from the shared folder. */
  name: string;
  /** The name of the digest. */
  digest: string;
  /** Aborted when the service must end. */
  signal: AbortSignal;
}

/** Sends one file of the shared folder in sluice's own protocol, and closes the connection. */
export type FramedSender = (conn: Duplex, request: FramedRequest) => Promise<void>;

/** Options of the services of a folder. */
export interface FolderOptions {
  /** The absolute path of the shared folder, without symbolic links. */
  folder: string;
  /** Serves and lists names that begin with a dot as well. @default {false} */
  hidden?: boolean | undefined;
  /** Follows symbolic links that stay inside the folder. @default {false} */
  follow?: boolean | undefined;
}

/** Options of the services of the time. */
export interface ClockOptions {
  /** Returns the time in milliseconds since 1970. @default {Date.now} */
  now?: () => number;
}

/** A service that has been set up and serves connections: over TCP, TLS, Unix sockets or memory. */
export interface ServesConnections {
  /** Serves a connection. */
  readonly connection: ConnectionService;
}

/** A service that has been set up and answers datagrams. */
export interface ServesDatagrams {
  /** Answers a datagram. */
  readonly datagram: DatagramService;
}

/** A service that has been set up. It serves connections, datagrams, or both. */
export type RunningService =
  & (ServesConnections | ServesDatagrams | (ServesConnections & ServesDatagrams))
  & {
    /** Resolves when the service ends by itself. */
    readonly ended?: Promise<void>;
  };

/** The arguments of {@linkcode Service.start}: none are required where every option has a default. */
export type StartArguments<Options> = Partial<Options> extends Options ? [options?: Options]
  : [options: Options];

/** One service, with its options and with what it serves once it has been set up. */
export interface Service<Options extends object, Running extends RunningService> {
  /** The name on the command line. */
  readonly name: string;
  /** What it does, one line. */
  readonly summary: string;
  /** The default port. */
  readonly port: number;
  /** The default transports. */
  readonly transports: readonly ("tcp" | "udp")[];
  /** The options that the command line has flags for. */
  readonly options: readonly (keyof Options)[];
  /** Answers a second to one source that may be longer than the datagram. @default {0} */
  readonly longerReplies?: number;
  /** Milliseconds without a byte after which a connection is closed. @default {SERVICE_IDLE_TIMEOUT} */
  readonly idle?: number;
  /** Sets the service up. */
  start(...options: StartArguments<Options>): Running;
}
