/** Programs that are killed during a transfer. @module */

import { join } from "node:path";
import type { Program } from "./program.ts";
import { until } from "./wait.ts";

/** The content of a file that takes a moment to send. */
export function largeContent(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(4 << 20).map((_, i) => i * 7 + (i >> 8));
}

/** The staging folders in a destination. */
export function stagingIn(into: string): string[] {
  try {
    return [...Deno.readDirSync(into)].filter(({ name }) => name.startsWith(".sluice-"))
      .map(({ name }) => join(into, name));
  } catch {
    return [];
  }
}

/** Resolves to the staging folder once so many bytes of a top-level file are staged. */
export async function staged(into: string, name: string, bytes: number): Promise<string> {
  let folder: string | undefined;
  await until(() => {
    folder = stagingIn(into).find((one) => sizeOf(join(one, "tree", name)) >= bytes);
    return folder !== undefined;
  }, `${bytes} bytes of ${name} are staged`);
  return folder!;
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return -1;
  }
}

/** Kills a program and its children, as the system does when it runs out of memory. */
export async function killHard(program: Program): Promise<void> {
  for (const pid of [...below(program.pid), program.pid]) {
    try {
      Deno.kill(pid, "SIGKILL");
    } catch { /* It has ended with the others. */ }
  }
  await program.ended;
}

function below(pid: number): number[] {
  let children: number[] = [];
  try {
    children = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`).split(" ")
      .filter((word) => word !== "").map(Number);
  } catch { /* It has no children, or has ended. */ }
  return children.flatMap((child) => [...below(child), child]);
}
