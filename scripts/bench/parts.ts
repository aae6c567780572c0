/** The table of parts, in the order they run. A new part is a file and a line here. @module */

import type { Part } from "./bench.ts";
import { big } from "./part_big.ts";
import { crowd } from "./part_crowd.ts";
import { digestsAlone } from "./part_digests.ts";
import { empty } from "./part_empty.ts";
import { encrypted } from "./part_encrypted.ts";
import { remote } from "./part_exec.ts";
import { resume } from "./part_resume.ts";
import { small } from "./part_small.ts";
import { sockets } from "./part_sockets.ts";
import { startup } from "./part_startup.ts";
import { web } from "./part_web.ts";

/** All parts. */
export const parts: readonly Part[] = [
  digestsAlone,
  big,
  small,
  empty,
  encrypted,
  crowd,
  sockets,
  resume,
  remote,
  web,
  startup,
];
