/** Runs the program as a user does. @module */

import { assertListedExit } from "../support/listed_exit.ts";

const root = new URL("../../", import.meta.url).pathname;

/** The script that runs the program from source. */
export const SLUICE = `${root}scripts/sluice`;

/** The end of a run. */
export interface Run {
  code: number;
  out: string;
  err: string;
}

/** Runs `scripts/sluice` with these arguments, in the folder and environment given. */
export function runSluice(args: string[], options: Deno.CommandOptions = {}): Promise<Run> {
  return run(SLUICE, { ...options, args });
}

/** Runs any program to its end. */
export async function run(program: string, options: Deno.CommandOptions): Promise<Run> {
  const child = new Deno.Command(program, { stdin: "null", ...options });
  const { code, signal, stdout, stderr } = await child.output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)) as [
    string,
    string,
  ];
  if (signal === null) assertListedExit([program, ...options.args ?? []], code, err);
  return { code, out, err };
}

/** Whether a program can be started here. */
export async function installed(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["--version"], stdin: "null" }).output())
      .success;
  } catch {
    return false;
  }
}
