/** The phases of a receiving session. @module */

import { usualNames } from "../../file/staging/stored_name.ts";
import { Staging } from "../../file/staging/staging.ts";
import type { Offer } from "../../frame/control.ts";
import { decodeOffer } from "../../frame/control_decode.ts";
import { FrameType } from "../../frame/frame.ts";
import { newState, type TransferSummary } from "../progress.ts";
import { LOST } from "../../channel/role.ts";
import type { Session } from "../../channel/session.ts";
import { Tally } from "../tally.ts";
import { admitOffer, type AdmittedOffer } from "./admit_offer.ts";
import { AwaitedFiles } from "./awaited_files.ts";
import { ContentIntake } from "./content_intake.ts";
import { EntryIntake } from "./entry_intake.ts";
import { ALREADY_EXISTS, EntryStore } from "./entry_store.ts";
import { FrameLoop } from "./frame_loop.ts";
import { LostEntries } from "./lost_entries.ts";
import { NameConsent } from "./name_consent.ts";
import { OpenFolders } from "./open_folders.ts";
import type { ReceiveSessionOptions } from "./receive_options.ts";
import { ReceiveReport } from "./receive_report.ts";
import { ReceivedText } from "./received_text.ts";
import { ReplyQueue } from "./reply_queue.ts";
import { ResumedFiles } from "./resumed_files.ts";
import { StreamTarget } from "./stream_target.ts";
import { type CommitTotals, TransferCommit } from "./transfer_commit.ts";
import { VerifiedFiles } from "./verified_files.ts";

/** Greets, admits the offer, reads the frames, commits, and acknowledges. */
export class Receiver {
  readonly #session: Session;
  readonly #options: ReceiveSessionOptions;
  readonly #report: ReceiveReport;
  readonly #tally = new Tally();
  readonly #replies: ReplyQueue;
  #staging: Staging | undefined;
  /** The text, if one was offered. */
  #text: ReceivedText | undefined;
  #commit: TransferCommit | undefined;
  #content: ContentIntake | undefined;
  #loop: FrameLoop | undefined;

  constructor(session: Session, options: ReceiveSessionOptions) {
    this.#session = session;
    this.#options = options;
    this.#report = new ReceiveReport(options.state ?? newState(), options.onEvent);
    this.#replies = new ReplyQueue(session.encode);
  }

