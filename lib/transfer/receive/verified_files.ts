/** Files whose content was verified. @module */

import type { SafePath } from "../../file/safe_path.ts";
import type { AnnouncedFile } from "./incoming_file.ts";
import type { ReceiveReport } from "./receive_report.ts";
import type { TransferCommit } from "./transfer_commit.ts";

/** Passes verified files on to be committed, and reports them. */
export class VerifiedFiles {
  readonly #commit: TransferCommit;
  readonly #report: ReceiveReport;

  constructor(commit: TransferCommit, report: ReceiveReport) {
    this.#commit = commit;
    this.#report = report;
  }

  /** Adds a file. */
  add({ entry, path, local }: AnnouncedFile, size: number, digest: string): void {
    this.#report.state.files++;
    // A file that goes to a stream has no path here, and is not committed.
    this.#commit.addFile({ id: entry.id, path, local: local ?? path as SafePath, size, digest });
    this.#report.event({ type: "file_done", path, size, digest });
  }
}
