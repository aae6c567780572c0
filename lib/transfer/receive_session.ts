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
import { EntryError, entryError } from "../file/entry_error.ts";
import { lstat } from "../file/lstat_below.ts";
import { clash, comparable, type IfExists, refuseExisting, wanted } from "../file/place.ts";
import { judgeTarget } from "../file/make_link.ts";
import { type PeerPath, peerPath, type SafePath, safePath } from "../file/safe_path.ts";
import { sensitivePart } from "../file/sensitive_name.ts";
import { type Names, storeUnder, usualNames } from "../file/stored_name.ts";
import { StagedFile } from "../file/staged_file.ts";
import { placedEarlier } from "../file/earlier_staging.ts";
import { Staging } from "../file/staging.ts";
import { localFault } from "../file/local_fault.ts";
import type { Entry, Hello, Lost, Offer } from "../frame/control.ts";
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
  MAX_LOST_PATH,
  MAX_RESUMED,
  VERIFY_BUFFERS,
  VERIFY_SLICE_BYTES,
} from "../limits.ts";
import type { Duplex } from "../socket/duplex.ts";
import { join } from "node:path";
import { withoutPaths } from "../text/without_paths.ts";
import { Deposit, type MakeLink } from "./deposit.ts";
import { DroppedFile } from "./dropped_file.ts";
import { OfferPromise } from "./offer_promise.ts";
import { OpenFolders, type Parent } from "./open_folders.ts";
import {
  type Held,
  newState,
  type TransferEvent,
  type TransferState,
  type TransferSummary,
} from "./progress.ts";
import type { RateLimit } from "./rate_limit.ts";
import { StreamedFile } from "./streamed_file.ts";
import { LOST } from "../channel/role.ts";
import { Session, type SessionOptions } from "../channel/session.ts";

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
  /** What becomes of names that the file system cannot hold. Default "keep", "adapt" on Windows. */
  names?: Names;
  /** Whether to go on with an unfinished transfer, and to leave one. Default true. */
  resume?: boolean;
  /** Names of digests that are not good enough. Default none. */
  refuseDigests?: readonly string[];
  /** Called with the staging folder before the sender hears that the offer is accepted. Default: nothing is done. */
  onStaged?: (folder: string) => Promise<void> | void;
  /** Told where an earlier connection left a part. Default: nobody is. */
  onResuming?: (held: Held) => void;
  /** Told after a failure how many bytes of content were kept for a later session. Default: nobody is. */
  onKept?: (bytes: number) => void;
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

/** Why an entry in a folder is lost that is lost itself. */
const WITHIN = "its folder could not be created: ";

/** A file that was announced. */
interface Announced {
  entry: Entry;
  /** The sender's path. */
  path: PeerPath;
  /** Where it is stored; absent where it is not. */
  local?: SafePath;
}

/** A file that was asked for. */
interface Awaited extends Announced {
  local: SafePath;
  /** First byte that was asked for. */
  wanted: number;
}

