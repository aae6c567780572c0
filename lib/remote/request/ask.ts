/** The client's side of a connection: requests one command, and passes its streams on. @module */

import { Session, type SessionOptions } from "../../channel/session.ts";
import { ProtocolError } from "../../errors.ts";
import type { Exit, Run } from "../../frame/control.ts";
import { decodeCredit, decodeExit, decodeStarted } from "../../frame/control_decode.ts";
import { FrameType } from "../../frame/frame.ts";
import { MAX_DATA_BYTES } from "../../limits.ts";
import type { Duplex } from "../../socket/duplex.ts";
import { costOf, MIN_COST } from "../cost.ts";
import type { OutputName } from "../message.ts";

/** Options of {@linkcode ask}. */
export interface AskOptions extends Pick<SessionOptions, "handshakeTimeout" | "idleTimeout"> {
  /** The command's standard input; required where {@linkcode Run.stdin} is true. */
  stdin?: ReadableStream<Uint8Array>;
  /** Takes output of the command. The next piece comes when it has resolved; the bytes are valid until then. */
  output(stream: OutputName, bytes: Uint8Array): Promise<void>;
  /** Called when the command runs, with its process id. */
  started?(pid: number): void | Promise<void>;
  /** Ends the command. */
  signal: AbortSignal;
}

/**
 * Requests a command. Resolves to its exit when all its output has been taken.
 *
 * @throws {RefusedError} code `not_allowed`, `not_found`, `too_many`, …
 * @throws {ConnectionError} code `cut` or `timeout`; the command's end is unknown.
 */
export async function ask(duplex: Duplex, run: Run, options: AskOptions): Promise<Exit> {
  // An abort closes the connection, which ends the command: the session does not announce it.
  const { signal: _, ...timeouts } = options;
  const session = new Session(duplex, timeouts);
  const onAbort = () => session.abort(options.signal.reason);
  options.signal.addEventListener("abort", onAbort);
  const feeder = options.stdin && run.stdin ? new Feeder(session, options.stdin) : undefined;
  try {
    options.signal.throwIfAborted();
    await session.greet("ask");
    await session.encode.control(FrameType.run, run);
    await session.encode.flush();
    const exit = await follow(session, feeder, options);
    await feeder?.stop();
    await session.finish();
    return exit;
  } catch (error) {
    void feeder?.stop();
    await session.fail(error);
    throw options.signal.aborted ? options.signal.reason : error;
  } finally {
    options.signal.removeEventListener("abort", onAbort);
  }
}

async function follow(
  session: Session,
  feeder: Feeder | undefined,
  { output, started }: AskOptions,
): Promise<Exit> {
  const first = await session.next(FrameType.started);
  await started?.(decodeStarted(first.type, first.payload).pid);
  const counts: Record<OutputName, number> = { stdout: 0, stderr: 0 };
  for (;;) {
    const { type, payload } = await session.next(
      FrameType.stdout,
      FrameType.stderr,
      FrameType.credit,
      FrameType.exit,
    );
    if (type === FrameType.credit) {
      if (feeder === undefined) {
        throw new ProtocolError("the server granted input, but the client has none");
      }
      feeder.grant(decodeCredit(type, payload).bytes);
    } else if (type === FrameType.exit) {
      const exit = decodeExit(type, payload);
      if (exit.stdout === counts.stdout && exit.stderr === counts.stderr) return exit;
      throw new ProtocolError("the output is not as long as the server says");
    } else {
      const stream = type === FrameType.stdout ? "stdout" : "stderr";
      counts[stream] += payload.length;
      await output(stream, payload);
    }
  }
}

/** Sends standard input as the server grants credit. */
class Feeder {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #session: Session;
  #credit = 0;
  #stopped = false;
  #begun: Promise<void> | undefined;
  #wake = () => {};

  constructor(session: Session, stdin: ReadableStream<Uint8Array>) {
    this.#session = session;
    this.#reader = stdin.getReader();
  }

  grant(bytes: number): void {
    this.#credit += bytes;
    this.#wake();
    // Not awaited: it fails only where the connection does, and reading reports that.
    this.#begun ??= this.#feed().catch(() => {});
  }

  async #feed(): Promise<void> {
    const { encode } = this.#session;
    for (;;) {
      const { value, done } = await this.#reader.read();
      if (this.#stopped) return;
      if (done) {
        await encode.empty(FrameType.eof);
        return await encode.flush();
      }
      for (let at = 0; at < value.length && !this.#stopped;) {
        while (this.#credit < MIN_COST && !this.#stopped) {
          await new Promise<void>((resolve) => this.#wake = resolve);
        }
        if (this.#stopped) return;
        const part = value.subarray(at, at + Math.min(this.#credit, MAX_DATA_BYTES));
        const room = await encode.room(part.length);
        room.set(part);
        await encode.data(part.length, FrameType.stdin);
        await encode.flush();
        this.#credit -= costOf(part);
        at += part.length;
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    // A pending read of a terminal must not keep the program running.
    await this.#reader.cancel().catch(() => {});
  }
}
