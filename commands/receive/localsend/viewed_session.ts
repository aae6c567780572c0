/** Shows one session, and counts what becomes of its files. @module */

import { ConnectionError, type LocalError } from "../../../lib/errors.ts";
import type { Terminal } from "../../../lib/terminal/terminal.ts";
import type { SessionEnd } from "../../../lib/web/localsend/receive/session.ts";
import type {
  SessionEvent,
  SessionObserver,
} from "../../../lib/web/localsend/receive/session_event.ts";
import { digestLine } from "../../views/digest_line.ts";
import { FileCounts } from "../../views/file_counts.ts";
import type { ViewedTransfer } from "../../views/transfer_view.ts";

/** Options of {@linkcode ViewedSession}. */
export interface ViewedSessionOptions {
  /** Where to show it. */
  terminal: Terminal;
  /** The transfer in the view. */
  transfer: ViewedTransfer;
  /** Whether to list the digests on standard output. */
  lists: boolean;
  /** Bytes that were offered, and the number of files. */
  offered: { bytes: number; files: number; roots: number };
  /** Called at the end with the exit code, or with the error that ended the session. */
  onEnd: (result: number | Error) => void;
}

/** A session in the view. */
export class ViewedSession implements SessionObserver {
  readonly #options: ViewedSessionOptions;
  readonly #start = performance.now();
  readonly #counts = new FileCounts();
  readonly #names = new Set<string>();
  /** The last line that is being written. */
  #printed: Promise<void> = Promise.resolve();
  readonly #finished = Promise.withResolvers<void>();

  constructor(options: ViewedSessionOptions) {
    this.#options = options;
    options.transfer.state.totalBytes = options.offered.bytes;
    options.transfer.start();
  }

  event(event: SessionEvent): void {
    const { transfer } = this.#options;
    this.#counts.add(event);
    transfer.state.files = this.#counts.files;
    void transfer.onEvent(event);
  }

  bytes(path: string, count: number): void {
    const { state } = this.#options.transfer;
    state.path = path;
    state.bytes += count;
    if (count > 0) state.transferred += count;
  }

  stored(path: string, digest: string): void {
    const { terminal, lists, offered } = this.#options;
    if (offered.roots === 1) this.#names.add(path.split("/")[0]!);
    // At once: each file is the sender's promise by itself.
    if (lists) this.#printed = terminal.print(digestLine(terminal, digest, path));
  }

  end(why: SessionEnd): void {
    const { onEnd } = this.#options;
    this.#finish(why).then(onEnd, onEnd).finally(() => this.#finished.resolve());
  }

  /** Resolves when the end is printed. */
  get finished(): Promise<void> {
    return this.#finished.promise;
  }

  async #finish(why: SessionEnd): Promise<number> {
    const { transfer, offered, terminal } = this.#options;
    transfer.stop();
    await this.#printed;
    const { files, failed } = this.#counts;
    if (why !== "finished") {
      const done = `${files} of ${offered.files} ${offered.files === 1 ? "file" : "files"}`;
      const received = `${done} ${files === 1 || offered.files === 1 ? "was" : "were"} received`;
      if (typeof why === "string") throw endError(why, received);
      terminal.note(received);
      throw why;
    }
    const elapsed = performance.now() - this.#start;
    const { transferred } = transfer.state;
    const names = this.#names.size === 1 ? [...this.#names] : [];
    await transfer.finish({ ...this.#counts, names, transferred, elapsed });
    return failed > 0 ? 1 : 0;
  }
}

function endError(
  why: Exclude<SessionEnd, "finished" | LocalError>,
  received: string,
): ConnectionError {
  switch (why) {
    case "cancelled":
      return new ConnectionError("peer_interrupted", `The sender cancelled; ${received}`, {
        remote: true,
      });
    case "silent":
      return new ConnectionError("timeout", `The sender stopped sending; ${received}`);
    case "stopped":
      return new ConnectionError("interrupted", `Interrupted; ${received}`);
  }
}
