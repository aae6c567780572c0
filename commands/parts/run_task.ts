/** Does a task of `confined.ts`, wherever it runs. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import type { MakeLink } from "../../lib/transfer/deposit.ts";
import type { Task } from "./confined.ts";

/** Runs a task; resolves to the exit code. */
export async function runTask(
  task: Task,
  args: ParsedArguments,
  context: Context,
  makeLink?: MakeLink,
): Promise<number> {
  switch (task.command) {
    case "partial": {
      const { partial } = await import("./partial.ts");
      return await partial(task.into, args.has("discard-partial"), context.terminal);
    }
    case "receive": {
      const { receiveInto } = await import("./receive_into.ts");
      return await receiveInto(args, context, task.into, makeLink);
    }
    case "send": {
      const { sendFrom } = await import("./send_from.ts");
      return await sendFrom(args, context, task.roots);
    }
    case "share": {
      const { shareFrom } = await import("./share_from.ts");
      return await shareFrom(context, task.roots, task.web);
    }
    case "drop": {
      const { dropInto } = await import("./drop_into.ts");
      return await dropInto(args, context, task.into, task.web);
    }
  }
}
