/** Sends a message to a service and prints the reply. @module */

import type { Context } from "../../lib/cli/command.ts";
import { type Address, formatAddress } from "../../lib/socket/address.ts";
import { closedUnanswered } from "../../lib/socket/not_connected.ts";
import type { TlsClientOptions } from "../../lib/socket/tls_client_options.ts";
import { dialWithoutFiles, giveUpFiles } from "../sandbox/give_up_files.ts";
import { PeerOutput } from "../views/peer_output.ts";

/** The message and how to send it. */
export interface AskOptions {
  /** The message; undefined: read from standard input. */
  message: string | undefined;
  /** For `tls://`. */
  tls: TlsClientOptions;
}

/** Sends a request over any transport; resolves when the peer has ended, or has answered and is silent. */
export async function ask(
  address: Address,
  { message, tls }: AskOptions,
  { terminal, signal }: Context,
): Promise<void> {
  const output = new PeerOutput(terminal);
  const encoder = new TextEncoder();
  if (address.scheme === "udp") {
    const { requestDatagram } = await import("../../lib/socket/request_datagram.ts");
    giveUpFiles();
    const messages = message === undefined
      ? datagramsOf(terminal.stdin, signal)
      : [encoder.encode(message)];
    for await (const bytes of messages) {
      await output.write(await requestDatagram(address, bytes, { signal }));
      await output.endLine();
    }
    return;
  }
  const { splice } = await import("../../lib/socket/splice.ts");
  const conn = await dialWithoutFiles(address, { signal, tls });
  const input = message === undefined
    ? terminal.stdin
    : ReadableStream.from([encoder.encode(`${message}\n`)]);
  const { AnswerWatch } = await import("./answer_watch.ts");
  const watch = new AnswerWatch();
  let hasAnswer = false;
  const write = async (bytes: Uint8Array) => {
    hasAnswer = true;
    watch.received(bytes);
    await output.write(bytes);
  };
  try {
    const { sent } = await splice(conn, { input: watch.watched(input), output: write }, {
      signal: AbortSignal.any([signal, watch.signal]),
      ...message === undefined && terminal.interactive && { waitForInput: 0 },
    });
    if (sent > 0 && !hasAnswer) throw closedUnanswered(formatAddress(address));
  } catch (error) {
    if (signal.aborted || !watch.signal.aborted) throw error;
  } finally {
    watch.stop();
  }
  await output.endLine();
}

/** Yields each line of a text as a datagram, without its line ending. */
async function* datagramsOf(
  input: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { TextLineStream } = await import("@std/streams/text-line-stream");
  const lines = input.pipeThrough(new TextDecoderStream() as never, { signal })
    .pipeThrough(new TextLineStream()) as ReadableStream<string>;
  for await (const line of lines) yield new TextEncoder().encode(line);
}
