/** The minimum version of Deno, checked at the start of every task. @module */

import project from "../deno.json" with { type: "json" };
import { denoTooOld } from "../lib/cli/required_deno.ts";

/**
 * Ends the process with 69 below the minimum version, `minimumDeno` in deno.json. With $DENORT_BIN,
 * the runtime to embed, any version runs: it must be the version of that runtime.
 *
 * This module and its caller's imports run on Deno 2.4.
 */
export function requireRecentDeno(): void {
  if (Deno.env.has("DENORT_BIN")) return;
  const problem = denoTooOld(Deno.version.deno, project.minimumDeno);
  if (problem === undefined) return;
  console.error(`sluice: ${problem}`);
  Deno.exit(69);
}
