/**
 * The program with the named command only in its module graph, for a start from source with the
 * right to read everything (`scripts/sluice`): about 30 ms of processor time less than `main.ts`.
 *
 * @module
 */

import { leave, runProgram } from "../commands/program.ts";

if (import.meta.main) leave(await runProgram(Deno.args, () => import("../commands/by_name.ts")));
