/** Does a task of `confined.ts`, wherever it runs. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import type { MakeLink } from "../../lib/transfer/receive/transfer_commit.ts";
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
      return await receiveInto(args, context, task, makeLink);
    }
    case "get": {
      const { getFiles } = await import("./get_files.ts");
      return await getFiles(args, context, task.address, task.into);
    }
    case "gopher": {
      const { showGopher } = await import("./show_gopher.ts");
      return await showGopher(args, context);
    }
    case "serve": {
      const { runService } = await import("./run_service.ts");
      return await runService(args, context, task.service);
    }
    case "send": {
      const { sendFrom } = await import("./send_from.ts");
      return await sendFrom(args, context, task);
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
