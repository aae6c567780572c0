/** Does a task of `confined.ts`, wherever it runs. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import type { MakeLink } from "../../lib/transfer/deposit.ts";
import type { Task } from "./confine.ts";

/** Runs a task; resolves to the exit code. */
export async function runTask(
  task: Task,
  args: ParsedArguments,
  context: Context,
  makeLink?: MakeLink,
): Promise<number> {
  switch (task.command) {
    case "partial": {
      const { partial } = await import("../receive/partial.ts");
      return await partial(task.into, args.has("discard-partial"), context.terminal);
    }
    case "receive": {
      const { receiveInto } = await import("../receive/run.ts");
      return await receiveInto(args, context, task, makeLink);
    }
    case "get": {
      const { getFiles } = await import("../get/run.ts");
      return await getFiles(args, context, task.address, task.into);
    }
    case "gopher": {
      const { showGopher } = await import("../gopher/run.ts");
      return await showGopher(args, context);
    }
    case "serve": {
      const { runService } = await import("../serve/run.ts");
      return await runService(args, context, task.service);
    }
    case "send": {
      const { sendFrom } = await import("../send/run.ts");
      return await sendFrom(args, context, task);
    }
    case "share": {
      const { shareFrom } = await import("../share/run.ts");
      return await shareFrom(context, task.roots, task.web);
    }
    case "drop": {
      const { dropInto } = await import("../drop/run.ts");
      return await dropInto(args, context, task.into, task.web);
    }
  }
}
