/**
 * The Worker of every confined command, loaded with the whole table: for the executable and for
 * programs that are not local files. From source, `worker_url.ts` makes one with less to load.
 *
 * @module
 */

import { loadCommand } from "../all.ts";
import { runConfined } from "./run_confined.ts";

runConfined(loadCommand);
