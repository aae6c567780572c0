import { assertEquals, assertRejects } from "@std/assert";
import { digestNamed } from "../../../lib/digest/all.ts";
import { IntegrityError, ProtocolError } from "../../../lib/errors.ts";
import { type SafePath, safePath } from "../../../lib/file/safe_path.ts";
import { StagedFile } from "../../../lib/file/staging/staged_file.ts";
import { Staging } from "../../../lib/file/staging/staging.ts";
import { dirname } from "node:path";
import { sha256 } from "../../support/scripted_peer.ts";
import { Temporary } from "../temporary.ts";

const unix = Deno.build.os !== "windows";
const path: SafePath = safePath("f");
const utf8 = (text: string) => new TextEncoder().encode(text);
/** Lends a payload; what is kept is counted. */
function lender() {
  let lent = 0;
  const keep = () => {
    lent++;
    return () => void lent--;
  };
  return { keep, lent: () => lent };
}

/** A staged file in a folder of its own. */
function prepare(size: number | null, mode = 0o644) {
  const temporary = new Temporary();
  const staging = Staging.open(temporary.path, { names: ["f"], digest: "sha256" }, false);
  const file = staging.tree.createFile(path, mode);
  const declared = { path, size, mode, mtime: 1_500_000_000_250 };
  const staged = new StagedFile(staging.tree, declared, file, 0, digestNamed("sha256")!);
  return {
    staging,
    staged,
    at: staging.tree.path(path),
    async [Symbol.asyncDispose]() {
      await staged.close();
      staging.remove();
      temporary[Symbol.dispose]();
    },
  };
}

Deno.test("verifies a file of several pieces, and sets its mode and time", async () => {
  await using file = prepare(10, 0o640);
  const { keep } = lender();
  await file.staged.write(utf8("hello"), keep);
  await file.staged.write(utf8("world"), keep);
  await file.staged.finish(10, sha256("helloworld"));
  await file.staging.prepareCommit();
  assertEquals(Deno.readTextFileSync(file.at), "helloworld");
  const { mode, mtime } = Deno.lstatSync(file.at);
  if (unix) assertEquals(mode! & 0o7777, 0o640);
  assertEquals(mtime!.getTime(), 1_500_000_000_250);
});

Deno.test("verifies an empty file", async () => {
  await using file = prepare(0);
  await file.staged.finish(0, sha256(""));
  await file.staging.prepareCommit();
  assertEquals(Deno.statSync(file.at).size, 0);
});

Deno.test("keeps a large payload until it is written, and not a small one", async () => {
  await using file = prepare(null);
  const { keep, lent } = lender();
  await file.staged.write(new Uint8Array(1000), keep);
  assertEquals(lent(), 0);
  await file.staged.write(new Uint8Array(1_000_000), keep);
  assertEquals(lent(), 1);
  await file.staged.write(new Uint8Array(10), keep);
  assertEquals(lent(), 0);
  await file.staged.finish(1_001_010, sha256(new Uint8Array(1_001_010)));
  assertEquals(file.staged.size, 1_001_010);
});

Deno.test("keeps the order of large and small pieces", async () => {
  await using file = prepare(null);
  const { keep } = lender();
  const pieces = [1, 2, 3, 4, 5, 6].map((n) => new Uint8Array(n % 2 ? 300_000 : 3).fill(n));
  for (const piece of pieces) await file.staged.write(piece, keep);
  const whole = new Uint8Array(await new Blob(pieces).arrayBuffer());
  await file.staged.finish(whole.length, sha256(whole));
  await file.staging.prepareCommit();
  assertEquals(sha256(Deno.readFileSync(file.at)), sha256(whole));
});

Deno.test("rejects more than was declared before it is written", async () => {
  await using file = prepare(3);
  const { keep } = lender();
  await file.staged.write(utf8("ab"), keep);
  await assertRejects(
    () => file.staged.write(utf8("cd"), keep),
    ProtocolError,
    '"f" has 4 bytes where 3 were declared',
  );
  assertEquals(Deno.statSync(file.at).size, 2);
});

Deno.test("rejects less than was declared, and another size at the end", async () => {
  for (
    const [declared, written, size] of [[3, 2, 3], [3, 2, 2], [3, 3, 4], [null, 3, 4]] as const
  ) {
    await using file = prepare(declared);
    await file.staged.write(new Uint8Array(written), lender().keep);
    const digest = sha256(new Uint8Array(written));
    await assertRejects(() => file.staged.finish(size, digest), ProtocolError);
  }
});

Deno.test("rejects another digest", async () => {
  await using file = prepare(3);
  await file.staged.write(utf8("abc"), lender().keep);
  const error = await assertRejects(
    () => file.staged.finish(3, sha256("abd")),
    IntegrityError,
    '"f" is damaged',
  );
  assertEquals(error.code, "digest_mismatch");
});

Deno.test("verifies with a digest that was computed elsewhere", async () => {
  await using file = prepare(3);
  await file.staged.write(utf8("abc"), lender().keep);
  await assertRejects(() => file.staged.finish(3, "right", "wrong"), IntegrityError);
  await file.staged.finish(3, "right", "right");
});

Deno.test("removes a discarded file, and keeps a closed one", async () => {
  await using discarded = await prepare(3);
  await discarded.staged.write(utf8("ab"), lender().keep);
  await discarded.staged.discard();
  assertEquals([...Deno.readDirSync(dirname(discarded.at))], []);
  await using closed = await prepare(3);
  await closed.staged.write(utf8("ab"), lender().keep);
  await closed.staged.close();
  await closed.staged.close();
  assertEquals(Deno.readTextFileSync(closed.at), "ab");
});
