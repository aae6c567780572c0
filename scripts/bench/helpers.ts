/**
 * Programs of the bench that must cost little: in C if there is a compiler, else in Python.
 *
 * @module
 */

import { join } from "node:path";
import type { Tools } from "./tools.ts";

/** The words that start each program; empty if neither a compiler nor Python is installed. */
export interface Helpers {
  /** Runs a program and reports its cost (`programs/measure.c`). */
  measure: string[];
  /** Sends requests to an echo server (`programs/echo_client.c`). */
  echoClient: string[];
  /** What they are made of, for the report. */
  kind: "C" | "Python" | "none";
}

const sourceOf = (name: string) => new URL(`programs/${name}`, import.meta.url).pathname;

/** Compiles the programs into `folder`, or finds what runs them. */
export async function buildHelpers(folder: string, tools: Tools): Promise<Helpers> {
  const cc = tools.get("cc")?.program;
  if (cc !== undefined) {
    const built = ["measure", "echo_client"].map((name) => compile(cc, name, join(folder, name)));
    const [measure, echoClient] = await Promise.all(built);
    if (measure && echoClient) return { measure: [measure], echoClient: [echoClient], kind: "C" };
  }
  const python = tools.get("python3")?.program;
  if (python === undefined) return { measure: [], echoClient: [], kind: "none" };
  const start = (name: string) => [python, "-I", "-S", sourceOf(`${name}.py`)];
  return { measure: start("measure"), echoClient: start("echo_client"), kind: "Python" };
}

/** The compiled program; undefined if the compiler fails, as without the system's headers. */
async function compile(cc: string, name: string, output: string): Promise<string | undefined> {
  const { success } = await new Deno.Command(cc, {
    args: ["-O2", "-o", output, sourceOf(`${name}.c`)],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  return success ? output : undefined;
}
