/**
 * The receiver's half of a transfer: agree, gather in a staging folder, verify, put in place, say so.
 *
 * @module
 */

import { digestOfWire } from "../digest/all.ts";
import { type Digest } from "../digest/digest.ts";
import { loadHashers } from "../digest/node_hasher.ts";
import { IntegrityError, LocalError, ProtocolError, RefusedError, SluiceError } from "../errors.ts";
import { digestFollowing, openEarlier, takeEarlier } from "../file/earlier_file.ts";
import { BufferPool } from "../file/buffer_pool.ts";
import { comparable, type IfExists, lstat, refuseExisting, wanted } from "../file/place.ts";
import { judgeTarget } from "../file/make_link.ts";
import { type SafePath, safePath } from "../file/safe_path.ts";
import { sensitivePart } from "../file/sensitive_name.ts";
import { StagedFile } from "../file/staged_file.ts";
import { placedEarlier } from "../file/earlier_staging.ts";
import { Staging } from "../file/staging.ts";
import { localFault } from "../file/local_fault.ts";
import type { Entry, EntryKind, Hello, Offer } from "../frame/control.ts";
import {
  decodeEnd,
  decodeEntry,
  decodeOffer,
  decodeSkip,
  decodeStart,
  decodeTotals,
} from "../frame/control_decode.ts";
import { frameName, FrameType, type FrameTypeId } from "../frame/frame.ts";
import type { Frame } from "../frame/frame_decode_stream.ts";
import {
  MAX_AWAITED,
  MAX_AWAITED_BYTES,
  MAX_RESUMED,
  VERIFY_BUFFERS,
  VERIFY_SLICE_BYTES,
} from "../limits.ts";
import type { Duplex } from "../socket/duplex.ts";
import { join } from "node:path";
import { Deposit, type MakeLink } from "./deposit.ts";
import { OpenFolders } from "./open_folders.ts";
import {
  newState,
  type TransferEvent,
  type TransferState,
  type TransferSummary,
} from "./progress.ts";
import type { RateLimit } from "./rate_limit.ts";
import { StreamedFile } from "./streamed_file.ts";
import { Session, type SessionOptions } from "./session.ts";

/** What the user is asked about. */
export interface OfferView extends Offer {
  /** The sender's program. */
  agent: string;
  /** Where it comes from. */
  from: string;
  /** The digest's name: `sha256`. */
  digestName: string;
  /** Offered names that the destination has already. @default {[]} */
  taken?: readonly string[];
}

/** Options of {@linkcode receiveSession}. */
export interface ReceiveSessionOptions extends SessionOptions {
  /** The destination: an existing folder, absolute, without links in it. */
  into: string;
  /**
   * Whether the user agrees; throws what the sender shall hear otherwise. May return what becomes of names
   * that exist, in place of {@linkcode ReceiveSessionOptions.ifExists}.
   */
  accept: (offer: OfferView) => Promise<IfExists | void>;
  /** Whether the user is also asked where names exist and the policy is "refuse". Default false. */
  asksIfExists?: boolean;
  /**
   * Whether the user takes a name that other programs read or run and that the offer did not show; throws
   * what the sender shall hear otherwise. Default: such a name ends the session.
   */
  acceptName?: (path: string) => Promise<void>;
  /** What becomes of names that exist. Default "refuse". */
  ifExists?: IfExists;
  /** Whether to go on with an unfinished transfer, and to leave one. Default true. */
  resume?: boolean;
  /** Names of digests that are not good enough. Default none. */
  refuseDigests?: readonly string[];
  /** Called with the staging folder before the sender hears that the offer is accepted. Default: nothing is done. */
  onStaged?: (folder: string) => Promise<void> | void;
  /** Told of every entry; what it returns is awaited before more is read. Default: nobody is. */
  onEvent?: (event: TransferEvent) => unknown;
  /** Kept up to date for whoever draws progress. */
  state?: TransferState;
  /** Called for every file once all are in place, with its final path below `into`, in the order of arrival. */
  onPlaced?: (path: string, digest: string) => Promise<void> | void;
  /** Takes the content of the one file that may then be offered; nothing is stored. Default: files are stored. */
  stdout?: (bytes: Uint8Array) => Promise<void>;
  /** Makes links, which needs more rights than files do. Default: this program itself. */
  makeLink?: MakeLink;
  /** Slows content down. Default: as fast as it comes. */
  limit?: RateLimit;
}

