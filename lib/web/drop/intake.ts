/** Admits uploaded files and reports stored ones, for PUT and for forms. @module */

import { join } from "node:path";
import { LocalError, SluiceError } from "../../errors.ts";
import { lstat } from "../../file/lstat_below.ts";
import type { IfExists } from "../../file/if_exists.ts";
import type { SafePath } from "../../file/safe_path.ts";
import { SingleFiles } from "../../file/staging/single_files.ts";
import { sensitivePart } from "../../file/sensitive_name.ts";
import { MAX_DROPPED_FOLDERS, MAX_UPLOADS_OF_SOURCE } from "../../limits.ts";
import { sourceOf } from "../../socket/source_of.ts";
import { textAnswer } from "../http/answer.ts";
import { reprDigest } from "../http/digest_field.ts";
import type { RequestContext } from "../request_context.ts";
import type { WebObserver } from "../web_event.ts";
import { checkFileSize } from "./file_size_limit.ts";
import { Results } from "./results.ts";
import type { Stored, UploadPlan } from "./upload.ts";
import { UPLOAD_COMPLETE } from "./upload_complete.ts";
import { Uploads } from "./uploads.ts";

/** Options of {@linkcode Intake}. */
export interface IntakeOptions {
  /** The destination: an existing folder, absolute, without links in it. */
  into: string;
  /** What to do with names that exist. */
  ifExists: IfExists;
  /** Bytes that a file may have. Default: no limit. */
  maxSize?: number;
  /** Whether to accept a path that other programs read or run. Default: none is accepted. */
  acceptName?: (path: string) => boolean;
  /** Receives events and progress. */
  observer: WebObserver;
  /** Called with every stored file. */
  onStored: (path: string, digest: string) => void;
  /** Called when a client has delivered all its files. */
  onFinished?: () => void;
}

/** The rules and the running uploads of a destination. */
export class Intake {
  readonly #options: IntakeOptions;
  /** The running uploads. */
  readonly uploads: Uploads;
  /** The finished ones. */
  readonly results: Results = new Results();
  /** Requests that bring uploads, by their source. */
  readonly #requests = new Map<string, number>();
  /** Folders that were created by themselves. */
  #folders = 0;
  /** Stores small files. */
  readonly singles: SingleFiles;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.uploads = new Uploads(options.into, options.observer);
    this.singles = new SingleFiles(options.into);
  }

  /**
   * Counts a request that brings an upload while it is answered.
   *
   * @throws {LocalError} code `io` if its source has too many.
   */
  async counting<T>({ peer }: RequestContext, action: () => Promise<T>): Promise<T> {
    const source = sourceOf(peer);
    const count = this.#requests.get(source) ?? 0;
    if (count >= MAX_UPLOADS_OF_SOURCE) {
      throw new LocalError("io", `${count} uploads of your machine are running; try again later`);
    }
    this.#requests.set(source, count + 1);
    try {
      return await action();
    } finally {
      const left = this.#requests.get(source)! - 1;
      if (left > 0) this.#requests.set(source, left);
      else this.#requests.delete(source);
    }
  }

  /** The destination. */
  get into(): string {
    return this.#options.into;
  }

  /** Receives events and progress. */
  get observer(): WebObserver {
    return this.#options.observer;
  }

  /** What to do with names that exist. */
  get ifExists(): IfExists {
    return this.#options.ifExists;
  }

  /** Bytes that a file may have; undefined for no limit. */
  get maxSize(): number | undefined {
    return this.#options.maxSize;
  }

  /**
   * Checks what is known before the content comes.
   *
   * @throws {SluiceError} if the name or the size is not accepted.
   */
  admit(path: SafePath, plan: UploadPlan): void {
    const { into, ifExists, maxSize } = this.#options;
    this.admitName(path);
    checkFileSize(plan.size ?? 0, maxSize);
    if (ifExists === "refuse" && lstat(join(into, path)) !== undefined) {
      throw new LocalError(
        "exists",
        `${JSON.stringify(path)} already exists`,
      );
    }
  }

  /** Checks a name. @throws {LocalError} code `declined` if other programs read or run it. */
  admitName(path: SafePath): void {
    const part = sensitivePart(path);
    if (part === undefined || this.#options.acceptName?.(part)) return;
    throw new LocalError(
      "declined",
      `Cannot store ${JSON.stringify(path)}: other programs read or run ${JSON.stringify(part)}`,
    );
  }

  /** Checks whether another folder may be created by itself. @throws {SluiceError} code `limit` if there are too many. */
  admitFolder(): void {
    if (this.#folders < MAX_DROPPED_FOLDERS) return;
    throw new SluiceError(
      "refusal",
      "limit",
      `Too many folders without content: ${this.#folders} were created; send files instead`,
    );
  }

  /** Reports a folder that was created by itself, with those around it. @param count How many they are. */
  createdFolder({ peer }: RequestContext, path: SafePath, count: number): void {
    this.#folders += count;
    this.#options.observer.event({ type: "folder_created", peer, path });
  }

  /** Notes that a client has delivered something, and whether it was all. */
  delivered({ query, completed }: RequestContext): void {
    if (query.has("more")) return;
    const { onFinished } = this.#options;
    completed.catch(() => {}).then(() => this.uploads.count === 0 && onFinished?.());
  }

  /** Reports a finished upload, and makes the response. */
  stored(context: RequestContext, path: SafePath, stored: Stored): Response {
    const { observer, onStored } = this.#options;
    const { peer } = context;
    this.delivered(context);
    if (stored.kind === "skipped") {
      observer.event({ type: "upload_skipped", peer, path, reason: stored.reason });
    } else {
      const { size, digest } = stored;
      observer.event({ type: "upload_done", peer, path: stored.path, size, digest });
      onStored(stored.path, digest);
    }
    return this.answer(path, stored);
  }

  /** Makes the response for a finished upload. */
  answer(path: SafePath, stored: Stored): Response {
    if (stored.kind === "skipped") {
      return textAnswer(200, `Skipped: ${stored.reason}`, UPLOAD_COMPLETE);
    }
    const { size, digest } = stored;
    const name = stored.path === path ? "" : ` as ${JSON.stringify(stored.path)}`;
    return textAnswer(201, `Stored${name}: ${size} bytes, SHA-256 ${digest}`, {
      ...UPLOAD_COMPLETE,
      "repr-digest": reprDigest(digest),
      ...stored.path !== path && { "stored-as": encodeURIComponent(stored.path) },
    });
  }

  /** Ends all uploads. */
  async close(): Promise<void> {
    await this.uploads.close();
    this.singles.close();
  }
}
