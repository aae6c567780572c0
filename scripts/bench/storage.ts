/**
 * Storage for the measurements: in memory where possible, so that the disk does not count. It is a
 * tmpfs of the bench's own, because Deno's permission model rejects `/dev/shm`.
 *
 * @module
 */

import { join } from "node:path";

/** A folder that is there until it is closed. */
export interface Storage extends AsyncDisposable {
  /** Its absolute path. */
  folder: string;
  /** What it is, for the report. */
  kind: string;
}

/** Opens storage for `bytes` bytes in many files, in the folder for temporary files. */
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

/** Mounts memory at `folder`; says why where that is not to be had. */
async function mountMemory(folder: string, bytes: number): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "only Linux has memory to mount";
  if (Deno.systemMemoryInfo().available < bytes) return "not enough memory is free";
  const options = `size=${bytes},mode=0700`;
  const error = await run("mount", "-t", "tmpfs", "-o", options, "sluice-bench", folder);
  return error === undefined ? undefined : `no memory could be mounted (${error})`;
}

/** A program that was ended a moment ago may still hold a file. */
async function unmount(folder: string): Promise<void> {
  let error: string | undefined;
  for (let attempt = 0; attempt < 20; attempt++) {
    error = await run("umount", folder);
    if (error === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`unmount ${folder}: ${error}`);
}

/** Runs a program to its end; what it complained about, if it failed. */
async function run(program: string, ...args: string[]): Promise<string | undefined> {
  try {
    const { success, stderr } = await new Deno.Command(program, { args, stdin: "null" }).output();
    return success ? undefined : new TextDecoder().decode(stderr).trim();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
