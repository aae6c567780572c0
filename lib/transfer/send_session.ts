/**
 * The sender's half of a transfer: offer, entries, content, totals, and the wait for the receiver's
 * word that all of it is in place.
 *
 * @module
 */

import { type Digest, type Hasher } from "../digest/digest.ts";
import { loadHashers } from "../digest/node_hasher.ts";
import { ConnectionError, LocalError, ProtocolError, RefusedError } from "../errors.ts";
import { USUAL_MODE } from "../file/permission_bits.ts";
import { SourceFault, SourceFile } from "../file/source_file.ts";
import type { SourceEntry } from "../file/walk.ts";
import {
  decodeAnswer,
  decodeDone,
  decodeLost,
  decodeVerdict,
  decodeWant,
} from "../frame/control_decode.ts";
import type { Done, Lost } from "../frame/control.ts";
import { FrameType } from "../frame/frame.ts";
import {
  FAREWELL_TIMEOUT,
  MAX_DATA_BYTES,
  SMALL_FILE_BYTES,
  VERIFY_SLICE_BYTES,
} from "../limits.ts";
import type { Duplex } from "../socket/duplex.ts";
import type { PreparedOffer } from "./offer.ts";
import type { RateLimit } from "./rate_limit.ts";
import {
  type Held,
  newState,
  type TransferEvent,
  type TransferState,
  type TransferSummary,
} from "./progress.ts";
import { Session, type SessionOptions } from "../channel/session.ts";
import { settlesWithin } from "../async.ts";

/** Files announced ahead of their content when the receiver wants to be asked. */
const WINDOW = 256;
/** Files whose verdict may be outstanding. */
const MAX_UNVERIFIED = 1024;

/** Options of {@linkcode sendSession}. */
export interface SendSessionOptions extends SessionOptions {
  /** The digest of every file. */
  digest: Digest;
  /** Told of every entry. Default: nobody is. */
  onEvent?: (event: TransferEvent) => void;
  /** Told where the receiver holds a part from an earlier connection. Default: nobody is. */
  onResuming?: (held: Held) => void;
  /** Kept up to date for whoever draws progress. */
  state?: TransferState;
  /** Called once the receiver has agreed. */
  onAccepted?: () => void;
  /** Slows content down. Default: as fast as it goes. */
  limit?: RateLimit;
}

/** An entry with its number. */
interface Numbered extends SourceEntry {
  id: number;
  /** Of a file that is resumed: its digest, once it is known. */
  digest?: string;
}

/**
 * Sends over a connection, which it closes.
 *
 * @throws {RefusedError} the receiver said no. @throws {ConnectionError} cut, stalled, interrupted.
 */
export async function sendSession(
  duplex: Duplex,
  prepared: PreparedOffer,
  options: SendSessionOptions,
): Promise<TransferSummary> {
  const session = options.session ?? new Session(duplex, options);
  const sender = new Sender(session, prepared, options);
  try {
    const summary = await sender.run();
    await session.finish();
    return summary;
  } catch (error) {
    const reason = await sender.reason(error);
    await session.fail(reason);
    throw reason;
  }
}

class Sender {
  readonly #session: Session;
  readonly #prepared: PreparedOffer;
  readonly #options: SendSessionOptions;
  readonly #state: TransferState;
  /** Announced files that the receiver has said nothing about. */
  readonly #unanswered = new Set<number>();
  /** What the receiver has said about announced files. */
  readonly #wants = new Map<number, number | null>();
  /** Resumed files whose verdict is awaited. */
  readonly #unverified = new Map<number, Numbered>();
  readonly #redo: Numbered[] = [];
  /** Ends of resumed files, computed beside the main stream. */
  readonly #lateEnds: { entry: Numbered; digest?: string; fault?: SourceFault }[] = [];
  #background: Promise<void> = Promise.resolve();
  #backgroundFiles = 0;
  #wake: (() => void) | undefined;
  #inbox: Promise<void> | undefined;
  #peerFailure: { error: unknown } | undefined;
  #announced = 0;
  #files = 0;
  #bytes = 0;
  #failed = 0;
  /** Whether fin is on its way: only then can the receiver be done. */
  #finished = false;
  #done: Done | undefined;
  /** Entries that the receiver does not store, as it has said so far. */
  #lost = 0;
  /** Of these, files about which it has still to say what it wants of them. */
  readonly #lostAhead = new Set<number>();
  /** The file that is being sent. */
  #current: { id: number; isLost: boolean } | undefined;

  constructor(session: Session, prepared: PreparedOffer, options: SendSessionOptions) {
    this.#session = session;
    this.#prepared = prepared;
    this.#options = options;
    this.#state = options.state ?? newState();
  }

