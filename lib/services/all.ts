/** The table of services, in the order of help. A new one needs a file and a line here. @module */

import { chargen } from "./chargen.ts";
import { chat } from "./chat.ts";
import { clock } from "./clock.ts";
import { daytime } from "./daytime.ts";
import { discard } from "./discard.ts";
import { echo } from "./echo.ts";
import { files } from "./files.ts";
import { gopher } from "./gopher.ts";
import type { Service } from "./service.ts";
import { time } from "./time.ts";

/** Every service. */
export const services: readonly Service[] = [
  echo,
  time,
  daytime,
  clock,
  chat,
  files,
  gopher,
  discard,
  chargen,
];
