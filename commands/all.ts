/** The table of commands, in the order of help. A new command is a file and a line here. @module */

import type { Command } from "../lib/cli/command.ts";
import { chat } from "./chat.ts";
import { completions } from "./completions.ts";
import { connect } from "./connect.ts";
import { doctor } from "./doctor.ts";
import { echo } from "./echo.ts";
import { exec } from "./exec.ts";
import { get } from "./get.ts";
import { gopher } from "./gopher.ts";
import { drop } from "./drop.ts";
import { help } from "./help.ts";
import { licenses } from "./licenses.ts";
import { listen } from "./listen.ts";
import { lookup } from "./lookup.ts";
import { man } from "./man.ts";
import { peers } from "./peers.ts";
import { receive } from "./receive.ts";
import { send } from "./send.ts";
import { serve } from "./serve.ts";
import { time } from "./time.ts";
import { share } from "./share.ts";

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
