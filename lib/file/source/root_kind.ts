/** Kinds of the roots of a transfer. @module */

import type { Root } from "./roots.ts";

/** Whether a root is a folder. One that cannot be read counts as a file: it is skipped when it is sent. */
export function rootKind({ source }: Root): "file" | "dir" {
  try {
    return Deno.lstatSync(source).isDirectory ? "dir" : "file";
  } catch {
    return "file";
  }
}
