/** Files that continue what an earlier session left. @module */

import type { Digest } from "../../digest/digest.ts";
import { IntegrityError, ProtocolError } from "../../errors.ts";
import { BufferPool } from "../../file/staging/buffer_pool.ts";
import { digestFollowing } from "../../file/staging/digest_following.ts";
import { openPartial } from "../../file/staging/partial_file.ts";
import { StagedFile } from "../../file/staging/staged_file.ts";
import type { StagedTree } from "../../file/staging/staged_tree.ts";
import { FrameType } from "../../frame/frame.ts";
import { MAX_RESUMED, VERIFY_BUFFERS, VERIFY_SLICE_BYTES } from "../../limits.ts";
import type { Tally } from "../tally.ts";
import type { AwaitedFiles } from "./awaited_files.ts";
import type { AwaitedFile, IncomingFile } from "./incoming_file.ts";
import type { ReceiveReport } from "./receive_report.ts";
import type { ReplyQueue } from "./reply_queue.ts";
import type { VerifiedFiles } from "./verified_files.ts";

/** What {@linkcode ResumedFiles} works with. */
export interface ResumedFilesOptions {
  /** The digest of files. */
  digest: Digest;
  /** Where files are staged; absent where nothing is resumed. */
  tree: StagedTree | undefined;
  /** Files that have to start over. */
  awaited: AwaitedFiles;
  /** Files whose digest is right. */
  verified: VerifiedFiles;
  /** Counts of the transfer. */
  tally: Tally;
  /** Messages to the sender. */
  replies: ReplyQueue;
  /** Progress and events. */
  report: ReceiveReport;
  /** Ends the session, at once: a failed verification must not wait for the next frame. */
  fail: (error: unknown) => void;
}

/** Reads and verifies resumed files from the disk, beside the frames that bring the content. */
export class ResumedFiles {
  readonly #options: ResumedFilesOptions;
  /** Files without an end yet: the end comes beside the content of other files. */
  readonly #files = new Map<number, IncomingFile>();
  /** Verifications that are running; their files are open until then. */
  readonly #verifying = new Set<Promise<void>>();
  /** Files that are being read. */
  readonly #readings = new Set<Promise<string>>();
  readonly #buffers = new BufferPool(VERIFY_BUFFERS, VERIFY_SLICE_BYTES);
  #verdicts: Promise<void> = Promise.resolve();
  #isAbandoned = false;

  constructor(options: ResumedFilesOptions) {
    this.#options = options;
  }

  /** Files without an end. */
  get size(): number {
    return this.#files.size;
  }

  /** The file of a number. */
  get(id: number): IncomingFile | undefined {
    return this.#files.get(id);
  }

  /** Forgets a file. */
  remove(id: number): void {
    this.#files.delete(id);
  }

  /** Opens a file at its offset. @throws {ProtocolError} code `limit`: too many are open. */
  start(awaited: AwaitedFile): IncomingFile {
    if (this.#files.size + this.#verifying.size >= MAX_RESUMED) {
      throw new ProtocolError("The sender resumed too many files at once", "limit");
    }
    const { report } = this.#options;
    const tree = this.#options.tree!;
    const { entry, path, local, offset } = awaited;
    const file = openPartial(tree, local, offset);
    const declared = { path: local, size: entry.size, mode: entry.mode, mtime: entry.mtime };
    const incoming: IncomingFile = {
      ...awaited,
      staged: new StagedFile(tree, declared, file, offset),
    };
    this.#files.set(entry.id, incoming);
    report.state.bytes += offset;
    report.started(path, entry.size, offset);
    const reading = incoming.computed = this.#digestOnDisk(incoming, tree.path(local))
      .finally(() => this.#readings.delete(reading));
    reading.catch(() => {/* Thrown where it is awaited. */});
    this.#readings.add(reading);
    return incoming;
  }

  #digestOnDisk({ local, entry, staged }: IncomingFile, path: string): Promise<string> {
    const growing = {
      path,
      name: local!,
      size: entry.size!,
      written: () => staged.size,
      abandoned: () => this.#isAbandoned,
      buffers: this.#buffers,
    };
    return digestFollowing(growing, this.#options.digest.create());
  }

  /** Takes the end of a file, and verifies it beside the frames. */
  end(file: IncomingFile, size: number, digest: string): void {
    this.#files.delete(file.entry.id);
    const verifying: Promise<void> = this.#verify(file, size, digest)
      .finally(() => this.#verifying.delete(verifying));
    this.#verifying.add(verifying);
    this.#verdicts = Promise.all([this.#verdicts, verifying]).then(() => {});
    this.#verdicts.catch(this.#options.fail);
  }

  /** Compares the digest from the disk with the sender's, and tells the sender. */
  async #verify(file: IncomingFile, size: number, digest: string): Promise<void> {
    const { tally, verified, replies } = this.#options;
    const { entry, staged } = file;
    try {
      await staged.finish(size, digest, await file.computed);
    } catch (error) {
      if (error instanceof IntegrityError) return await this.#startOver(file, size);
      await staged.close();
      throw error;
    }
    tally.addFile(size);
    verified.add(file, size, digest);
    await replies.send(FrameType.verdict, { id: entry.id, ok: true });
  }

  /** The part from the earlier session belongs to other content. */
  async #startOver({ entry, path, local, staged }: IncomingFile, size: number): Promise<void> {
    const { awaited, report, replies } = this.#options;
    await staged.discard();
    report.state.bytes -= size;
    this.#options.tree!.createFile(local!, entry.mode).close();
    awaited.add({ entry, path, local: local!, offset: 0 });
    report.event({ type: "file_restarted", path });
    await replies.send(FrameType.verdict, { id: entry.id, ok: false });
  }

  /** Resolves when every file that has ended is verified. @throws what a verification throws. */
  settled(): Promise<void> {
    return this.#verdicts;
  }

  /** Closes the files after a failure, and resolves when nothing reads them any more. */
  async abandon(): Promise<void> {
    this.#isAbandoned = true;
    for (const { staged } of this.#files.values()) await staged.close();
    await Promise.allSettled([...this.#verifying, ...this.#readings]);
  }
}
