/** Entries and the content of files, as frames. @module */

import type { Digest } from "../../digest/digest.ts";
import { ProtocolError } from "../../errors.ts";
import { USUAL_MODE } from "../../file/permission_bits.ts";
import { isAsListed } from "../../file/source/is_as_listed.ts";
import { SourceError, SourceFile } from "../../file/source/source_file.ts";
import { FrameType } from "../../frame/frame.ts";
import type { FrameWriter } from "../../frame/frame_writer.ts";
import type { ContentPump } from "./content_pump.ts";
import type { LateDigests } from "./late_digests.ts";
import type { NumberedEntry } from "./numbered_entry.ts";
import type { PendingFiles } from "./pending_files.ts";
import type { SendReport } from "./send_report.ts";

/** What {@linkcode FileSender} works with. */
export interface FileSenderOptions {
  /** Where frames go. */
  encode: FrameWriter;
  /** Sends content. */
  pump: ContentPump;
  /** The digest of content. */
  digest: Digest;
  /** Digests of resumed files. */
  digests: LateDigests;
  /** Files that await a verdict. */
  pending: PendingFiles;
  /** Progress and events. */
  report: SendReport;
}

/** Announces entries and sends files; a source that cannot be read ends its own file only. */
export class FileSender {
  readonly #options: FileSenderOptions;

  constructor(options: FileSenderOptions) {
    this.#options = options;
  }

  /** Announces an entry. */
  async announce(entry: NumberedEntry): Promise<void> {
    const { id, kind, path, size, mode, mtime, target } = entry;
    await this.#options.encode.control(FrameType.entry, {
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

  /** Sends a file that was asked for, from its start or from an offset. */
  async sendFrom(entry: NumberedEntry, offset: number): Promise<void> {
    if (offset > (entry.size ?? 0)) {
      throw new ProtocolError(
        `the receiver wants file ${entry.id} from byte ${offset}, but it has ${entry.size}`,
      );
    }
    await this.#options.encode.control(FrameType.start, { id: entry.id, offset });
    await this.send(entry, offset);
  }

  /** Sends the content that follows an offset, and the end where the digest is known by then. */
  async send(entry: NumberedEntry, offset = 0): Promise<void> {
    this.#options.report.started(entry, offset);
    if (entry.stream) return await this.#sendStream(entry, entry.stream);
    const { pump, digest } = this.#options;
    // Nothing is read of an empty file, so it is not opened.
    if (entry.size === 0 && isAsListed(entry)) return await this.#finish(entry, 0, digest.empty);
    // Only a stream has no size.
    const listed = entry as NumberedEntry & { size: number };
    const { size } = listed;
    let file: SourceFile | undefined;
    try {
      file = SourceFile.open(listed);
      if (offset > 0) this.#resume(entry, file, offset);
      const computed = await pump.file(file, size - offset, offset === 0);
      file.assertUnchanged();
      if (computed !== undefined) await this.#finish(entry, size, computed);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      await this.skip(entry, error);
    } finally {
      file?.close();
    }
  }

  #resume(entry: NumberedEntry, file: SourceFile, offset: number): void {
    const { pending, digests, report } = this.#options;
    // Registered before anything is sent: the verdict may come soon.
    pending.expectVerdict(entry);
    digests.add(entry);
    file.seek(offset);
    report.state.bytes += offset;
  }

  async #sendStream(entry: NumberedEntry, stream: ReadableStream<Uint8Array>): Promise<void> {
    const { size, digest } = await this.#options.pump.stream(stream);
    await this.#finish(entry, size, digest);
  }

  async #finish(entry: NumberedEntry, size: number, digest: string): Promise<void> {
    await this.end(entry, size, digest);
    this.#options.report.done(entry, size, digest);
  }

  /** Sends the end of a file. */
  async end({ id }: NumberedEntry, size: number, digest: string): Promise<void> {
    await this.#options.encode.control(FrameType.end, { id, size, digest });
  }

  /** Gives a file up that cannot be read. */
  async skip({ id, path }: NumberedEntry, { code, why }: SourceError): Promise<void> {
    const { pending, report, encode } = this.#options;
    pending.dropVerdict(id);
    report.failed(path, code, why);
    // Without the path on this machine, which is private.
    await encode.control(FrameType.skip, { id, code, message: why });
  }
}
