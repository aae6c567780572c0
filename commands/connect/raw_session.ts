/** A raw pipe between the standard streams and a socket. @module */

import { crlfEncoder } from "../../lib/line/crlf_encode.ts";
import { parseDuration } from "../../lib/cli/duration.ts";
import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { ConnectionError } from "../../lib/errors.ts";
import { datagramInput } from "../../lib/line/datagram_input.ts";
import type { DatagramSocket } from "../../lib/socket/datagram.ts";
import { pipeDatagrams } from "../../lib/socket/datagram_pipe.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { splice } from "../../lib/socket/splice.ts";
import { PeerOutput } from "../views/peer_output.ts";
import type { Trace } from "../views/trace.ts";

/** What a session needs besides its connection. */
export interface RawSession {
  /** The flags. */
  args: ParsedArguments;
  /** The streams and the signal. */
  context: Context;
  /** What `--hex` and `--record` want; undefined: nothing. */
  trace: Trace | undefined;
}

/** Joins a connection to the standard streams, or to another input, until both directions have ended. */
export async function rawSession(
  conn: Duplex,
  { args, context, trace }: RawSession,
  input: ReadableStream<Uint8Array> = context.terminal.stdin,
): Promise<void> {
  const { terminal, signal } = context;
  const verbose = args.has("verbose");
  if (verbose) {
    terminal.warn(`this end ${conn.localAddr || "unix:"}, the other ${conn.remoteAddr || "unix:"}`);
  }
  const output = new PeerOutput(terminal);
  try {
    const { sent, received } = await splice(conn, {
      input: prepared(input, args),
      output: (bytes) => output.write(bytes),
    }, {
      ...sharedOptions(args),
      signal,
      endWithPeer: Deno.stdin.isTerminal(),
      ...trace && { onBytes: trace.onBytes },
    });
    if (verbose) terminal.warn(`ended: ${sent} bytes sent, ${received} received`);
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
  { args, context, trace }: RawSession,
  peer?: string,
): Promise<void> {
  const { terminal, signal } = context;
  const verbose = args.has("verbose");
  if (verbose) terminal.warn(`this end ${socket.address}${peer ? `, the other ${peer}` : ""}`);
  const cut = (args.value("datagram") ?? "line") as "line" | "whole";
  const output = new PeerOutput(terminal);
  await pipeDatagrams(socket, {
    input: datagramInput(prepared(terminal.stdin, args), cut),
    output: (bytes) => output.write(bytes),
  }, {
    ...sharedOptions(args),
    signal,
    ...peer !== undefined && { peer },
    ...trace && { onBytes: trace.onBytes },
    ...verbose && { onPeer: (from: string) => terminal.warn(`from ${from}`) },
  });
  await output.flush();
}

function sharedOptions(args: ParsedArguments) {
  const duration = (name: string) => {
    const value = args.value(name);
    return value !== undefined && { [name]: parseDuration(value) };
  };
  const directions = args.has("send-only")
    ? "send" as const
    : args.has("recv-only")
    ? "receive" as const
    : "both" as const;
  return { directions, ...duration("linger"), ...duration("idle") };
}

function prepared(
  input: ReadableStream<Uint8Array>,
  args: ParsedArguments,
): ReadableStream<Uint8Array> {
  if (!args.has("crlf")) return input;
  const encode = crlfEncoder();
  return input.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => controller.enqueue(encode(chunk)),
    }),
  );
}
