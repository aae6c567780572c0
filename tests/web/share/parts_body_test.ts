import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { safePath } from "../../../lib/file/safe_path.ts";
import { WEB_CHUNK_BYTES } from "../../../lib/limits.ts";
import { multipart } from "../../../lib/web/http/multipart.ts";
import { partsBody, type PartsBodyOptions } from "../../../lib/web/share/parts_body.ts";
import { type OpenedFile, SharedTree } from "../../../lib/web/share/shared_tree.ts";
import { Random } from "../../chaos/random.ts";
import { temporaryFolder } from "../../support/folder.ts";

const SIZE = 3 * WEB_CHUNK_BYTES;
const CONTENT = new Random(3).bytes(SIZE);
const PARTS = [{ first: SIZE - 5, last: SIZE - 1 }, { first: 10, last: 10 + WEB_CHUNK_BYTES }];

interface Shared {
  path: string;
  open: () => OpenedFile;
  /** Every file that was opened. */
  opened: Deno.FsFile[];
}

async function inShare(run: (shared: Shared) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "f");
  await Deno.writeFile(path, CONTENT);
  const tree = new SharedTree([{ name: "f", source: path }]);
  const opened: Deno.FsFile[] = [];
  const open = () => {
    const file = tree.open(tree.lookup(safePath("f"))!)!;
    opened.push(file.file);
    return file;
  };
  await run({ path, open, opened });
  for (const file of opened) assertIsClosed(file);
}

function assertIsClosed(file: Deno.FsFile): void {
  try {
    file.statSync();
  } catch (error) {
    if (error instanceof Deno.errors.BadResource) return;
  }
  throw new Error("a file is open");
}

function bodyOf({ open }: Shared, more: Partial<PartsBodyOptions> = {}) {
  const frame = multipart(PARTS, "text/plain", SIZE);
  return { frame, body: partsBody(open(), { parts: PARTS, frame, reopen: open, ...more }) };
}

Deno.test("yields the parts with their heads, as many bytes as announced, and closes every file", async () => {
  await inShare(async (shared) => {
    let count = 0;
    const ends: boolean[] = [];
    const { frame, body } = bodyOf(shared, {
      onBytes: (bytes) => count += bytes,
      onEnd: (whole) => void ends.push(whole),
    });
    const bytes = await new Response(pieceByPiece(body)).bytes();
    assertEquals(bytes.length, frame.length);
    assertEquals(ends, [true]);
    assertEquals(count, 5 + WEB_CHUNK_BYTES + 1);
    const [head, second] = frame.heads.map((text) => text.length);
    assertEquals(bytes.subarray(head!, head! + 5), CONTENT.subarray(SIZE - 5));
    const at = head! + 5 + second!;
    assertEquals(bytes.subarray(at, at + 100), CONTENT.subarray(10, 110));
    assertEquals(shared.opened.length, 2);
  });
});

/** Copies each piece before the next one empties it, as the runtime's server takes them. */
function pieceByPiece(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { value } = await reader.read();
      if (value === undefined) controller.close();
      else controller.enqueue(value.slice());
    },
  });
}

for (const before of [0, 1, 2, 3]) {
  Deno.test(`a client that leaves after ${before} pieces leaves no file open`, async () => {
    await inShare(async (shared) => {
      const ends: boolean[] = [];
      const { body } = bodyOf(shared, { onEnd: (whole) => void ends.push(whole) });
      const reader = body.getReader();
      for (let n = 0; n < before; n++) assertEquals((await reader.read()).done, false);
      await reader.cancel();
      assertEquals(ends, [false]);
    });
  });
}

Deno.test("fails where the file is another version before a further part", async () => {
  await inShare(async (shared) => {
    const ends: boolean[] = [];
    const { body } = bodyOf(shared, {
      reopen: () => undefined,
      onEnd: (whole) => void ends.push(whole),
    });
    const read = async () => await new Response(pieceByPiece(body)).bytes();
    await assertRejects(read, Error, "it was changed while it was sent");
    assertEquals(ends, [false]);
  });
});

Deno.test("fails where the file is written to while a part is sent", async () => {
  await inShare(async (shared) => {
    const { body } = bodyOf(shared);
    const reader = body.getReader();
    await reader.read();
    await Deno.writeFile(shared.path, CONTENT.subarray(1));
    await assertRejects(
      async () => {
        while (!(await reader.read()).done);
      },
      Error,
      "while it was sent",
    );
  });
});

Deno.test("a client that takes nothing in time ends the body", async () => {
  await inShare(async (shared) => {
    const ended = Promise.withResolvers<boolean>();
    const { body } = bodyOf(shared, { timeout: 1, onEnd: ended.resolve });
    const reader = body.getReader();
    // The first head, behind which no file has been read yet.
    await reader.read();
    assertEquals(await ended.promise, false);
    await assertRejects(() => reader.read(), Error, "the client stalled");
  });
});
