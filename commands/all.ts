/** The table of commands, in the order of help. A new command is a file and a line here. @module */

import type { Command } from "../lib/cli/command.ts";
import { completions } from "./completions.ts";
import { drop } from "./drop.ts";
import { help } from "./help.ts";
import { man } from "./man.ts";
import { receive } from "./receive.ts";
import { send } from "./send.ts";
import { share } from "./share.ts";

/** Every command. Help, parsing, man pages, completions and the contract tests follow this order. */
export const commands: readonly Command[] = [
  send,
  receive,
  share,
  drop,
  help,
  completions,
  man,
];