/** A file on its way. */
interface Incoming extends Announced {
  staged: StagedFile | StreamedFile | DroppedFile;
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
  readonly #names: Names;
  #digest!: Digest;
  #promise!: OfferPromise;
  /** The sensitive name that was agreed to last; what is in that folder comes next. */
  #taken: string | undefined;
  /** Whether the sender hears of each entry that is lost. */
  #isTold = false;
  /** Whether it has not been sent yet what was said of lost entries. */
  #unsent = false;
  #staging: Staging | undefined;
  #ask = false;
  #next = 0;
  #open: Incoming | undefined;
  /** Files that were asked for and have not begun. */
  readonly #awaited = new Map<number, Awaited>();
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
  readonly #folders = new OpenFolders((folder) => {
    const { id, path, local, lost } = folder;
    if (lost === undefined) return this.#deposit.emptyFolder({ id, path, local: local! });
    const told = this.#told = Promise.all([this.#told, this.#lose(id, path, lost)]);
    told.catch(() => {/* thrown where it is awaited */});
  });
  #deposit!: Deposit;
  /** What came to its end, stored or not: the sender counts the same. */
  #files = 0;
  #bytes = 0;
  /** Entries that the sender gave up. */
  #failed = 0;
  /** Entries that are not in place and that the sender counts as sent, or does not count. */
  #lost = 0;

  constructor(session: Session, options: ReceiveSessionOptions) {
    this.#session = session;
    this.#options = {
      ...options,
      onEvent: (event) => this.#told = options.onEvent?.(event),
    };
    this.#state = options.state ?? newState();
    this.#policy = options.ifExists ?? "refuse";
    this.#names = options.names ?? usualNames();
  }

  async run(): Promise<TransferSummary> {
    await loadHashers();
    const hello = await this.#session.greet("receive");
    this.#isTold = hello.capabilities.includes(LOST);
    const frame = await this.#session.next(FrameType.offer);
    const offer = decodeOffer(frame.type, frame.payload);
    await this.#agree(hello, offer);
    const start = performance.now();
    await this.#gather();
    const placed = await this.#deposit.place(this.#options.signal);
    const { files, bytes } = this.#options.stdout
      ? { files: this.#files, bytes: this.#bytes }
      : placed;
    const totals = { files, bytes, failed: this.#lost, skipped: placed.skipped };
    // A sender that knows no `skipped` holds the others against what it has sent.
    if (!this.#isTold) totals.files += placed.skipped;
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
      files,
      bytes,
      failed: this.#failed + this.#lost,
      transferred: this.#state.transferred,
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
    for (const name of offer.names) {
      if (peerPath(name).includes("/")) {
        throw new ProtocolError(
          `store ${JSON.stringify(name)}: not a top-level name`,
          "unsafe_name",
        );
      }
    }
    this.#promise = new OfferPromise(offer);
    const { into, stdout } = this.#options;
    const isOneFile = offer.entries === 1 && (offer.kinds?.[0] ?? "file") === "file";
    if (stdout && !isOneFile) {
      throw new LocalError(
        "declined",
        "accept the offer: standard output takes one file, and this is a folder, a link or several files",
      );
    }
    const resume = this.#options.resume ?? true;
    const staged = { names: offer.names, digest: digest.name };
    const ours = !stdout && resume ? placedEarlier(into, staged) : new Set<string>();
    const isOther = (name: string) => !ours.has(name) && isUsable(name);
    const others = stdout ? [] : offer.names.filter(isOther);
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
      onLost: (id, path, why, code) => this.#lose(id, path, why, code),
      onSkipped: (path) =>
        this.#options.onEvent?.({ type: "file_skipped", path, reason: "it exists" }),
    });
    if (offer.exact) this.#state.totalBytes = offer.bytes;
    const held = this.#staging?.heldBytes() ?? 0;
    if (held > 0) this.#options.onResuming?.({ bytes: held, total: this.#state.totalBytes });
    await this.#say(FrameType.answer, { accept: true, ask: this.#ask, ...held > 0 && { held } });
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
      if ((this.#ask || this.#unsent) && !decode.ready) {
        this.#unsent = false;
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
          this.#folders.leaveAll();
          await this.#told;
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
    this.#promise.count(entry.size);
    const path = peerPath(entry.path);
    this.#promise.judgeTop(path, entry.kind);
    if (entry.kind === "link") judgeTarget(path, entry.target!);
    const parent = this.#folders.enter(path);
    if (parent.lost !== undefined) {
      // Said once, however deep it is: these texts are held for every folder on the way.
      const { lost } = parent;
      return await this.#pass(entry, path, lost.startsWith(WITHIN) ? lost : WITHIN + lost);
    }
    await this.#judgeName(path);
    if (this.#options.stdout) return this.#passOn(entry, path, this.#options.stdout);
    try {
      await this.#store(entry, path, parent);
    } catch (error) {
      if (!(error instanceof EntryError)) throw error;
      await this.#pass(entry, path, error.why, error.code);
    }
  }

  /** Sends the one file on to standard output. */
  #passOn(
    entry: Entry,
    path: PeerPath,
    stdout: NonNullable<ReceiveSessionOptions["stdout"]>,
  ): void {
    if (entry.kind !== "file" || entry.id > 0) {
      throw new ProtocolError(`pass on ${JSON.stringify(path)}: one file was offered`);
    }
    const declared = { path, size: entry.size };
    const staged = new StreamedFile(declared, this.#digest.create(), stdout);
    this.#open = { entry, path, staged, offset: 0 };
    this.#started(path, entry.size, 0);
  }

  /** Makes room for an entry in the staging folder. @throws {EntryError} there is none for it alone. */
  async #store(entry: Entry, path: PeerPath, parent: Parent): Promise<void> {
    const staging = this.#staging!;
    const { id, kind, mode, mtime } = entry;
    const under = async <T>(create: (local: SafePath) => T) => {
      const name = path.slice(path.lastIndexOf("/") + 1);
      const { path: local, made } = storeUnder(parent.local, name, this.#names, create);
      if (local.slice(local.lastIndexOf("/") + 1) !== name) await this.#adapted(path, local);
      return { local, made };
    };
    if (kind === "dir") {
      const { local, made } = await under((local) => {
        const there = this.#existing(local, parent, kind);
        staging.makeFolder(local, mode, mtime);
        return there !== undefined;
      });
      this.#folders.open(path, id, local, made);
    } else if (kind === "link") {
      // Made last. Whether the name is one is asked with a file.
      const { local } = await under((local) => this.#names === "adapt" && staging.probe(local));
      this.#deposit.link({ id, path, local, target: entry.target! });
    } else if (this.#ask) {
      const { local, made } = await under((local) => this.#offsetFor(entry, local, parent));
      await this.#want({ entry, path, local }, made);
    } else {
      const { local, made } = await under((local) => staging.createFile(local, mode));
      this.#begin({ entry, path, local }, made);
    }
  }

  /** Says that an entry has another name here. */
  async #adapted(path: PeerPath, local: SafePath): Promise<void> {
    // Another name may mean something else to other programs, and may be taken.
    await this.#judgeName(local);
    if (this.#policy === "refuse" && !local.includes("/")) {
      refuseExisting(this.#options.into, [local]);
    }
    await this.#options.onEvent?.({ type: "name_adapted", path, name: local });
  }

  /**
   * What has the entry's name in the destination, where entries may meet that.
   *
   * @throws {EntryError} it is a folder, and the entry is none, or the other way round.
   */
  #existing(local: SafePath, parent: Parent, kind: Entry["kind"]): Deno.FileInfo | undefined {
    if (!parent.exists || this.#policy === "refuse") return undefined;
    const doing = `store ${JSON.stringify(local)}`;
    let there: Deno.FileInfo | undefined;
    try {
      there = lstat(join(this.#options.into, local));
    } catch (cause) {
      throw entryError(cause, doing) ?? localFault(cause, doing);
    }
    if (there === undefined || there.isDirectory === (kind === "dir")) return there;
    if (this.#policy === "rename") return undefined;
    throw new EntryError(doing, "place", clash(there));
  }

  /** Gives an entry up that cannot be stored; what still comes of it is passed over. */
  async #pass(entry: Entry, path: PeerPath, why: string, code?: Lost["code"]): Promise<void> {
    const { id, kind, size } = entry;
    if (kind === "dir") return this.#folders.openLost(path, id, why);
    await this.#lose(id, path, why, code);
    if (kind === "link") return;
    if (this.#ask) return await this.#want({ entry, path }, null);
    this.#open = { entry, path, staged: new DroppedFile({ path, size }), offset: 0 };
  }

  /** Asks about a name that other programs read or run, unless the user has seen it in the offer. */
  async #judgeName(path: PeerPath): Promise<void> {
    if (this.#options.stdout) return;
    const part = sensitivePart(path);
    if (part === undefined || part === this.#taken || this.#promise.names.has(part)) return;
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

  /** The next data frames belong to this file. */
  #begin(announced: Announced & { local: SafePath }, file: Deno.FsFile): void {
    const { entry, path, local } = announced;
    const declared = { path: local, size: entry.size, mode: entry.mode, mtime: entry.mtime };
    const staged = new StagedFile(this.#staging!, declared, file, 0, this.#digest);
    this.#open = { ...announced, staged, offset: 0 };
    this.#started(path, entry.size, 0);
  }

  #started(path: string, size: number | null, offset: number): void {
    this.#state.path = path;
    this.#options.onEvent?.({ type: "file_started", path, size, offset });
  }

  /**
   * Decides what is wanted of a file: nothing, all, or the rest of what an earlier session left. Its
   * name is taken then.
   *
   * @throws {EntryError} it cannot be stored.
   */
  #offsetFor(entry: Entry, local: SafePath, parent: Parent): number | null {
    const there = this.#existing(local, parent, "file");
    if (there !== undefined && !wanted(this.#policy, entry, comparable(there))) return null;
    const offset = takeEarlier(this.#staging!, local, entry.size);
    if (offset === 0) this.#staging!.createFile(local, entry.mode).close();
    return offset;
  }

  /** Says what is wanted of a file. */
  async #want(announced: Announced, offset: number | null): Promise<void> {
    const { entry, path, local } = announced;
    if (offset !== null) {
      this.#await({ ...announced, local: local!, wanted: offset });
    } else {
      this.#state.bytes += entry.size ?? 0;
      if (local !== undefined) {
        this.#options.onEvent?.({ type: "file_skipped", path, reason: "it exists" });
      }
    }
    const want = { id: entry.id, offset };
    this.#saying = this.#saying.then(() => this.#session.encode.control(FrameType.want, want));
    await this.#saying;
  }

  /** Remembers a file until it begins. */
  #await(announced: Awaited): void {
    this.#awaitedBytes += memoryOf(announced);
    if (this.#awaited.size >= MAX_AWAITED || this.#awaitedBytes > MAX_AWAITED_BYTES) {
      throw new ProtocolError("read entry: too many files announced ahead", "limit");
    }
    this.#awaited.set(announced.entry.id, announced);
  }

  #onStart(frame: Frame): void {
    const { id, offset } = decodeStart(frame.type, frame.payload);
    const awaited = this.#awaited.get(id);
    if (this.#open || awaited === undefined) throw this.#misplaced(frame.type);
    if (offset !== awaited.wanted) {
      throw new ProtocolError(
        `read start: byte ${offset} of ${JSON.stringify(awaited.path)} was not asked for`,
      );
    }
    this.#awaited.delete(id);
    this.#awaitedBytes -= memoryOf(awaited);
    const { entry, path, local } = awaited;
    if (offset === 0) return this.#begin(awaited, this.#staging!.openReserved(local));
    if (this.#resumed.size + this.#judging.size >= MAX_RESUMED) {
      throw new ProtocolError("read start: too many files continued and not ended", "limit");
    }
    const file = openEarlier(this.#staging!, local, offset);
    const declared = { path: local, size: entry.size, mode: entry.mode, mtime: entry.mtime };
    const staged = new StagedFile(this.#staging!, declared, file, offset);
    const incoming: Incoming = { ...awaited, staged, offset };
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
  #digestOnDisk({ local, entry, staged }: Incoming): Promise<string> {
    const writing = {
      size: entry.size!,
      written: () => staged.size,
      abandoned: () => this.#abandoned,
      buffers: this.#buffers,
    };
    return digestFollowing(this.#staging!, local!, writing, this.#digest.create());
  }

  async #onData(frame: Frame): Promise<void> {
    if (this.#open === undefined) throw this.#misplaced(frame.type);
    const { staged, entry, offset } = this.#open;
    const { payload } = frame;
    const { length } = payload;
    this.#state.bytes += length;
    this.#state.transferred += length;
    try {
      await staged.write(payload, frame.keep);
    } catch (error) {
      await this.#drop(this.#open, error);
    }
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
    try {
      await open.staged.finish(size, digest);
    } catch (error) {
      await this.#drop(open, error);
      await open.staged.finish(size, digest);
    }
    this.#open = undefined;
    this.#came(size);
    if (!(open.staged instanceof DroppedFile)) this.#verified(open, size, digest);
  }

  /** Gives a file up in the middle: this file system does not take all of it. */
  async #drop(incoming: Incoming, error: unknown): Promise<void> {
    const { entry, path, offset, staged } = incoming;
    if (!(error instanceof EntryError) || offset > 0) throw error;
    await staged.discard();
    incoming.staged = new DroppedFile({ path, size: entry.size }, staged.size);
    await this.#lose(entry.id, path, error.why, error.code);
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
      this.#staging!.createFile(incoming.local!, entry.mode).close();
      this.#await({ entry, path, local: incoming.local!, wanted: 0 });
      this.#options.onEvent?.({ type: "file_restarted", path });
      return await this.#say(FrameType.verdict, { id: entry.id, ok: false });
    }
    this.#came(size);
    this.#verified(incoming, size, digest);
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
    // The sender counts it from now on.
    if (incoming.staged instanceof DroppedFile) return void this.#lost--;
    this.#options.onEvent?.({
      type: "file_failed",
      path: incoming.path,
      code,
      message: `the sender: ${message}`,
    });
  }

  #came(size: number): void {
    this.#files++;
    this.#bytes += size;
  }

  #verified({ entry, path, local }: Announced, size: number, digest: string): void {
    this.#state.files++;
    // What is passed on has no place.
    this.#deposit.verified({ id: entry.id, path, local: local ?? path as SafePath, size, digest });
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
    this.#promise.assertFilled();
    // Entries that the sender could not even list have no number to be skipped by.
    this.#failed = Math.max(this.#failed, totals.failed);
  }

  /** Counts an entry that is not stored, and tells both sides why. */
  async #lose(
    id: number,
    path: string,
    why: string,
    code: Lost["code"] = "cannot_create",
  ): Promise<void> {
    this.#lost++;
    await this.#options.onEvent?.({ type: "file_failed", path, code, message: why });
    if (!this.#isTold) return;
    const lost: Lost = {
      id,
      path: path.slice(0, MAX_LOST_PATH).toWellFormed(),
      code,
      message: withoutPaths(why).slice(0, 1000),
    };
    this.#unsent = true;
    this.#saying = this.#saying.then(() => this.#session.encode.control(FrameType.lost, lost));
    await this.#saying;
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
    if (!(this.#options.resume ?? true) || !worth) return staging.remove();
    staging.keep();
    this.#options.onKept?.(staging.heldBytes());
  }
}

/** What a file that is announced takes in memory, about. */
function memoryOf({ path, local }: Announced): number {
  return (path.length + (local === path ? 0 : local?.length ?? 0)) * 2;
}

/** Whether a name can be one here at all; what the disk says is another question. */
function isUsable(name: string): boolean {
  try {
    return safePath(name) !== "";
  } catch {
    return false;
  }
}
