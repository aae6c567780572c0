/** The content of files, in the order in which the sender sends it. @module */

import { peerText } from "../../text/peer_text.ts";
import type { Digest } from "../../digest/digest.ts";
import { ProtocolError } from "../../errors.ts";
import { EntryError } from "../../file/entry_error.ts";
import { StagedFile } from "../../file/staging/staged_file.ts";
import type { StagedTree } from "../../file/staging/staged_tree.ts";
import type { SafePath } from "../../file/safe_path.ts";
import { decodeEnd, decodeSkip, decodeStart } from "../../frame/control_decode.ts";
import { frameName, type FrameTypeId } from "../../frame/frame.ts";
import type { Frame } from "../../frame/frame_reader.ts";
import type { RateLimit } from "../rate_limit.ts";
import type { Tally } from "../tally.ts";
import type { AwaitedFiles } from "./awaited_files.ts";
import { DroppedFile } from "./dropped_file.ts";
import type { AnnouncedFile, IncomingFile } from "./incoming_file.ts";
import type { LostEntries } from "./lost_entries.ts";
import type { ReceiveReport } from "./receive_report.ts";
import type { ResumedFiles } from "./resumed_files.ts";
import { StreamedFile } from "./streamed_file.ts";
import type { VerifiedFiles } from "./verified_files.ts";

/** What {@linkcode ContentIntake} works with. */
export interface ContentIntakeOptions {
  /** The digest of files. */
  digest: Digest;
  /** Where files are staged; absent where nothing is stored. */
  tree: StagedTree | undefined;
  /** Files that were asked for. */
  awaited: AwaitedFiles;
  /** Files that continue what an earlier session left. */
  resumed: ResumedFiles;
  /** Files whose digest is right. */
  verified: VerifiedFiles;
  /** Entries that cannot be stored. */
  lost: LostEntries;
  /** Counts of the transfer. */
  tally: Tally;
  /** Progress and events. */
  report: ReceiveReport;
  /** Limits the rate. Default: no limit. */
  limit?: RateLimit | undefined;
}

/** Writes content to the file that is open, and judges the file at its end. */
export class ContentIntake {
  readonly #options: ContentIntakeOptions;
  /** The file that data frames belong to. */
  #open: IncomingFile | undefined;

  constructor(options: ContentIntakeOptions) {
    this.#options = options;
  }

  /** Whether a file is open. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Bytes of the open file. */
  get openBytes(): number {
    return this.#open?.staged.size ?? 0;
  }

  /** The error for a frame that may not come now. */
  misplaced(type: FrameTypeId): ProtocolError {
    const where = this.#open ? `inside ${JSON.stringify(this.#open.path)}` : "between two files";
    return new ProtocolError(`${frameName(type)} arrived ${where}`);
  }

  /** Opens a file that is sent whole. @param file Open for writing, empty. */
  begin(announced: AnnouncedFile & { local: SafePath }, file: Deno.FsFile): void {
    const { digest, tree, report } = this.#options;
    const { entry, path, local } = announced;
    const declared = { path: local, size: entry.size, mode: entry.mode, mtime: entry.mtime };
    const staged = new StagedFile(tree!, declared, file, 0, digest);
    this.#open = { ...announced, staged, offset: 0 };
    report.started(path, entry.size, 0);
  }

  /** Opens a file whose content is passed on. @param write Resolves when it has taken the bytes. */
  beginStream(announced: AnnouncedFile, write: (bytes: Uint8Array) => Promise<void>): void {
    const { digest, report } = this.#options;
    const { path, entry: { size } } = announced;
    const staged = new StreamedFile({ path, size }, digest.create(), write);
    this.#open = { ...announced, staged, offset: 0 };
    report.started(path, size, 0);
  }

  /** Opens a file whose content is counted and ignored. */
  beginDropped(announced: AnnouncedFile): void {
    const { path, entry: { size } } = announced;
    this.#open = { ...announced, staged: new DroppedFile({ path, size }), offset: 0 };
  }

  /** Opens a file that was asked for. @throws {ProtocolError} it was not, or from another byte. */
  start(frame: Frame): void {
    const { awaited, resumed, tree } = this.#options;
    const { id, offset } = decodeStart(frame.type, frame.payload);
    const file = awaited.get(id);
    if (this.#open || file === undefined) throw this.misplaced(frame.type);
    if (offset !== file.offset) {
      throw new ProtocolError(
        `the sender resumed ${
          JSON.stringify(file.path)
        } at byte ${offset}, which was not requested`,
      );
    }
    awaited.remove(file);
    if (offset === 0) return this.begin(file, tree!.openReserved(file.local));
    const incoming = resumed.start(file);
    if (offset < file.entry.size!) this.#open = incoming;
  }

  /** Writes content. */
  async data(frame: Frame): Promise<void> {
    const open = this.#open;
    if (open === undefined) throw this.misplaced(frame.type);
    const { report: { state }, limit } = this.#options;
    const { payload } = frame;
    const { length } = payload;
    state.bytes += length;
    state.transferred += length;
    try {
      await open.staged.write(payload, frame.keep);
    } catch (error) {
      await this.#drop(open, error);
    }
    if (limit) await limit.take(length);
    // The end of a resumed file comes beside the content of other files.
    if (open.offset > 0 && open.staged.size === open.entry.size) this.#open = undefined;
  }

  /** Judges a file at its end. @throws {IntegrityError} its digest is wrong. */
  async end(frame: Frame): Promise<void> {
    const { digest: algorithm, resumed, tally, verified } = this.#options;
    const { id, size, digest } = decodeEnd(frame.type, frame.payload, algorithm.length);
    const open = this.#open;
    const late = resumed.get(id);
    if (late !== undefined && late !== open) return resumed.end(late, size, digest);
    if (open === undefined || open.entry.id !== id || open.offset > 0) {
      throw this.misplaced(frame.type);
    }
    try {
      await open.staged.finish(size, digest);
    } catch (error) {
      await this.#drop(open, error);
      await open.staged.finish(size, digest);
    }
    this.#open = undefined;
    tally.addFile(size);
    if (!(open.staged instanceof DroppedFile)) verified.add(open, size, digest);
  }

  /** Discards a file that the sender could not read to its end. */
  async skip(frame: Frame): Promise<void> {
    const { resumed, tally, lost, report } = this.#options;
    const { id, code, message } = decodeSkip(frame.type, frame.payload);
    const file = this.#open?.entry.id === id ? this.#open : resumed.get(id);
    if (file === undefined) throw this.misplaced(frame.type);
    if (this.#open === file) this.#open = undefined;
    resumed.remove(id);
    await file.staged.discard();
    tally.failed++;
    if (file.staged instanceof DroppedFile) return lost.uncount();
    const { path } = file;
    report.event({ type: "file_failed", path, code, message: `the sender: ${peerText(message)}` });
  }

  /** Closes the open file after a failure. */
  async close(): Promise<void> {
    await this.#open?.staged.close();
  }

  /** Gives up a file that this file system does not take to its end. */
  async #drop(file: IncomingFile, error: unknown): Promise<void> {
    const { entry, path, offset, staged } = file;
    if (!(error instanceof EntryError) || offset > 0) throw error;
    await staged.discard();
    file.staged = new DroppedFile({ path, size: entry.size }, staged.size);
    await this.#options.lost.add({ id: entry.id, path, why: error.why, code: error.code });
  }
}
