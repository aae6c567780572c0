/**
 * Runs the body of a command with the rights to a few paths only.
 *
 * What was granted without a path cannot be narrowed in the running program; a Worker with a list of
 * its own can have less. So the connection, the frames and the files are handled in a Worker that may
 * touch the destination, or the sources, and what links in these lead to: the runtime compares names
 * with the list and then follows links. The Worker must ask for each symbolic link: Deno makes links
 * only for programs that may read and write everywhere, so this side judges each once more and makes it.
 * What that leaves to code that takes the Worker over is in SECURITY.md, "What each part may do".
 *
 * @module
 */

import type { Command, Context, Plan, Rights } from "../../lib/cli/command.ts";
import type { ConnectionError } from "../../lib/errors.ts";
import { giveUpImport, loadWorker, mayLoadWorker } from "./load_worker.ts";
import type { FromWorker, ToWorker } from "./message.ts";

/**
 * Runs a planned body; resolves to the exit code, everything having been said. A program that was
 * started with rights to a few paths only (`deno run --allow-read=DIR`) is confined already, and its
 * own modules may be out of a Worker's reach: the body then runs right here.
 */
export async function runPlanned<Input>(
  command: Command<Input>,
  plan: Plan<Input>,
  context: Context,
): Promise<number> {
  const url = new URL("./worker.ts", import.meta.url);
  if (plan.rights === undefined || !mayLoadWorker(url)) {
    if (!plan.loadsWorker) giveUpImport();
    return await command.run(plan.input, context);
  }
  const exited = Promise.withResolvers<number>();
  const worker = await loadWorker<FromWorker>(url, {
    permissions: permissionsFor(plan.rights),
    onMessage: async (message) => {
      if (message.type === "exit") return exited.resolve(message.code);
      const { linkFor } = await import("./make_links.ts");
      tell(linkFor(plan.links, message));
    },
    onError: exited.reject,
  });
  const tell = (message: ToWorker) => worker.postMessage(message);
  const onAbort = () => {
    const { code, message, cause } = context.signal.reason as ConnectionError;
    tell({ type: "abort", code, message, signal: cause });
  };
  try {
    const { terminalOptions: terminal } = context;
    tell({ type: "run", command: command.name, input: plan.input, terminal });
    // A signal may have come while the Worker was being loaded.
    if (context.signal.aborted) onAbort();
    else context.signal.addEventListener("abort", onAbort);
    return await exited.promise;
  } finally {
    context.signal.removeEventListener("abort", onAbort);
    worker.terminate();
  }
}

/** The permissions of a Worker that has the given rights and no others. */
export function permissionsFor(rights: Rights): Deno.PermissionOptionsObject {
  return {
    // Not `true`: a grant of a few addresses is not widened.
    net: rights.net ? "inherit" : false,
    read: rights.read.length > 0 ? [...rights.read] : false,
    write: rights.write.length > 0 ? [...rights.write] : false,
    sys: rights.sys.length > 0 ? "inherit" : false,
    env: false,
    run: false,
    ffi: false,
  };
}
