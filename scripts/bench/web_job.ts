/** What servers for browsers are measured at. @module */

import type { Bench } from "./bench.ts";
import type { Sample } from "./contender.ts";
import type { WebContender } from "./web_server.ts";

/** A job: what is transferred, and how. */
export interface WebJob {
  /** Its name in the table. */
  name: string;
  /** The number of bytes. */
  bytes: number;
  /** The server that the others are compared with. */
  base: string;
  /** Speed of sluice / the base, at least. @default {no goal} */
  goal?: number;
  /** Creates what is transferred; returns the server's folder, or what to upload. */
  prepare(folder: string): Promise<string>;
  /** Whether a server can do it. */
  fits(contender: WebContender): boolean;
  /** One run; the server counts as the sender. */
  run(
    bench: Bench,
    contender: WebContender,
    source: string,
    into: string,
  ): Promise<Sample>;
}
