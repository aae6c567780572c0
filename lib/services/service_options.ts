/** The options of all services together, for callers that choose a service by its name. @module */

import type { ChatOptions } from "./chat.ts";
import type { EchoOptions } from "./echo.ts";
import type { FilesOptions } from "./files.ts";
import type { GopherOptions } from "./gopher.ts";
import type { ClockOptions } from "./service.ts";
import type { TimeOptions } from "./time.ts";

/** Options of every service. Each uses its own and ignores the others. */
export type ServiceOptions =
  & EchoOptions
  & TimeOptions
  & ClockOptions
  & ChatOptions
  & Partial<FilesOptions & GopherOptions>;
