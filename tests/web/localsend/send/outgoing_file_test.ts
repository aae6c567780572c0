import { assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { SourceError } from "../../../../lib/file/source/source_file.ts";
import { rootsOf } from "../../../../lib/file/source/roots.ts";
import { listSources } from "../../../../lib/web/localsend/send/list_sources.ts";
import {
  addChecksums,
  type OutgoingFile,
  outgoingFiles,
  outgoingText,
  piecesOf,
} from "../../../../lib/web/localsend/send/outgoing_file.ts";
import { temporaryFolder } from "../../../support/folder.ts";
import { NEVER } from "./session_bench.ts";

async function oneFile(
  content: Uint8Array,
  act: (file: OutgoingFile, path: string) => Promise<void>,
  name = "photo.JPG",
): Promise<void> {
  await using folder = await temporaryFolder();
  const path = join(folder.path, name);
  await Deno.writeFile(path, content);
  await Deno.utime(path, 1_500_000_000, 1_500_000_000);
  const [file] = outgoingFiles(listSources(rootsOf([path]), {}).files);
  await act(file!, path);
}

async function read(file: OutgoingFile, size = 1000): Promise<Uint8Array> {
  const buffer = new Uint8Array(size);
  const read: number[] = [];
  for await (const piece of piecesOf(file, { buffer })) read.push(...piece);
  return new Uint8Array(read);
}

Deno.test("offers name, size, media type and time of a file", async () => {
  await oneFile(new Uint8Array(5), (file) => {
    const { fileName, size, fileType, modified } = file.offered;
    assertEquals([fileName, size, fileType], ["photo.JPG", 5, "image/jpeg"]);
    assertEquals(modified, 1_500_000_000_000);
    return Promise.resolve();
  });
});

Deno.test("reads a file in pieces of the buffer's length at most", async () => {
  for (const size of [0, 1, 999, 1000, 1001, 100_000]) {
    const content = Uint8Array.from({ length: size }, (_, n) => n * 7 ^ n >> 8);
    await oneFile(content, async (file) => assertEquals(await read(file), content));
  }
});

Deno.test("fails for a file that was changed, before its last piece", async () => {
  const changes: Record<string, (path: string) => Promise<void>> = {
    shrank: (path) => Deno.truncate(path, 1500),
    grew: (path) => Deno.writeFile(path, new Uint8Array(5000)),
    touched: (path) => Deno.utime(path, 1, 1),
    removed: (path) => Deno.remove(path),
  };
  for (const change of Object.values(changes)) {
    await oneFile(new Uint8Array(3000), async (file, path) => {
      await change(path);
      let sent = 0;
      const pieces = piecesOf(file, { buffer: new Uint8Array(1000), onSent: (n) => sent += n });
      await assertRejects(async () => {
        for await (const _ of pieces);
      }, SourceError);
      assertEquals(sent < 3000, true);
    });
  }
});

Deno.test("fails for an empty file that grew", async () => {
  await oneFile(new Uint8Array(), async (file, path) => {
    await Deno.writeTextFile(path, "more");
    await assertRejects(() => read(file), SourceError);
  });
});

Deno.test("adds checksums, and none to a file that cannot be read", async () => {
  const content = new TextEncoder().encode("rain");
  await oneFile(content, async (file, path) => {
    const gone = structuredClone(file);
    if ("file" in gone.content) gone.content.file.source = `${path}-gone`;
    await addChecksums([file, gone], new Uint8Array(1000), NEVER);
    assertEquals(file.offered.sha256, createHash("sha256").update(content).digest("hex"));
    assertEquals(gone.offered.sha256, undefined);
  });
  await assertRejects(() =>
    addChecksums([outgoingText("x")], new Uint8Array(1), AbortSignal.abort(new Error("stopped")))
  );
});

Deno.test("offers a text with itself as the preview", async () => {
  const text = outgoingText("grüße");
  const { size, fileType, preview } = text.offered;
  assertEquals([size, fileType, preview], [7, "text/plain", "grüße"]);
  assertEquals(new TextDecoder().decode(await read(text)), "grüße");
});
