/** The server's side of a connection: one request, which it passes on to the runner. @module */

import { Session, type SessionOptions } from "../../channel/session.ts";
import { ProtocolError, RefusedError } from "../../errors.ts";
import type { Run } from "../../frame/control.ts";
import { decodeRun } from "../../frame/control_decode.ts";
import { FrameType } from "../../frame/frame.ts";
import { KILL_GRACE, MAX_DATA_BYTES, RUN_WINDOW } from "../../limits.ts";
import type { Duplex } from "../../socket/duplex.ts";
import { costOf } from "../cost.ts";
import { Inbox } from "../inbox.ts";
import type { FromRunner, OutputName, ToRunner } from "../message.ts";
import type { RunRequest } from "../run_request.ts";

/** Options of {@linkcode answer}. */
export interface AnswerOptions extends Pick<SessionOptions, "handshakeTimeout" | "idleTimeout"> {
  /** The client: its address, and how it authenticated. */
  caller: Pick<RunRequest, "peer" | "source" | "who">;
  /** Passes a request on; the runner answers over the port. */
  run(request: RunRequest): MessagePort;
  /** Aborted when no further request is accepted. The runner ends running commands and reports them. */
  signal: AbortSignal;
}

/** Bytes that are collected for one write while more output is available. */
const BATCH_BYTES = MAX_DATA_BYTES / 2;

/** Milliseconds to wait for the end of a command whose client has gone. */
const LONGEST_END = 4 * KILL_GRACE;

/**
 * Answers one request over an authenticated session.
 *
 * Resolves also after a refusal: the client was told.
 *
 * @throws {SluiceError} if the peer broke the protocol, or disconnected.
 */
export async function answer(duplex: Duplex, options: AnswerOptions): Promise<void> {
  const { signal: _, ...timeouts } = options;
  const session = new Session(duplex, timeouts);
  try {
    options.signal.throwIfAborted();
    let run!: Run;
    await session.greet("answer", async () => {
      const { type, payload } = await session.next(FrameType.run);
      run = decodeRun(type, payload);
    });
    const { argv, env, stdin, timeout } = run;
    const request = { argv, env, stdin, ...timeout !== null && { timeout }, ...options.caller };
    await serveRun(session, options.run(request), stdin);
    await session.finish();
  } catch (error) {
    await session.fail(error);
    if (!(error instanceof RefusedError)) throw error;
  }
}

async function serveRun(session: Session, port: MessagePort, stdin: boolean) {
  const inbox = new Inbox<FromRunner>(port);
  const say = (message: ToRunner, transfer: Transferable[] = []) =>
    port.postMessage(message, transfer);
  const credit = { left: 0 };
  const gone = new AbortController();
  // Reads until the end: only a read tells that the client has disconnected.
  const receiving = receive(session, say, credit, stdin).catch((error) => {
    if (gone.signal.aborted) return;
    gone.abort(error);
    inbox.close();
    session.abort(error);
  });
  try {
    await send(session, inbox, say, credit);
    if (gone.signal.aborted) throw gone.signal.reason;
  } catch (error) {
    say({ type: "gone" });
    await inbox.drain(LONGEST_END);
    throw gone.signal.aborted ? gone.signal.reason : error;
  } finally {
    gone.abort();
    port.close();
    void receiving;
  }
}

/** From the client to the process. */
async function receive(
  session: Session,
  say: (message: ToRunner, transfer?: Transferable[]) => void,
  credit: { left: number },
  stdin: boolean,
): Promise<never> {
  for (let open = stdin;;) {
    const { type, payload } = await session.next(FrameType.stdin, FrameType.eof);
    if (!open) throw new ProtocolError("the client sent input to a command that takes none");
    if (type === FrameType.eof) {
      open = false;
      say({ type: "eof" });
      continue;
    }
    credit.left -= costOf(payload);
    if (credit.left < 0) {
      throw new ProtocolError("The client sent more input than was granted", "limit");
    }
    const bytes = payload.slice();
    say({ type: "stdin", bytes }, [bytes.buffer]);
  }
}

/** From the process to the client. Resolves after the last message. */
async function send(
  session: Session,
  inbox: Inbox<FromRunner>,
  say: (message: ToRunner) => void,
  credit: { left: number },
): Promise<void> {
  const { encode } = session;
  const sent: Record<OutputName, number> = { stdout: 0, stderr: 0 };
  const flush = async () => {
    await encode.flush();
    for (const stream of ["stdout", "stderr"] as const) {
      if (sent[stream] > 0) say({ type: "taken", stream, cost: sent[stream] });
      sent[stream] = 0;
    }
  };
  for (let message; (message = await inbox.next()) !== undefined;) {
    switch (message.type) {
      case "started":
        await encode.control(FrameType.started, { pid: message.pid });
        break;
      case "credit":
        credit.left = Math.min(credit.left + message.bytes, RUN_WINDOW);
        await encode.control(FrameType.credit, { bytes: message.bytes });
        break;
      case "output": {
        const { stream, bytes } = message;
        const room = await encode.room(bytes.length);
        room.set(bytes);
        await encode.data(bytes.length, FrameType[stream]);
        sent[stream] += costOf(bytes);
        break;
      }
      case "refused":
        throw new RefusedError(message.code, message.message);
      case "exit":
        await encode.control(FrameType.exit, message.exit);
        return await flush();
    }
    if (inbox.empty || sent.stdout + sent.stderr >= BATCH_BYTES) await flush();
  }
}
