/** Faults in verification: content, counts, the order of the last frames. @module */

import type { Mutation } from "./mutation.ts";

const ADMIT = "lib/transfer/receive/admit_offer.ts";
const LOOP = "lib/transfer/receive/frame_loop.ts";
const RECEIVER = "lib/transfer/receive/receiver.ts";
const SENDER = "lib/transfer/send/sender.ts";
const PENDING = "lib/transfer/send/pending_files.ts";
const MESSAGES = "lib/transfer/send/receiver_messages.ts";
const TALLY = "lib/transfer/tally.ts";
const STREAMED = "lib/transfer/receive/streamed_file.ts";
const STAGED = "lib/file/staging/staged_file.ts";

const STDOUT = ["tests/commands/receive_stdout_test.ts"];
const STORIES = ["tests/hostile/false_stories_test.ts"];
const SENDERS = ["tests/hostile/broken_senders_test.ts"];
const RESUME = ["tests/hostile/resume_test.ts"];

/** All of them. */
export const TRUTH: readonly Mutation[] = [
  {
    name: "standard output: the digest is not compared",
    file: STREAMED,
    find: "if (mine !== digest) {",
    replace: "if (mine === undefined) {",
    tests: STDOUT,
    filter: "another digest than its content has",
  },
  {
    name: "standard output: the length at the end is not compared",
    file: STREAMED,
    find: "if (this.#size !== size || (this.#declared.size ?? size) !== size) {",
    replace: "if (size < 0) {",
    tests: STDOUT,
    filter: "fewer bytes than it declared",
  },
  {
    name: "standard output: a file that its sender gave up counts as complete",
    file: STREAMED,
    find: "discard(): Promise<void> {\n",
    replace: "discard(): Promise<void> {\n    if (this.#size >= 0) return Promise.resolve();\n",
    tests: STDOUT,
    filter: "the news that it cannot read on",
  },
  {
    name: "standard output: any offer is accepted",
    file: ADMIT,
    find: "if (stdout && !isOneFile) {",
    replace: "if (stdout && !isOneFile && offer.entries > 1e9) {",
    tests: STDOUT,
    filter: "refuses an offer of two files",
  },
  {
    name: "standard output: a folder is accepted as a file",
    file: ADMIT,
    find: 'offer.entries === 1 && (offer.kinds?.[0] ?? "file") === "file"',
    replace: "offer.entries === 1",
    tests: STDOUT,
    filter: "an empty folder",
  },
  {
    name: "the digest of a received file is not compared",
    file: STAGED,
    find: "if (mine !== digest) {",
    replace: "if (mine === undefined) {",
    tests: SENDERS,
    filter: "sends other content",
  },
  {
    name: "the length of a received file is not compared at its end",
    file: STAGED,
    find:
      "if (this.#size !== size || (this.#declared.size !== null && this.#declared.size !== size)) {",
    replace: "if (size < 0) {",
    tests: SENDERS,
    filter: "ends at another size than it declared",
  },
  {
    name: "a resumed file is verified with the sender's digest instead of its own",
    file: "lib/transfer/receive/resumed_files.ts",
    find: "await staged.finish(size, digest, await file.computed);",
    replace: "await file.computed;\n      await staged.finish(size, digest, digest);",
    tests: RESUME,
    filter: "found out",
  },
  {
    name: "done is accepted before everything was sent",
    file: MESSAGES,
    find: "if (!this.#isAllSent) {",
    replace: "if (done.files < 0) {",
    tests: STORIES,
    filter: "before anything was sent",
  },
  {
    name: "done is sent before the files are committed",
    file: RECEIVER,
    find: "    const committed = await this.#commit!.run(this.#options.signal);\n",
    replace: "    const { files, bytes } = this.#tally;\n" +
      "    await this.#replies.send(FrameType.done, { files, bytes, failed: 0 });\n" +
      "    const committed = await this.#commit!.run(this.#options.signal);\n",
    tests: STORIES,
    filter: "the receiver is done only when",
  },
  {
    name: "a receiver that stored less than was sent is a success",
    file: TALLY,
    find: "!isLess && ",
    replace: "",
    tests: STORIES,
    filter: "took nothing and is done",
  },
  {
    name: "a receiver that stored more bytes than were sent is a success",
    file: TALLY,
    find: " || bytes > this.bytes",
    replace: "",
    tests: STORIES,
    filter: "wanted nothing and stored bytes",
  },
  {
    name: "the sender's failed is ignored at fin",
    file: TALLY,
    find: "this.failed = Math.max(this.failed, failed);",
    replace: "",
    tests: STORIES,
    filter: "could not send is counted as failed",
  },
  {
    name: "the receiver's failed is ignored at done",
    file: SENDER,
    find: "failed: tally.failed + failed,",
    replace: "failed: tally.failed,",
    tests: ["tests/hostile/broken_receivers_test.ts"],
    filter: "what the receiver lost",
  },
  {
    name: "the totals at fin are not compared",
    file: TALLY,
    find: "if (files !== this.files || bytes !== this.bytes) {",
    replace: "if (files < 0) {",
    tests: STORIES,
    filter: "counts fewer bytes than it sent",
  },
  {
    name: "fin is accepted before a requested file has come",
    file: LOOP,
    find: " || awaited.size > 0) {",
    replace: ") {",
    tests: STORIES,
    filter: "leaves out what it was asked for",
  },
  {
    name: "fin is accepted while a resumed file has no end",
    file: LOOP,
    find: "content.isOpen || resumed.size > 0 || ",
    replace: "content.isOpen || ",
    tests: STORIES,
    filter: "leaves out what it was asked for",
  },
  {
    name: "an exact offer need not be complete",
    file: "lib/transfer/receive/offer_promise.ts",
    find: "if (this.#entries >= this.#expected) return;",
    replace: "return;",
    tests: STORIES,
    filter: "offers two files, sends one",
  },
  {
    name: "more entries than offered are stored",
    file: "lib/transfer/receive/offer_promise.ts",
    find: "if (this.#entries > entries || this.#bytes > bytes) {",
    replace: "if (this.#bytes > bytes) {",
    tests: SENDERS,
    filter: "sends more files than the receiver agreed to",
  },
  {
    name: "more bytes than offered are stored",
    file: "lib/transfer/receive/offer_promise.ts",
    find: "if (this.#entries > entries || this.#bytes > bytes) {",
    replace: "if (this.#entries > entries) {",
    tests: STORIES,
    filter: "promises fewer bytes",
  },
  {
    name: "a verdict on an unknown file is ignored",
    file: MESSAGES,
    find: "const entry = pending.judge(id, ok);",
    replace: "if (!pending.isUnverified(id)) return;\n      const entry = pending.judge(id, ok);",
    tests: STORIES,
    filter: "judges a file that there is not",
  },
  {
    name: "an answer about a file that needs none is ignored",
    file: PENDING,
    find:
      "throw new ProtocolError(`the receiver answered about file ${id}, which has no open question`);",
    replace: "return;",
    tests: STORIES,
    filter: "that was not offered",
  },
  {
    name: "a source that changed while it was sent counts as sent",
    file: "lib/transfer/send/file_sender.ts",
    find: "      file.assertUnchanged();\n",
    replace: "",
    tests: ["tests/hostile/changing_sources_test.ts"],
    filter: "is written to",
  },
  {
    name: "an empty file is sent as empty, whatever has become of it",
    file: "lib/transfer/send/file_sender.ts",
    find: "entry.size === 0 && isAsListed(entry)",
    replace: "entry.size === 0",
    tests: ["tests/hostile/changing_sources_test.ts"],
    filter: "empty file",
  },
  {
    name: "the digest of an empty file is a wrong one",
    file: "lib/digest/sha256.ts",
    find: 'empty: "e3b0',
    replace: 'empty: "e3b1',
    tests: ["tests/digest/digests_test.ts"],
  },
  {
    name: "a sender with failures ends with exit code 0",
    file: "commands/send/run.ts",
    find: "return summary.failed > 0 ? 1 : 0;",
    replace: "return 0;",
    tests: ["tests/transfer/end_to_end_test.ts", "tests/hostile/disks_test.ts"],
  },
  {
    name: "a receiver with failures ends with exit code 0",
    file: "commands/receive/receiver.ts",
    find: "return summary.failed > 0 ? 1 : 0;",
    replace: "return 0;",
    tests: ["tests/transfer/end_to_end_test.ts", "tests/hostile/disks_test.ts"],
  },
  {
    name: "a file that could not be committed is not reported to the sender",
    file: "lib/transfer/receive/lost_entries.ts",
    find: "    tally.lost++;\n",
    replace: "",
    tests: ["tests/transfer/session_policies_test.ts", "tests/transfer/modes_test.ts"],
  },
  {
    name: "an offer may leave out names that fit",
    file: "lib/transfer/receive/offer_promise.ts",
    find: "if (!this.#namedAll && hasRoom(names)) {",
    replace: "if (names.length < 0) {",
    tests: ["tests/hostile/consent_test.ts"],
  },
];