  async run(): Promise<TransferSummary> {
    await loadHashers();
    const { encode } = this.#session;
    const { offer } = this.#prepared;
    const hello = await this.#session.greet("send");
    if (!hello.digests.includes(offer.digest)) {
      throw new RefusedError(
        "digest_refused",
        `offer: the receiver (${hello.agent}) does not know ${this.#options.digest.title}`,
      );
    }
    await encode.control(FrameType.offer, offer);
    await encode.flush();
    const frame = await this.#session.next(FrameType.answer);
    const { ask, held = 0 } = decodeAnswer(frame.type, frame.payload);
    if (offer.exact) this.#state.totalBytes = offer.bytes;
    this.#options.onAccepted?.();
    if (held > 0) this.#options.onResuming?.({ bytes: held, total: this.#state.totalBytes });
    const start = performance.now();
    this.#inbox = this.#listen();

    if (ask) await this.#sendAsked();
    else await this.#sendAll();
    this.#finished = true;
    await encode.control(FrameType.fin, {
      files: this.#files,
      bytes: this.#bytes,
      failed: this.#failed,
    });
    await encode.flush();
    await this.#until(() => this.#done !== undefined);
    const { files, bytes, failed } = this.#done!;
    const elapsed = performance.now() - start;
    const { transferred } = this.#state;
    return { files, bytes, failed: this.#failed + failed, transferred, elapsed };
  }

  /** Of an error here and one from the peer, the one that came first in truth. */
  async reason(error: unknown): Promise<unknown> {
    const isLoss = error instanceof ConnectionError && error.code === "cut";
    if (!isLoss || this.#inbox === undefined) return this.#peerFailure?.error ?? error;
    // A write failed: the peer has gone, and what it said last may still be on its way to us.
    await settlesWithin(this.#inbox, FAREWELL_TIMEOUT);
    return this.#peerFailure?.error ?? error;
  }

  /** Takes in what the receiver says while content flows the other way. */
  async #listen(): Promise<void> {
    try {
      while (this.#done === undefined) {
        const frame = await this.#session.next(
          FrameType.want,
          FrameType.verdict,
          FrameType.lost,
          FrameType.done,
        );
        if (frame.type === FrameType.want) {
          const { id, offset } = decodeWant(frame.type, frame.payload);
          if (!this.#unanswered.delete(id)) {
            throw new ProtocolError(`read want: file ${id} awaits none`);
          }
          this.#wants.set(id, offset);
        } else if (frame.type === FrameType.verdict) {
          const { id, ok } = decodeVerdict(frame.type, frame.payload);
          const entry = this.#unverified.get(id);
          if (entry === undefined) throw new ProtocolError(`read verdict: file ${id} awaits none`);
          this.#unverified.delete(id);
          if (ok) this.#count(entry, entry.digest);
          else this.#redo.push(entry);
        } else if (frame.type === FrameType.lost) {
          this.#onLost(decodeLost(frame.type, frame.payload));
        } else {
          const done = decodeDone(frame.type, frame.payload);
          this.#judgeDone(done);
          this.#done = done;
        }
        this.#wake?.();
      }
    } catch (error) {
      this.#peerFailure = { error };
      this.#wake?.();
      // Whoever writes at this moment is to stop, and the receiver is to hear why.
      void this.#session.fail(error);
    }
  }

  /** Tells of an entry that the receiver does not store. Its path is not held against what was sent. */
  #onLost({ id, path, code, message }: Lost): void {
    if (id >= this.#announced || ++this.#lost > this.#announced) {
      throw new ProtocolError(`read lost: entry ${id} was not announced, or is lost again`);
    }
    if (this.#unanswered.has(id)) this.#lostAhead.add(id);
    if (this.#current?.id === id) this.#current.isLost = true;
    this.#options.onEvent?.({
      type: "file_failed",
      path,
      code,
      message: `the receiver: ${message}`,
    });
  }

  /** Success is what the receiver says; it has to account for every file that was sent. */
  #judgeDone({ files, bytes, failed, skipped }: Done): void {
    if (!this.#finished) throw new ProtocolError("read done: it came before everything was sent");
    const told = files + failed + skipped;
    const isMore = files + skipped > this.#files || bytes > this.#bytes;
    const isMoreLost = failed > this.#announced || failed < this.#lost - this.#failed;
    if (told < this.#files || isMore || isMoreLost) {
      throw new ProtocolError(
        `read done: the receiver stored ${files} files of ${bytes} bytes, lost ${failed} entries ` +
          `and left ${skipped} files out; ${this.#files} of ${this.#bytes} bytes were sent`,
      );
    }
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#peerFailure) throw this.#peerFailure.error;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  /** Everything in order, without waiting for anybody. */
  async #sendAll(): Promise<void> {
    for (const entry of this.#entries()) {
      await this.#announce(entry);
      if (entry.kind === "file") await this.#sendContent(entry, 0);
    }
  }

