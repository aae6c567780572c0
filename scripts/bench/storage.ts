/**
 * Storage for the measurements: in memory if possible, so that the disk does not count. It is a
 * tmpfs of its own, because Deno's permission model rejects `/dev/shm`.
 *
 * @module
 */

import { join } from "node:path";

/** A folder that is removed when it is closed. */
export interface Storage extends AsyncDisposable {
  /** Its absolute path. */
  folder: string;
  /** Its kind, for the report. */
  kind: string;
}

/** Creates storage for `bytes` bytes in many files, in the folder for temporary files. */
export async function openStorage(bytes: number): Promise<Storage> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "sluice-bench-" }));
  const refusal = await mountMemory(folder, bytes);
  return {
    folder,
    kind: refusal === undefined
      ? "memory (tmpfs)"
      : `the folder for temporary files, ${join(folder, "..")}: ${refusal}`,
    async [Symbol.asyncDispose]() {
      if (refusal === undefined) await unmount(folder);
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Mounts a tmpfs at `folder`; returns the reason if that is not possible. */
async function mountMemory(folder: string, bytes: number): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "only Linux has memory to mount";
  if (Deno.systemMemoryInfo().available < bytes) return "not enough memory is free";
  const options = `size=${bytes},mode=0700`;
  const error = await run("mount", "-t", "tmpfs", "-o", options, "sluice-bench", folder);
  return error === undefined ? undefined : `no memory could be mounted (${error})`;
}

/** A program that was just ended may still hold a file. */
async function unmount(folder: string): Promise<void> {
  let error: string | undefined;
  for (let attempt = 0; attempt < 20; attempt++) {
    error = await run("umount", folder);
    if (error === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`unmount ${folder}: ${error}`);
}

/** Runs a program to its end; returns its error output if it failed. */
async function run(program: string, ...args: string[]): Promise<string | undefined> {
  try {
    const { success, stderr } = await new Deno.Command(program, { args, stdin: "null" }).output();
    return success ? undefined : new TextDecoder().decode(stderr).trim();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
