import { assert, assertEquals } from "@std/assert";
import { writeSparse, writeSparseSync } from "../../../lib/file/staging/sparse_write.ts";
import { transfer } from "../../transfer/session_pair.ts";
import { Temporary } from "../temporary.ts";

const KIB = 1024;

/** Bytes, in KiB, of zeros (0) and of something else (1), one after the other. */
function pattern(...runs: [kind: 0 | 1, kib: number][]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(runs.reduce((sum, [, kib]) => sum + kib * KIB, 0));
  let at = 0;
  for (const [kind, kib] of runs) {
    bytes.fill(kind === 0 ? 0 : 0xa5, at, at + kib * KIB);
    at += kib * KIB;
  }
  return bytes;
}

const PATTERNS: Record<string, Uint8Array<ArrayBuffer>> = {
  "nothing": new Uint8Array(0),
  "one zero": new Uint8Array(1),
  "zeros only": pattern([0, 256]),
  "zeros and a rest of a block": new Uint8Array(100 * KIB + 17),
  "zeros before, between and after": pattern([0, 64], [1, 96], [0, 128], [1, 5], [0, 64]),
  "data only": pattern([1, 100]),
  "a single byte in the middle of zeros": pattern([0, 128]).fill(7, 70_001, 70_002),
};

for (const [name, bytes] of Object.entries(PATTERNS)) {
  Deno.test(`writes holes that read back the same: ${name}`, async () => {
    using folder = new Temporary();
    // A view that is not aligned to words is read byte by byte.
    const moved = new Uint8Array(bytes.length + 1).subarray(1);
    moved.set(bytes);
    for (const source of [bytes, moved]) {
      const path = folder.at("file");
      for (const write of [writeSparse, writeSparseSync]) {
        using file = Deno.openSync(path, { write: true, create: true, truncate: true });
        for (const piece of [source, source, new Uint8Array([1, 2, 3])]) await write(file, piece);
        assertEquals(
          Deno.readFileSync(path),
          new Uint8Array([...bytes, ...bytes, 1, 2, 3]),
        );
      }
    }
  });
}

Deno.test({
  name: "stores received zeros without taking room on the disk",
  // Windows and some file systems have no holes in ordinary files.
  ignore: Deno.build.os !== "linux",
  async fn() {
    using folder = new Temporary();
    const [from, into] = [folder.folder("from"), folder.folder("into")];
    const size = 64 * KIB * KIB;
    using file = Deno.openSync(`${from}/disk.img`, { write: true, create: true });
    file.writeSync(new TextEncoder().encode("begin"));
    file.seekSync(size / 2, Deno.SeekMode.Start);
    file.writeSync(new TextEncoder().encode("middle"));
    file.truncateSync(size);
    const { sent, received } = await transfer([`${from}/disk.img`], into);
    assert(!(sent instanceof Error) && !(received instanceof Error));
    const info = Deno.statSync(`${into}/disk.img`);
    assertEquals(info.size, size);
    assertEquals(Deno.readFileSync(`${into}/disk.img`), Deno.readFileSync(`${from}/disk.img`));
    const blocks = info.blocks! * 512;
    assert(blocks < size / 16, `${blocks} bytes on the disk`);
  },
});
