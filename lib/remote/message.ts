/**
 * Messages between the part that serves the network and the part that starts processes. Each request has
 * its own `MessagePort`. Pure.
 *
 * @module
 */

import type { Exit } from "../frame/control.ts";

/** From the network's side. */
export type ToRunner =
  /** Bytes for the command's standard input. */
  | { type: "stdin"; bytes: Uint8Array<ArrayBuffer> }
  /** The end of its standard input. */
  | { type: "eof" }
  /** The client has taken so much output, by `costOf`. */
  | { type: "taken"; stream: OutputName; cost: number }
  /** The client has gone. */
  | { type: "gone" };

/** To the network's side. */
export type FromRunner =
  /** The command runs. */
  | { type: "started"; pid: number }
  /** The command does not run; the last message. */
  | { type: "refused"; code: RefusalCode; message: string }
  /** Output of the command. */
  | { type: "output"; stream: OutputName; bytes: Uint8Array<ArrayBuffer> }
  /** So much more is accepted for its standard input, by `costOf`. */
  | { type: "credit"; bytes: number }
  /** The command has ended and all its output was sent; the last message. */
  | { type: "exit"; exit: Exit };

/** The two outputs of a process. */
export type OutputName = "stdout" | "stderr";

/** Why a request is refused. */
export type RefusalCode = "not_allowed" | "not_found" | "too_many" | "io";
