/**
 * What a service is: a function from a connection, or from a datagram to its answer, and a record
 * that the command line is made of.
 *
 * @module
 */

import type { Duplex } from "../socket/duplex.ts";
import type { ConnectionService } from "../socket/serve.ts";
import type { DatagramService } from "../socket/serve_datagrams.ts";

/** How the time is written. */
export type TimeFormat = "ctime" | "iso" | "epoch";

/** The operator's end of a chat. */
export interface ChatConsole {
  /** The lines typed; `exit` closes the chat. After the last it goes on without its operator. */
  lines: AsyncIterable<string>;
  /** Shows a line; peers' text in it is free of controls. */
  show(line: string): void;
}

/** Sends one file of the shared folder in sluice's own protocol, and closes the connection. */
export type FramedSender = (
  conn: Duplex,
  name: string,
  digest: string,
  signal: AbortSignal,
) => Promise<void>;

/** What a service may be told; each record names those it understands. */
export interface ServiceOptions {
  /** `echo`: RFC 862 rather than upper case. Default false. */
  raw?: boolean;
  /** `time`: how the time is written. Default "ctime". */
  format?: TimeFormat;
  /** `files`, `gopher`: the shared folder, absolute and without links. Required there. */
  folder?: string;
  /** `files`, `gopher`: serves and lists names that begin with a dot as well. Default false. */
  hidden?: boolean;
  /** `files`: sends a file in sluice's own protocol. Default: such requests fail. */
  framed?: FramedSender;
  /** `gopher`: the host and port that menus name. Default: the address the client came to. */
  publicAddress?: { host: string; port: number };
  /** `chat`: the operator. Default: nobody is at the keyboard. */
  console?: ChatConsole;
  /** The present, in milliseconds since 1970. Default `Date.now`. */
  now?: () => number;
}

/** A service that has been set up. */
export interface RunningService {
  /** For each connection. Default: none over TCP, TLS and Unix sockets. */
  connection?: ConnectionService;
  /** For each datagram. Default: none over UDP. */
  datagram?: DatagramService;
  /** Resolves when the service itself wants to end. Default: never. */
  ended?: Promise<void>;
}

/** One service. */
export interface Service {
  /** The word on the command line. */
  readonly name: string;
  /** What it does, one line. */
  readonly summary: string;
  /** The port where none is named. */
  readonly port: number;
  /** What it listens on where no address is named. */
  readonly transports: readonly ("tcp" | "udp")[];
  /** The options it understands besides the common ones. */
  readonly options: readonly Exclude<keyof ServiceOptions, "now" | "console" | "framed">[];
  /** Answers to datagrams that may be longer than the question, a second and source. Default 0: none. */
  readonly longerReplies?: number;
  /** Milliseconds of stillness after which a connection is closed. Default `SERVICE_IDLE_TIMEOUT`; `Infinity`: never. */
  readonly idle?: number;
  /** Sets it up. */
  start(options?: ServiceOptions): RunningService;
}
