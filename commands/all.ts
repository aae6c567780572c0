/** The table of commands, in the order of help. A new command is a file and a line here. @module */

import type { Command } from "../lib/cli/command.ts";
import { completions } from "./completions.ts";
import { doctor } from "./doctor.ts";
import { help } from "./help.ts";
import { man } from "./man.ts";
import { peers } from "./peers.ts";
import { receive } from "./receive.ts";
import { send } from "./send.ts";

/** Every command. Help, parsing, man pages, completions and the contract tests follow this order. */
export const commands: readonly Command[] = [
  send,
  receive,
  peers,
  doctor,
  help,
  completions,
  man,
];
