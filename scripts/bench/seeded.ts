/** Pseudo-random content, the same in every run. @module */

import { join } from "node:path";

/** The seed of every sequence. */
const SEED = 7584;
/** Files in one folder of {@linkcode makeTree}. */
const FILES_IN_FOLDER = 100;

/** Writes a file of `size` bytes. */
export async function makeFile(path: string, size: number): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  const fill = generator(SEED);
  const buffer = new Uint8Array(1 << 20);
  for (let left = size; left > 0;) {
    fill(buffer);
    const part = buffer.subarray(0, left);
    for (let at = 0; at < part.length;) at += await file.write(part.subarray(at));
    left -= part.length;
  }
}

/** Makes a folder of `count` files of `size` bytes, {@linkcode FILES_IN_FOLDER} to a folder in it. */
export async function makeTree(folder: string, count: number, size: number): Promise<void> {
  const fill = generator(SEED);
  const content = new Uint8Array(Math.ceil(size / 4) * 4);
  for (let n = 0; n < count; n++) {
    const below = join(folder, `folder ${Math.floor(n / FILES_IN_FOLDER)}`);
    if (n % FILES_IN_FOLDER === 0) await Deno.mkdir(below, { recursive: true });
    fill(content);
    await Deno.writeFile(join(below, `file ${n}`), content.subarray(0, size));
  }
}

/** Fills buffers, of whole words, with the sequence of the seed (xorshift32). */
function generator(seed: number): (bytes: Uint8Array<ArrayBuffer>) => void {
  let x = seed;
  return (bytes) => {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    for (let i = 0; i < words.length; i++) {
      x ^= x << 13;
      x ^= x >>> 17;
      x ^= x << 5;
      words[i] = x;
    }
  };
}
