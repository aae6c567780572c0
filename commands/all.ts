/** The table of commands, in the order of help. A new command is a file and a line here. @module */

import type { Command } from "../lib/cli/command.ts";
import { chat } from "./chat.ts";
import { completions } from "./completions.ts";
import { connect } from "./connect/command.ts";
import { doctor } from "./doctor/command.ts";
import { echo } from "./echo/command.ts";
import { exec } from "./exec/command.ts";
import { get } from "./get/command.ts";
import { gopher } from "./gopher/command.ts";
import { drop } from "./drop/command.ts";
import { help } from "./help.ts";
import { licenses } from "./licenses/command.ts";
import { listen } from "./listen/command.ts";
import { lookup } from "./lookup/command.ts";
import { man } from "./man.ts";
import { peers } from "./peers.ts";
import { receive } from "./receive/command.ts";
import { send } from "./send/command.ts";
import { serve } from "./serve/command.ts";
import { time } from "./time.ts";
import { share } from "./share/command.ts";

/** Every command. Help, parsing, man pages, completions and the contract tests follow this order. */
export const commands: readonly Command[] = [
  send,
  receive,
  share,
  drop,
  peers,
  doctor,
  serve,
  echo,
  time,
  chat,
  get,
  gopher,
  connect,
  listen,
  lookup,
  exec,
  help,
  completions,
  man,
  licenses,
];
