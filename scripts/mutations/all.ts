/** Every deliberate fault, by area. A new area is a file and a line here. @module */

import { BENCH } from "./bench.ts";
import { CLI } from "./cli.ts";
import { CODES } from "./codes.ts";
import { CONFINEMENT } from "./confinement.ts";
import { DATAGRAMS } from "./datagrams.ts";
import { DURABILITY } from "./durability.ts";
import { ELSEWHERE } from "./elsewhere.ts";
import { FILES } from "./files.ts";
import { FRAMES } from "./frames.ts";
import { GIVEN_UP } from "./given_up.ts";
import { LOCALSEND_RECEIVE } from "./localsend_receive.ts";
import { LOCALSEND_CORE } from "./localsend_core.ts";
import { PAIRINGS } from "./pairings.ts";
import { REMOTE_TRUST } from "./remote_trust.ts";
import { STAGING } from "./staging.ts";
import type { Mutation } from "./mutation.ts";
import { REMOTE } from "./remote.ts";
import { SECURE } from "./secure.ts";
import { SERVICES } from "./services.ts";
import { SHOWN_TEXTS } from "./shown_texts.ts";
import { SOCKET_COMMANDS } from "./socket_commands.ts";
import { SOCKETS } from "./sockets.ts";
import { TEXT } from "./text.ts";
import { TRUTH } from "./truth.ts";
import { WEB } from "./web.ts";
import { LOCALSEND_SEND } from "./localsend_send.ts";
import { WEB_DROP } from "./web_drop.ts";
import { WEB_SHARE } from "./web_share.ts";

/** The tables, by the name of their area. */
export const AREAS: Readonly<Record<string, readonly Mutation[]>> = {
  bench: BENCH,
  cli: CLI,
  codes: [...CODES, ...PAIRINGS],
  confinement: [...CONFINEMENT, ...GIVEN_UP],
  durability: DURABILITY,
  elsewhere: ELSEWHERE,
  files: [...FILES, ...STAGING],
  frames: FRAMES,
  remote: [...REMOTE, ...REMOTE_TRUST],
  secure: SECURE,
  services: SERVICES,
  sockets: [...SOCKETS, ...DATAGRAMS, ...SOCKET_COMMANDS],
  text: [...TEXT, ...SHOWN_TEXTS],
  truth: TRUTH,
  localsend: [...LOCALSEND_CORE, ...LOCALSEND_RECEIVE, ...LOCALSEND_SEND],
  web: [...WEB, ...WEB_DROP, ...WEB_SHARE],
};