/** A file on its way. */
interface Incoming {
  entry: Entry;
  path: SafePath;
  staged: StagedFile | StreamedFile;
  /** First byte that is sent; the digest of a file that is not sent whole is computed from the disk. */
  offset: number;
  /** The digest of what is on the disk, once all of it is there. */
  computed?: Promise<string>;
}

/**
 * Receives over a connection, which it closes.
 *
 * @throws {SluiceError} whatever ended it; nothing has then appeared under a final name.
 */
export async function receiveSession(
  duplex: Duplex,
  options: ReceiveSessionOptions,
): Promise<TransferSummary> {
  const session = options.session ?? new Session(duplex, options);
  const receiver = new Receiver(session, options);
  try {
    const summary = await receiver.run();
    await session.finish();
    return summary;
  } catch (error) {
    const reason = error instanceof SluiceError ? error : localFault(error, "receive");
    await Promise.all([session.fail(reason), receiver.abandon()]);
    throw reason;
  }
}

class Receiver {
  readonly #session: Session;
  readonly #options: ReceiveSessionOptions;
  readonly #state: TransferState;
  #policy: IfExists;
  #digest!: Digest;
  #names!: Set<string>;
  /** Top-level names that may come, how many have, and the last. */
  #roots = 0;
  #tops = 0;
  #top: string | undefined;
  /** Whether the offer shows all top-level names. */
  #namedAll = true;
  /** The sensitive name that was agreed to last; what is in that folder comes next. */
  #taken: string | undefined;
  /** What each offered name is, where the offer says so. */
  #kinds = new Map<string, EntryKind>();
  /** What the user agreed to at most. */
  #promised = { entries: Infinity, bytes: Infinity };
  #declared = 0;
  #staging: Staging | undefined;
  #ask = false;
  #next = 0;
  #open: Incoming | undefined;
  /** Files that were asked for and have not begun. */
  readonly #awaited = new Map<number, { entry: Entry; path: SafePath }>();
  #awaitedBytes = 0;
  readonly #buffers = new BufferPool(VERIFY_BUFFERS, VERIFY_SLICE_BYTES);
  /** What the last event returned. */
  #told: unknown;
  /** Files that were sent from an offset: their end, and our own reading, come beside the stream. */
  readonly #resumed = new Map<number, Incoming>();
  #verdicts: Promise<void> = Promise.resolve();
  /** Resumed files that are being judged: until then they are open. */
  readonly #judging = new Set<Promise<void>>();
  /** Their parts that are being read. */
  readonly #readings = new Set<Promise<string>>();
  #saying: Promise<void> = Promise.resolve();
  readonly #folders = new OpenFolders();
  #deposit!: Deposit;
  #files = 0;
  #bytes = 0;
  #failed = 0;
  #left = 0;