  /** Resolves when everything is committed, and the sender was told. */
  async run(): Promise<TransferSummary> {
    const hello = await this.#session.greet("receive");
    const frame = await this.#session.next(FrameType.offer);
    const offer = decodeOffer(frame.type, frame.payload);
    const from = this.#session.duplex.remoteAddr;
    const { agent, host } = hello;
    const sender = { agent, from, ...host !== undefined && { host } };
    const admitted = await admitOffer(offer, sender, this.#options);
    if (offer.text) {
      this.#text = new ReceivedText();
      this.#report.mute();
    }
    const isSenderTold = hello.capabilities.includes(LOST);
    await this.#stage(offer, admitted, isSenderTold);
    const start = performance.now();
    await this.#loop!.run();
    if (this.#text !== undefined) await this.#options.onText!(this.#text.decode());
    const committed = await this.#commit!.run(this.#options.signal);
    await this.#acknowledge(committed, isSenderTold);
    return {
      files: offer.text ? 0 : committed.files,
      bytes: committed.bytes,
      failed: this.#tally.failed + this.#tally.lost,
      skipped: this.#tally.unwanted + committed.skipped,
      renamed: committed.renamed,
      ...!offer.text && { names: offer.names.map((name) => this.#commit!.finalPath(name)) },
      transferred: this.#report.state.transferred,
      elapsed: performance.now() - start,
    };
  }

  /** Opens the staging folder, connects the objects of this session, and answers the offer. */
  async #stage(offer: Offer, admitted: AdmittedOffer, isSenderTold: boolean): Promise<void> {
    const { into, resume = true, stdout, onStaged, onResuming } = this.#options;
    const { digest, policy } = admitted;
    if (!stdout && !offer.text) {
      this.#staging = Staging.open(into, { names: offer.names, digest: digest.name }, resume);
      await onStaged?.(this.#staging.folder);
    }
    const ask = this.#staging !== undefined && (this.#staging.hasEarlier || policy !== "refuse");
    this.#connect(admitted, ask, isSenderTold);
    const { state } = this.#report;
    if (offer.exact) state.totalBytes = offer.bytes;
    const held = this.#staging?.heldBytes() ?? 0;
    if (held > 0) onResuming?.({ bytes: held, total: state.totalBytes });
    await this.#replies.send(FrameType.answer, { accept: true, ask, ...held > 0 && { held } });
  }

  #connect(admitted: AdmittedOffer, ask: boolean, isSenderTold: boolean): void {
    const { into, makeLink, limit, acceptName, signal, names } = this.#options;
    const write = this.#text?.write ?? this.#options.stdout;
    const { digest, promise, policy } = admitted;
    const session = this.#session;
    const tree = this.#staging?.tree;
    const tally = this.#tally;
    const report = this.#report;
    const replies = this.#replies;
    const lost = new LostEntries({ tally, report, replies, isSenderTold });
    const commit = this.#commit = new TransferCommit(this.#staging, {
      into,
      ifExists: policy,
      makeLink,
      onLost: (entry) => lost.add(entry),
      onSkipped: (path) => report.event({ type: "file_skipped", path, reason: ALREADY_EXISTS }),
      onRenamed: (path, name) => report.event({ type: "file_renamed", path, name }),
    });
    const folders = new OpenFolders(({ id, path, local, lost: why }) => {
      if (why === undefined) commit.addEmptyFolder({ id, path, local: local! });
      else report.hold(() => lost.add({ id, path, why }));
    });
    const awaited = new AwaitedFiles();
    const verified = new VerifiedFiles(commit, report);
    const fail = (error: unknown) => void session.fail(error);
    const receiving = { digest, tree, awaited, verified, tally, report };
    const resumed = new ResumedFiles({ ...receiving, replies, fail });
    const content = this.#content = new ContentIntake({ ...receiving, resumed, lost, limit });
    const target = write ? new StreamTarget(content, write) : new EntryStore({
      into,
      tree: tree!,
      policy,
      names: names ?? usualNames(),
      ask,
      consent: new NameConsent({ offered: promise.names, accept: acceptName, signal }),
      folders,
      content,
      awaited,
      commit,
      lost,
      replies,
      report,
      tally,
    });
    const entries = new EntryIntake({ tally, promise, folders, target });
    this.#loop = new FrameLoop({
      ...{ session, entries, content, awaited, resumed },
      ...{ folders, promise, tally, replies, report },
    });
  }

  /** Tells the sender what was committed, and lists the files to the user. */
  async #acknowledge(committed: CommitTotals, isSenderTold: boolean): Promise<void> {
    const { skipped } = committed;
    const totals = { ...committed, failed: this.#tally.lost };
    // A sender that does not know `skipped` counts these files as stored.
    if (!isSenderTold) totals.files += skipped;
    // Everything is committed and cannot be undone: a sender that has gone does not fail the transfer.
    const staging = this.#staging;
    const commit = this.#commit!;
    this.#staging = undefined;
    try {
      await this.#replies.send(FrameType.done, totals).catch(() => {});
      const { onCommitted } = this.#options;
      if (onCommitted && this.#text === undefined) await this.#list(commit, onCommitted);
    } finally {
      commit.close();
      staging?.remove();
    }
  }

  async #list(
    commit: TransferCommit,
    onCommitted: NonNullable<ReceiveSessionOptions["onCommitted"]>,
  ): Promise<void> {
    for await (const batch of commit.committedFiles()) {
      for (const [path, digest] of batch) {
        const taken = onCommitted(path, digest);
        if (taken instanceof Promise) await taken;
      }
    }
  }

  /** After a failure: nothing is committed; what arrived stays for a later session where that is allowed. */
  async abandon(): Promise<void> {
    const staging = this.#staging;
    if (staging === undefined) return;
    this.#commit?.close();
    // The next session may open the folder at once, so that nothing of this one may still read or write in it.
    await this.#loop?.abandon();
    const isWorthKeeping = staging.hasEarlier ||
      this.#tally.bytes + (this.#content?.openBytes ?? 0) > 0;
    if (!(this.#options.resume ?? true) || !isWorthKeeping) return staging.remove();
    if (staging.keep()) this.#options.onKept?.(staging.heldBytes());
  }
}