  /** Announces a window of files, hears which are wanted from where, sends those. */
  async #sendAsked(): Promise<void> {
    const entries = this.#entries();
    for (;;) {
      const window: Numbered[] = [];
      for (let next; window.length < WINDOW && !(next = entries.next()).done;) {
        if (next.value.kind === "file") {
          window.push(next.value);
          this.#unanswered.add(next.value.id);
        }
        await this.#announce(next.value);
      }
      await this.#session.encode.flush();
      for (const entry of window) {
        await this.#until(() => this.#wants.has(entry.id));
        const offset = this.#wants.get(entry.id)!;
        this.#wants.delete(entry.id);
        if (offset === null) this.#unwanted(entry);
        else await this.#sendWanted(entry, offset);
      }
      await this.#catchUp();
      await this.#until(() => this.#unverified.size < MAX_UNVERIFIED);
      if (window.length < WINDOW) break;
    }
    while (
      this.#unverified.size + this.#redo.length + this.#backgroundFiles + this.#lateEnds.length > 0
    ) {
      await this.#catchUp();
      await this.#session.encode.flush();
      const outstanding = this.#unverified.size + this.#backgroundFiles;
      if (outstanding === 0) continue;
      await this.#until(() =>
        this.#redo.length + this.#lateEnds.length > 0 ||
        this.#unverified.size + this.#backgroundFiles < outstanding
      );
    }
  }

  /** Numbers what is found, and reports what is passed over. */
  *#entries(): Generator<Numbered> {
    for (const found of this.#prepared.entries) {
      if (found.kind !== "skipped") {
        yield { ...found, id: this.#announced++ };
      } else if (found.failed) {
        this.#failed++;
        this.#options.onEvent?.({
          type: "file_failed",
          path: found.path,
          code: "io",
          message: found.reason,
        });
      } else {
        this.#options.onEvent?.({ type: "file_skipped", path: found.path, reason: found.reason });
      }
    }
  }

  async #announce(entry: Numbered): Promise<void> {
    const { id, kind, path, size, mode, mtime, target } = entry;
    await this.#session.encode.control(FrameType.entry, {
      id,
      kind,
      path,
      size,
      mode: mode ?? USUAL_MODE[kind],
      ...mode === null && { modeless: true },
      mtime,
      target,
    });
  }

  /** Sends a wanted file, from its start or from further on. */
  async #sendWanted(entry: Numbered, offset: number): Promise<void> {
    if (offset > (entry.size ?? 0)) {
      throw new ProtocolError(`read want: file ${entry.id} has ${entry.size} bytes, not ${offset}`);
    }
    await this.#session.encode.control(FrameType.start, { id: entry.id, offset });
    await this.#sendContent(entry, offset);
  }

  /** Reads, hashes and sends a file in one go; a fault of the source ends this file only. */
  async #sendContent(entry: Numbered, offset: number): Promise<void> {
    const { onEvent } = this.#options;
    this.#state.path = entry.path;
    this.#current = { id: entry.id, isLost: false };
    onEvent?.({ type: "file_started", path: entry.path, size: entry.size, offset });
    if (entry.stream) return await this.#sendStream(entry, entry.stream);
    let file: SourceFile | undefined;
    try {
      file = SourceFile.open(entry.source, entry.size!, entry.mtime);
      if (offset > 0) {
        // Registered first: the verdict may be quick.
        this.#unverified.set(entry.id, entry);
        this.#digestBeside(entry);
        file.seek(offset);
        this.#state.bytes += offset;
      }
      const digest = await this.#pump(file, entry.size! - offset, offset === 0);
      file.unchanged();
      if (digest !== undefined) {
        await this.#session.encode.control(FrameType.end, {
          id: entry.id,
          size: entry.size,
          digest,
        });
        this.#count(entry, digest);
      }
    } catch (error) {
      if (!(error instanceof SourceFault)) throw error;
      await this.#skip(entry, error);
    } finally {
      file?.close();
    }
  }

  /** Sends what comes until it ends. */
  async #sendStream(entry: Numbered, stream: ReadableStream<Uint8Array>): Promise<void> {
    const { encode } = this.#session;
    const hasher = this.#options.digest.create();
    let size = 0;
    for await (const chunk of stream) {
      for (let at = 0; at < chunk.length;) {
        const room = await encode.room(chunk.length - at);
        room.set(chunk.subarray(at, at + room.length));
        await this.#options.limit?.take(room.length);
        const sent = encode.data(room.length);
        hasher.update(room);
        await sent;
        at += room.length;
      }
      size += chunk.length;
      this.#state.bytes += chunk.length;
      this.#state.transferred += chunk.length;
      // Whoever waits at the other end of a pipe wants to see what there is.
      await encode.flush();
      if (this.#peerFailure) throw this.#peerFailure.error;
    }
    const digest = hasher.digest();
    await encode.control(FrameType.end, { id: entry.id, size, digest });
    this.#count({ ...entry, size }, digest);
  }

  /** Sends `length` bytes; resolves to their digest where they are to be hashed. */
  async #pump(file: SourceFile, length: number, hashed: boolean): Promise<string | undefined> {
    const { encode } = this.#session;
    const { digest } = this.#options;
    let hasher: Hasher | undefined;
    let whole: string | undefined;
    const sync = length <= SMALL_FILE_BYTES;
    for (let left = length; left > 0;) {
      const room = await encode.room(Math.min(left, this.#options.limit?.chunk ?? MAX_DATA_BYTES));
      try {
        await file.read(room, sync);
      } catch (error) {
        await encode.data(0);
        throw error;
      }
      await this.#options.limit?.take(room.length);
      // Handed to the socket first, hashed while the kernel takes it.
      const sent = encode.data(room.length);
      if (hashed && room.length === length) whole = digest.of(room);
      else if (hashed) (hasher ??= digest.create()).update(room);
      await sent;
      left -= room.length;
      this.#state.bytes += room.length;
      this.#state.transferred += room.length;
      if (this.#peerFailure) throw this.#peerFailure.error;
    }
    if (hashed) return whole ?? (hasher ?? digest.create()).digest();
  }

  /** Computes the digest of a whole file beside the main stream: its tail does not wait for that. */
  #digestBeside(entry: Numbered): void {
    this.#backgroundFiles++;
    this.#background = this.#background.then(async () => {
      try {
        const file = SourceFile.open(entry.source, entry.size!, entry.mtime);
        try {
          const hasher = this.#options.digest.create();
          const buffer = new Uint8Array(Math.min(entry.size!, VERIFY_SLICE_BYTES));
          for (let left = entry.size!; left > 0 && !this.#peerFailure;) {
            const part = buffer.subarray(0, Math.min(left, buffer.length));
            await file.read(part, false);
            hasher.update(part);
            left -= part.length;
          }
          file.unchanged();
          this.#lateEnds.push({ entry, digest: hasher.digest() });
        } finally {
          file.close();
        }
      } catch (error) {
        const fault = error instanceof SourceFault ? error : new SourceFault("io", String(error));
        this.#lateEnds.push({ entry, fault });
      }
      this.#backgroundFiles--;
      this.#wake?.();
    });
  }

  /** Between two files: ends that were computed beside, files that have to start over. */
  async #catchUp(): Promise<void> {
    for (const { entry, digest, fault } of this.#lateEnds.splice(0)) {
      if (!this.#unverified.has(entry.id)) continue;
      if (digest === undefined) {
        await this.#skip(entry, fault!);
        continue;
      }
      entry.digest = digest;
      const { id, size } = entry;
      await this.#session.encode.control(FrameType.end, { id, size, digest });
    }
    for (const entry of this.#redo.splice(0)) {
      this.#options.onEvent?.({ type: "file_restarted", path: entry.path });
      this.#state.bytes -= entry.size!;
      await this.#sendWanted(entry, 0);
    }
  }

  async #skip(entry: Numbered, fault: LocalError): Promise<void> {
    this.#unverified.delete(entry.id);
    this.#failed++;
    this.#options.onEvent?.({
      type: "file_failed",
      path: entry.path,
      code: fault.code,
      message: fault.message,
    });
    // The path on this machine is nobody else's business.
    const message = fault.message.replace(/^.*": /s, "");
    await this.#session.encode.control(FrameType.skip, { id: entry.id, code: fault.code, message });
  }

  #unwanted(entry: Numbered): void {
    this.#state.bytes += entry.size ?? 0;
    if (this.#lostAhead.delete(entry.id)) return;
    this.#options.onEvent?.({
      type: "file_skipped",
      path: entry.path,
      reason: "the receiver has it",
    });
  }

  #count(entry: Numbered, digest = ""): void {
    this.#files++;
    this.#state.files++;
    this.#bytes += entry.size!;
    // It came to its end, and the receiver has said already that it does not store it.
    if (this.#current?.id === entry.id && this.#current.isLost) return;
    this.#options.onEvent?.({ type: "file_done", path: entry.path, size: entry.size!, digest });
  }
}
