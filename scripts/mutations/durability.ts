/**
 * Faults in what reaches the disk, in which order, and in the trust in files of an earlier session.
 *
 * @module
 */

import type { Mutation } from "./mutation.ts";

const DURABLE = ["tests/durable_test.ts"];

/** The faults. */
export const DURABILITY: readonly Mutation[] = [
  {
    name: "received content is closed rather than synced",
    file: "lib/file/staging/staged_tree.ts",
    find: "await this.batch.flush();",
    replace: "this.batch.drop();",
    tests: DURABLE,
  },
  {
    name: "a finished file is not handed to be synced",
    file: "lib/file/staging/staged_file.ts",
    find: "await this.#tree.batch.add(this.#file, size);",
    replace: "this.#file.close();",
    tests: DURABLE,
  },
  {
    name: "files of a round are closed without a sync",
    file: "lib/file/staging/sync_batch.ts",
    find: "files[synced++]!.syncDataSync();",
    replace: "synced++;",
    tests: DURABLE,
  },
  {
    name: "files beyond the time limit of a round are closed without a sync",
    file: "lib/file/staging/sync_batch.ts",
    find: "await Promise.all(files.slice(synced).map((file) => file.syncData()));",
    replace: "",
    tests: ["tests/file/staging/sync_batch_test.ts"],
  },
  {
    name: "a round never begins by itself",
    file: "lib/file/staging/sync_batch.ts",
    find: "return this.flush();",
    replace: "return;",
    tests: ["tests/file/staging/sync_batch_test.ts"],
  },
  {
    name: "the destination is not synced",
    file: "lib/file/staging/commit.ts",
    find: "      syncFolder(this.#into);\n",
    replace: "",
    tests: DURABLE,
  },
  {
    name: "a commit is not journalled",
    file: "lib/file/staging/staging.ts",
    find: "new CommitJournal(this.folder).write(root);",
    replace: "",
    tests: DURABLE,
  },
  {
    name: "the commit journal is not synced",
    file: "lib/file/staging/commit_journal.ts",
    find: `journal.syncDataSync();`,
    replace: "",
    tests: DURABLE,
  },
  {
    name: "the commit journal is written before the content is synced",
    file: "lib/file/staging/staging.ts",
    find: `await this.tree.complete();
    const { root } = this.tree;
    new CommitJournal(this.folder).write(root);`,
    replace: `const { root } = this.tree;
    new CommitJournal(this.folder).write(root);
    await this.tree.complete();`,
    tests: DURABLE,
  },
  {
    name: "a file is renamed over one that has just appeared",
    file: "lib/file/staging/move_exclusive.ts",
    find: `Deno.linkSync(from, to);
      Deno.removeSync(from);
      return;`,
    replace: "",
    tests: DURABLE,
    filter: "last moment",
  },
  {
    name: "a failed link onto an existing name is followed by a rename",
    file: "lib/file/staging/move_exclusive.ts",
    find: "if (cause instanceof Deno.errors.AlreadyExists) throw cause;",
    replace: "",
    tests: DURABLE,
    filter: "last moment",
  },
  {
    name: "a file fetched by get is not synced",
    file: "commands/get/store_fetched.ts",
    find: "await file!.sync();",
    replace: "",
    tests: DURABLE,
  },
  {
    name: "a file fetched by gopher is not synced",
    file: "commands/gopher/store_whole.ts",
    find: "await file.sync();",
    replace: "",
    tests: DURABLE,
  },
  {
    name: "a line of the audit is not synced",
    file: "lib/file/append_log.ts",
    find: "this.#file.syncDataSync();",
    replace: "",
    tests: DURABLE,
  },
  {
    name: "committed files stay when a later name exists",
    file: "lib/file/staging/commit_moves.ts",
    find: "of this.#done.splice(0).reverse()) {",
    replace: "of this.#done.splice(0, 0)) {",
    tests: ["tests/file/staging/commit_test.ts"],
  },
  {
    name: "another user's staging folder is resumed",
    file: "lib/file/staging/unfinished.ts",
    find: "if (info.uid !== null && info.uid !== Deno.uid()) continue;",
    replace: "",
    tests: ["tests/hostile/poisoned_staging_test.ts"],
    filter: "another user",
  },
  {
    name: "a staging folder that others may enter is resumed",
    file: "lib/file/staging/unfinished.ts",
    find: "return ((permissionBits(info) ?? 0) & 0o077) === 0;",
    replace: "return true;",
    tests: ["tests/hostile/poisoned_staging_test.ts"],
  },
  {
    name: "a staging folder without its mark is trusted",
    file: "lib/file/staging/staged_offer.ts",
    find: "offer?.format === FORMAT && made !== undefined && offer.made === made",
    replace: "offer?.format === FORMAT",
    tests: ["tests/hostile/poisoned_staging_test.ts"],
  },
  {
    name: "a staging folder of any form is trusted",
    file: "lib/file/staging/staged_offer.ts",
    find: "offer?.format === FORMAT && made",
    replace: "made",
    tests: ["tests/hostile/resume_test.ts"],
  },
  {
    name: "a staging folder is created accessible to others",
    file: "lib/file/staging/staging.ts",
    find: "Deno.mkdirSync(folder, { mode: 0o700 });",
    replace: "Deno.mkdirSync(folder, { mode: 0o755 });",
    tests: ["tests/file/staging/staging_test.ts"],
  },
  {
    name: "a staging folder in use is taken over",
    file: "lib/file/staging/staging_lock.ts",
    find: "if (tryLock(lock)) return lock;",
    replace: "return lock;",
    tests: ["tests/file/staging/staging_test.ts"],
  },
  {
    name: "a staging folder of another offer is resumed",
    file: "lib/file/staging/unfinished.ts",
    find: ".filter(({ names, digest }) => JSON.stringify([names, digest]) === key)",
    replace: '.filter(() => key !== "")',
    tests: ["tests/file/staging/staging_test.ts"],
  },
  {
    name: "a commit journal is trusted for any file of that name",
    file: "lib/file/staging/commit_journal.ts",
    find: "return existing !== undefined && existing.dev === dev && existing.ino === ino;",
    replace: "return existing !== undefined;",
    tests: ["tests/file/staging/staging_test.ts", "tests/hostile/poisoned_staging_test.ts"],
  },
  {
    name: "a commit journal may name entries below the top level",
    file: "lib/file/staging/commit_journal.ts",
    find: "if (!isTopLevel(name)) return false;",
    replace: "",
    tests: ["tests/hostile/poisoned_staging_test.ts"],
  },
  {
    name: "links in an earlier staging folder are followed",
    file: "lib/file/staging/staging.ts",
    find: `        dropLinks(folder);
`,
    replace: "",
    tests: ["tests/hostile/poisoned_staging_test.ts"],
  },
  {
    name: "a part with a second hard link is written to",
    file: "lib/file/staging/staged_tree.ts",
    find: "if (!info?.isFile || (info.nlink ?? 1) > 1) continue;",
    replace: "if (!info?.isFile) continue;",
    tests: ["tests/hostile/poisoned_staging_test.ts"],
  },
  {
    name: "a part longer than the file is resumed",
    file: "lib/file/staging/partial_file.ts",
    find: "size !== null && partial <= size",
    replace: "size !== null",
    tests: ["tests/hostile/resume_test.ts"],
  },
  {
    name: "a file is resumed at the sender's offset rather than at its end",
    file: "lib/file/staging/partial_file.ts",
    find: "if (file.seekSync(0, Deno.SeekMode.End) === offset) return file;",
    replace: `file.seekSync(offset, Deno.SeekMode.Start);
  return file;`,
    tests: ["tests/hostile/resume_test.ts"],
    survives: "the session holds the offset against what it asked for before",
  },
];
