/** Packs files as `.tar.gz`, with the same bytes for the same content. @module */

import { createTarPacker } from "modern-tar";
import type { ArchiveFile, WriteArchiveOptions } from "./archive_file.ts";

/** Writes the archive; memory does not grow with the size of the files. */
export async function writeTarGz(
  path: string,
  files: readonly ArchiveFile[],
  { mtime }: WriteArchiveOptions,
): Promise<void> {
  const { readable, controller } = createTarPacker();
  const pack = async () => {
    for (const { name, source, mode } of files) {
      using file = await Deno.open(source);
      const { size } = await file.stat();
      // Owner and group of this machine have no meaning on another one.
      const writable = controller.add({ name, size, mode, mtime, uid: 0, gid: 0, type: "file" });
      await file.readable.pipeTo(writable);
    }
    controller.finalize();
  };
  pack().catch((error) => controller.error(error));
  const output = await Deno.create(path);
  await (readable as ReadableStream<Uint8Array<ArrayBuffer>>)
    .pipeThrough(new CompressionStream("gzip"))
    .pipeTo(output.writable);
}
