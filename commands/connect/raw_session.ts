/** A raw pipe between the standard streams and a socket. @module */

import { crlfEncoder } from "../../lib/line/crlf_encode.ts";
import type { Context } from "../../lib/cli/command.ts";
import { ConnectionError } from "../../lib/errors.ts";
import { GRACE_PERIOD } from "../../lib/limits.ts";
import { datagramInput } from "../../lib/line/datagram_input.ts";
import type { DatagramSocket } from "../../lib/socket/datagram.ts";
import type { DatagramPeer } from "../../lib/socket/datagram_peer.ts";
import { pipeDatagrams } from "../../lib/socket/datagram_pipe.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { splice } from "../../lib/socket/splice.ts";
import type { RawOptions } from "../flags/raw.ts";
import { telnetEnds } from "./telnet_ends.ts";
import { PeerOutput } from "../views/peer_output.ts";
import type { Trace } from "../views/trace.ts";

/** The parameters of a session. */
export interface RawSession {
  /** Options of the pipe. */
  options: RawOptions;
  /** The streams and the signal. */
  context: Context;
  /** Receives the bytes for `--hex` and `--record`; undefined without these flags. */
  trace: Trace | undefined;
}

/**
 * Joins a connection to the standard streams, until both directions have ended.
 *
 * @param shared Another input, which the next session goes on with. The session ends once the peer has
 * ended and the input pauses, for `--linger` or else {@linkcode GRACE_PERIOD}.
 */
export async function rawSession(
  conn: Duplex,
  { options, context, trace }: RawSession,
  shared?: ReadableStream<Uint8Array>,
): Promise<void> {
  const { terminal, signal } = context;
  const { verbose, crlf, telnet } = options;
  if (verbose) {
    terminal.warn(`Local ${conn.localAddr || "unix:"}, remote ${conn.remoteAddr || "unix:"}`);
  } else if (terminal.interactive) {
    terminal.note(`Connected to ${conn.remoteAddr || "unix:"}; press Ctrl-D to end your input`);
  }
  const output = new PeerOutput(terminal);
  try {
    const ends = {
      input: prepared(shared ?? terminal.stdin, crlf),
      output: (bytes: Uint8Array) => output.write(bytes),
    };
    const { sent, received } = await splice(conn, telnet ? telnetEnds(ends) : ends, {
      ...limitsOf(options),
      signal,
      ...Deno.stdin.isTerminal()
        ? { waitForInput: 0 }
        : shared && { waitForInput: options.linger ?? GRACE_PERIOD },
      onBytes: (direction, bytes) => trace?.onBytes(direction, bytes, conn.remoteAddr || "unix:"),
    });
    if (verbose) terminal.warn(`Ended: ${sent} bytes sent, ${received} received`);
  } catch (error) {
    if (error instanceof ConnectionError && error.reason === "reset" && error.code === "cut") {
      throw new ConnectionError("reset", error.message, { cause: error });
    }
    throw error;
  } finally {
    await output.flush();
  }
}

/** Joins datagrams to the standard streams. */
export async function rawDatagrams(
  socket: DatagramSocket,
  { options, context, trace }: RawSession,
  peer?: DatagramPeer,
): Promise<void> {
  const { terminal, signal } = context;
  const { verbose, datagram, crlf } = options;
  if (verbose) {
    terminal.warn(`Local ${socket.address}${peer ? `, remote ${peer.addresses[0]}` : ""}`);
  }
  const output = new PeerOutput(terminal);
  await pipeDatagrams(socket, {
    input: datagramInput(prepared(terminal.stdin, crlf), datagram),
    output: (bytes) => output.write(bytes),
  }, {
    ...limitsOf(options),
    signal,
    ...peer !== undefined && { peer },
    ...trace && { onBytes: trace.onBytes },
    ...verbose && { onPeer: (from: string) => terminal.warn(`From ${from}`) },
  });
  await output.flush();
}

function limitsOf({ directions, linger, idle }: RawOptions) {
  return {
    directions,
    ...linger !== undefined && { linger },
    ...idle !== undefined && { idle },
  };
}

function prepared(
  input: ReadableStream<Uint8Array>,
  crlf: boolean,
): ReadableStream<Uint8Array> {
  if (!crlf) return input;
  const encode = crlfEncoder();
  return input.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => controller.enqueue(encode(chunk)),
    }),
  );
}
