/** The folder that the tests send, and what its sender says. @module */

import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { within } from "../hostile/attack.ts";
import type { Program } from "../support/program.ts";

/** The content of the file in the folder. */
export const CONTENT = "the content of a confidential letter\n".repeat(50);

/** A folder to send and an empty destination. */
export async function folders(): Promise<{ source: string; into: string } & AsyncDisposable> {
  const root = await Deno.makeTempDir({ prefix: "sluice-lan-" });
  const source = join(root, "confidential-letters");
  await Deno.mkdir(source);
  await Deno.writeTextFile(join(source, "to-the-lawyer.txt"), CONTENT);
  return {
    source,
    into: join(root, "into"),
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

/** Resolves to the exit code. */
export async function exitOf(program: Program): Promise<number> {
  return (await within(program.ended, program.said)).code;
}

/** Resolves to the code that a sender shows. */
export async function codeOf(sender: Program): Promise<string> {
  return (await sender.waitFor(/run: sluice receive (\S+)/))[1]!;
}

/** Compares the content of the file in the destination. */
export async function assertArrived(into: string): Promise<void> {
  const path = join(into, "confidential-letters", "to-the-lawyer.txt");
  assertEquals(await Deno.readTextFile(path), CONTENT);
}
