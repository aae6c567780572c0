/** The table of services, in the order of help. A new one needs a file and a line here. @module */

import { chargen } from "./chargen.ts";
import { chat } from "./chat.ts";
import { clock } from "./clock.ts";
import { daytime } from "./daytime.ts";
import { discard } from "./discard.ts";
import { echo } from "./echo.ts";
import { files } from "./files.ts";
import { gopher } from "./gopher.ts";
import type { RunningService, Service } from "./service.ts";
import type { ServiceOptions } from "./service_options.ts";
import { time } from "./time.ts";

/**
 * Every service. Those of a folder throw a `TypeError` if they are started without one.
 *
 * ```ts
 * import { services } from "./all.ts";
 * import { assertEquals } from "@std/assert";
 * const overUdp = services.filter(({ transports }) => transports.includes("udp"));
 * assertEquals(overUdp.map(({ name }) => name), ["time", "daytime", "clock"]);
 * ```
 */
export const services: readonly Service<ServiceOptions, RunningService>[] = [
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