  constructor(session: Session, options: ReceiveSessionOptions) {
    this.#session = session;
    this.#options = {
      ...options,
      onEvent: (event) => this.#told = options.onEvent?.(event),
    };
    this.#state = options.state ?? newState();
    this.#policy = options.ifExists ?? "refuse";
  }

  async run(): Promise<TransferSummary> {
    await loadHashers();
    const hello = await this.#session.greet("receive");
    const frame = await this.#session.next(FrameType.offer);
    const offer = decodeOffer(frame.type, frame.payload);
    await this.#agree(hello, offer);
    const start = performance.now();
    await this.#gather();
    await this.#deposit.place(this.#options.signal);
    const totals = { files: this.#files, bytes: this.#bytes, failed: this.#left };
    // From here on nothing can be undone, so nothing that fails now fails the transfer: a sender that
    // has gone does not hear of it, a reader of the list who has gone misses the list.
    const staging = this.#staging;
    this.#staging = undefined;
    try {
      await this.#say(FrameType.done, totals).catch(() => {});
      for await (const [path, digest] of this.#deposit.files()) {
        await this.#options.onPlaced?.(path, digest);
      }
    } finally {
      this.#deposit.close();
      staging?.remove();
    }
    return {
      files: this.#files,
      bytes: this.#bytes,
      failed: this.#failed,
      elapsed: performance.now() - start,
    };
  }

  /** Judges the offer, asks the user, opens the staging folder, answers. */
  async #agree(hello: Hello, offer: Offer): Promise<void> {
    const digest = digestOfWire(offer.digest);
    if (digest === undefined) {
      throw new RefusedError(
        "digest_refused",
        `accept the offer: it uses digest ${offer.digest}, unknown here`,
      );
    }
    if (this.#options.refuseDigests?.includes(digest.name)) {
      throw new RefusedError(
        "digest_refused",
        `accept the offer: ${digest.title} is refused here (--refuse-digest)`,
      );
    }
    this.#digest = digest;
    const names = offer.names.map((name) => {
      const safe = safePath(name);
      if (safe.includes("/")) {
        throw new ProtocolError(
          `store ${JSON.stringify(name)}: not a top-level name`,
          "unsafe_name",
        );
      }
      return safe;
    });
    this.#names = new Set(names);
    const { into, stdout } = this.#options;
    if (stdout && offer.entries !== 1) {
      throw new LocalError(
        "declined",
        "accept the offer: it has several files and folders, standard output takes one file",
      );
    }
    const resume = this.#options.resume ?? true;
    const staged = { names, digest: digest.name };
    const ours = !stdout && resume ? placedEarlier(into, staged) : new Set<string>();
    const others = stdout ? [] : names.filter((name) => !ours.has(name));
    if (this.#policy === "refuse" && !this.#options.asksIfExists) refuseExisting(into, others);
    const chosen = await this.#options.accept({
      ...offer,
      agent: hello.agent,
      from: this.#session.duplex.remoteAddr,
      digestName: digest.name,
      taken: others.filter((name) => lstat(join(into, name)) !== undefined),
    });
    this.#options.signal?.throwIfAborted();
    this.#policy = chosen ?? this.#policy;
    if (this.#policy === "refuse") refuseExisting(into, others);
    if (!stdout) {
      this.#staging = Staging.open(into, staged, resume);
      await this.#options.onStaged?.(this.#staging.folder);
      this.#ask = this.#staging.hasEarlier || this.#policy !== "refuse";
    }
    this.#deposit = new Deposit(this.#staging, {
      into,
      ifExists: this.#policy,
      makeLink: this.#options.makeLink,
      onLost: (path, message) => this.#lose(path, message),
      onSkipped: (path) =>
        this.#options.onEvent?.({ type: "file_skipped", path, reason: "it exists" }),
    });
    if (offer.exact) {
      this.#state.totalBytes = offer.bytes;
      this.#promised = { entries: offer.entries, bytes: offer.bytes };
    }
    this.#roots = offer.roots;
    this.#namedAll = offer.roots === names.length;
    for (const [at, kind] of offer.kinds?.entries() ?? []) this.#kinds.set(names[at]!, kind);
    if (this.#namedAll && offer.kinds?.every((kind) => kind !== "dir")) {
      this.#promised.entries = Math.min(this.#promised.entries, offer.roots);
    }
    await this.#say(FrameType.answer, { accept: true, ask: this.#ask });
  }

  /** Says something, in turn with what is said from beside the main stream. */
  #say(type: FrameTypeId, message: unknown): Promise<void> {
    const { encode } = this.#session;
    const said = this.#saying.then(async () => {
      await encode.control(type, message);
      await encode.flush();
    });
    this.#saying = said.catch(() => {/* thrown to whoever said it */});
    return said;
  }

  /** Takes frames until the sender says that was all. */
  async #gather(): Promise<void> {
    const { encode, decode } = this.#session;
    for (;;) {
      // Answers gather while there is something to read; they must be out before we wait.
      if (this.#ask && !decode.ready) {
        await (this.#saying = this.#saying.then(() => encode.flush()));
      }
      if (this.#told instanceof Promise) await this.#told;
      const frame = await this.#session.next();
      switch (frame.type) {
        case FrameType.data:
          await this.#onData(frame);
          break;
        case FrameType.entry:
          await this.#onEntry(decodeEntry(frame.type, frame.payload));
          break;
        case FrameType.end:
          await this.#onEnd(frame);
          break;
        case FrameType.start:
          this.#onStart(frame);
          break;
        case FrameType.skip:
          await this.#onSkip(frame);
          break;
        case FrameType.fin: {
          const totals = decodeTotals(frame.type, frame.payload);
          await this.#verdicts;
          return this.#onFin(totals);
        }
        default:
          throw this.#misplaced(frame.type);
      }
    }
  }

  #misplaced(type: FrameTypeId): ProtocolError {
    const where = this.#open
      ? `in the middle of ${JSON.stringify(this.#open.path)}`
      : "between two files";
    return new ProtocolError(`read from the sender: ${frameName(type)} ${where}`);
  }

  async #onEntry(entry: Entry): Promise<void> {
    if (this.#open) throw this.#misplaced(FrameType.entry);
    if (entry.id !== this.#next) {
      throw new ProtocolError(`read entry: number ${entry.id} where ${this.#next} should be`);
    }
    this.#next++;
    this.#holdToPromise(entry);
    const path = safePath(entry.path);
    this.#judgeTop(path, entry.kind);
    const isInExisting = this.#folders.enter(path);
    await this.#judgeName(path);
    if (this.#options.stdout) {
      if (entry.kind !== "file" || entry.id > 0) {
        throw new ProtocolError(`pass on ${JSON.stringify(path)}: one file was offered`);
      }
      const staged = new StreamedFile(
        { path, size: entry.size },
        this.#digest.create(),
        this.#options.stdout,
      );
      this.#open = { entry, path, staged, offset: 0 };
      this.#started(path, entry.size, 0);
    } else if (entry.kind === "dir") {
      this.#staging!.makeFolder(path, entry.mode, entry.mtime);
      this.#folders.open(path, isInExisting && this.#isFolder(path));
    } else if (entry.kind === "link") {
      judgeTarget(path, entry.target!);
      this.#deposit.link(path, entry.target!);
    } else if (this.#ask) {
      await this.#askFor(entry, path, isInExisting);
    } else {
      this.#begin(entry, path);
    }
  }

  /** Rejects top-level names that were not offered, or not as this; an offer may be too small to hold all. */
  #judgeTop(path: SafePath, kind: EntryKind): void {
    const top = path.split("/", 1)[0]!;
    const offered = this.#kinds.get(top);
    if (offered !== undefined && offered !== (path === top ? kind : "dir")) {
      throw new ProtocolError(
        `store ${JSON.stringify(path)}: ${JSON.stringify(top)} was offered as a ${offered}`,
      );
    }
    if (top === this.#top) return;
    this.#top = top;
    // What is in a folder comes in one piece, so each name is counted once.
    if (this.#namedAll ? this.#names.has(top) : ++this.#tops <= this.#roots) return;
    throw new ProtocolError(
      `store ${JSON.stringify(path)}: it was not in the offer`,
      "unsafe_name",
    );
  }

  /** Asks about a name that other programs read or run, unless the user has seen it in the offer. */
  async #judgeName(path: SafePath): Promise<void> {
    if (this.#options.stdout) return;
    const part = sensitivePart(path);
    if (part === undefined || part === this.#taken || this.#names.has(part)) return;
    if (this.#options.acceptName === undefined) {
      throw new LocalError(
        "declined",
        `store ${JSON.stringify(path)}: other programs read or run ${JSON.stringify(part)}`,
      );
    }
    await this.#options.acceptName(part);
    this.#options.signal?.throwIfAborted();
    this.#taken = part;
  }

  /** Who agreed to little does not get much. */
  #holdToPromise({ size }: Entry): void {
    const { entries, bytes } = this.#promised;
    this.#declared += size ?? Infinity;
    if (this.#next > entries || this.#declared > bytes) {
      const of = bytes < Infinity ? ` of ${bytes} bytes` : "";
      throw new ProtocolError(
        `read entry: more than the ${entries} files and folders${of} that were offered`,
      );
    }
  }

  /** Creates the file that the next data frames belong to. */
  #begin(entry: Entry, path: SafePath): void {
    const file = this.#staging!.createFile(path, entry.mode);
    const declared = { path, size: entry.size, mode: entry.mode, mtime: entry.mtime };
    const staged = new StagedFile(this.#staging!, declared, file, 0, this.#digest);
    this.#open = { entry, path, staged, offset: 0 };
    this.#started(path, entry.size, 0);
  }

  #started(path: string, size: number | null, offset: number): void {
    this.#state.path = path;
    this.#options.onEvent?.({ type: "file_started", path, size, offset });
  }

  #isFolder(path: SafePath): boolean {
    if (this.#policy === "refuse") return false;
    return lstat(join(this.#options.into, path))?.isDirectory ?? false;
  }

  /** Decides what is wanted of a file: nothing, all, or the rest of what an earlier session left. */
  async #askFor(entry: Entry, path: SafePath, isInExisting: boolean): Promise<void> {
    let offset: number | null = 0;
    const there = isInExisting ? lstat(join(this.#options.into, path)) : undefined;
    if (there !== undefined && !wanted(this.#policy, entry, comparable(there))) {
      offset = null;
      this.#state.bytes += entry.size ?? 0;
      this.#options.onEvent?.({ type: "file_skipped", path, reason: "it exists" });
    } else {
      offset = takeEarlier(this.#staging!, path, entry.size);
      this.#await(entry, path);
    }
    const want = { id: entry.id, offset };
    this.#saying = this.#saying.then(() => this.#session.encode.control(FrameType.want, want));
    await this.#saying;
  }

  /** Remembers a file until it begins. */
  #await(entry: Entry, path: SafePath): void {
    this.#awaitedBytes += path.length * 2;
    if (this.#awaited.size >= MAX_AWAITED || this.#awaitedBytes > MAX_AWAITED_BYTES) {
      throw new ProtocolError("read entry: too many files announced ahead", "limit");
    }
    this.#awaited.set(entry.id, { entry, path });
  }

  #onStart(frame: Frame): void {
    const { id, offset } = decodeStart(frame.type, frame.payload);
    const awaited = this.#awaited.get(id);
    if (this.#open || awaited === undefined) throw this.#misplaced(frame.type);
    this.#awaited.delete(id);
    const { entry, path } = awaited;
    this.#awaitedBytes -= path.length * 2;
    if (offset === 0) return this.#begin(entry, path);
    if (this.#resumed.size + this.#judging.size >= MAX_RESUMED) {
      throw new ProtocolError("read start: too many files continued and not ended", "limit");
    }
    const file = openEarlier(this.#staging!, path, offset);
    const declared = { path, size: entry.size, mode: entry.mode, mtime: entry.mtime };
    const staged = new StagedFile(this.#staging!, declared, file, offset);
    const incoming: Incoming = { entry, path, staged, offset };
    this.#resumed.set(id, incoming);
    this.#state.bytes += offset;
    this.#started(path, entry.size, offset);
    const reading = incoming.computed = this.#digestOnDisk(incoming)
      .finally(() => this.#readings.delete(reading));
    reading.catch(() => {/* thrown where it is awaited */});
    this.#readings.add(reading);
    if (offset < entry.size!) this.#open = incoming;
  }

  /** Reads a resumed file from its start, following the tail as it is written. */
  #digestOnDisk({ path, entry, staged }: Incoming): Promise<string> {
    const writing = {
      size: entry.size!,
      written: () => staged.size,
      abandoned: () => this.#abandoned,
      buffers: this.#buffers,
    };
    return digestFollowing(this.#staging!, path, writing, this.#digest.create());
  }

  async #onData(frame: Frame): Promise<void> {
    if (this.#open === undefined) throw this.#misplaced(frame.type);
    const { staged, entry, offset } = this.#open;
    const { payload } = frame;
    this.#state.bytes += payload.length;
    const { length } = payload;
    await staged.write(payload, frame.keep);
    if (this.#options.limit) await this.#options.limit.take(length);
    if (offset > 0 && staged.size === entry.size) this.#open = undefined;
  }

  async #onEnd(frame: Frame): Promise<void> {
    const { id, size, digest } = decodeEnd(frame.type, frame.payload, this.#digest.length);
    const resumed = this.#resumed.get(id);
    if (resumed && resumed !== this.#open) {
      this.#resumed.delete(id);
      const judging: Promise<void> = this.#judge(resumed, size, digest)
        .finally(() => this.#judging.delete(judging));
      this.#judging.add(judging);
      this.#verdicts = Promise.all([this.#verdicts, judging]).then(() => {});
      // Whoever waits for the next frame is to hear of it at once.
      this.#verdicts.catch((error) => void this.#session.fail(error));
      return;
    }
    const open = this.#open;
    if (open === undefined || open.entry.id !== id || open.offset > 0) {
      throw this.#misplaced(frame.type);
    }
    await open.staged.finish(size, digest);
    this.#open = undefined;
    this.#count(open.path, size, digest);
  }

  /** Holds a resumed file's own digest against the sender's, and tells the sender. */
  async #judge(incoming: Incoming, size: number, digest: string): Promise<void> {
    const { entry, path, staged } = incoming;
    try {
      await staged.finish(size, digest, await incoming.computed);
    } catch (error) {
      if (!(error instanceof IntegrityError)) {
        await staged.close();
        throw error;
      }
      // The part from earlier is not of this file: it starts over.
      await staged.discard();
      this.#state.bytes -= size;
      this.#await(entry, path);
      this.#options.onEvent?.({ type: "file_restarted", path });
      return await this.#say(FrameType.verdict, { id: entry.id, ok: false });
    }
    this.#count(path, size, digest);
    await this.#say(FrameType.verdict, { id: entry.id, ok: true });
  }

  async #onSkip(frame: Frame): Promise<void> {
    const { id, code, message } = decodeSkip(frame.type, frame.payload);
    const incoming = this.#open?.entry.id === id ? this.#open : this.#resumed.get(id);
    if (incoming === undefined) throw this.#misplaced(frame.type);
    if (this.#open === incoming) this.#open = undefined;
    this.#resumed.delete(id);
    await incoming.staged.discard();
    this.#failed++;
    this.#options.onEvent?.({
      type: "file_failed",
      path: incoming.path,
      code,
      message: `the sender: ${message}`,
    });
  }

  #count(path: SafePath, size: number, digest: string): void {
    this.#files++;
    this.#state.files++;
    this.#bytes += size;
    this.#deposit.verified(path, digest);
    this.#options.onEvent?.({ type: "file_done", path, size, digest });
  }

  #onFin(totals: { files: number; bytes: number; failed: number }): void {
    if (this.#open || this.#resumed.size > 0 || this.#awaited.size > 0) {
      throw this.#misplaced(FrameType.fin);
    }
    if (totals.files !== this.#files || totals.bytes !== this.#bytes) {
      throw new ProtocolError(
        `read fin: ${totals.files} files of ${totals.bytes} bytes were sent, ${this.#files} of ${this.#bytes} came`,
      );
    }
    // Entries that the sender could not even list have no number to be skipped by.
    this.#failed = Math.max(this.#failed, totals.failed);
  }

  #lose(path: string, message: string): unknown {
    this.#failed++;
    this.#left++;
    return this.#options.onEvent?.({ type: "file_failed", path, code: "cannot_create", message });
  }

  #abandoned = false;

  /** After a failure: nothing of it appears; what arrived stays for a later session if it may. */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    const staging = this.#staging;
    if (staging === undefined) return;
    this.#deposit.close();
    await this.#open?.staged.close();
    for (const { staged } of this.#resumed.values()) await staged.close();
    // The next session may take the folder over at once: nobody of this one may still be in it.
    await Promise.allSettled([...this.#judging, ...this.#readings]);
    const worth = staging.hasEarlier || this.#bytes + (this.#open?.staged.size ?? 0) > 0;
    if ((this.#options.resume ?? true) && worth) {
      staging.keep();
    } else staging.remove();
  }
}
