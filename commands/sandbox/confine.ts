/**
 * Runs the body of a command with the rights to a few paths only.
 *
 * A permission that was granted without a path cannot be narrowed in the running program; a Worker
 * can be given a list of its own. So the connection, the frames and the files are handled in a
 * Worker that may access the destination or the sources, and what links in these lead to: the
 * runtime compares names with the list and then follows links. The Worker must ask for each
 * symbolic link: Deno creates links only for programs that may read and write everywhere, so this
 * side checks each request again and creates the link. SECURITY.md, "What each part may do", lists
 * what a compromised Worker can still do.
 *
 * @module
 */

import type { Command, Context, Plan, Rights } from "../../lib/cli/command.ts";
import type { ConnectionError } from "../../lib/errors.ts";
import { giveUpImport, loadWorker, mayLoadWorker } from "./load_worker.ts";
import type { FromWorker, ToWorker } from "./message.ts";
import { runBody } from "./run_body.ts";
import { ANY_COMMAND, workerUrl } from "./worker_url.ts";

/**
 * Runs a planned body; resolves to the exit code once all output is written. A program that was
 * started with rights to a few paths only (`deno run --allow-read=DIR`) is confined already, and a
 * Worker may be unable to read its modules: the body then runs in this thread.
 */
export async function runPlanned<Input>(
  command: Command<Input>,
  plan: Plan<Input>,
  context: Context,
): Promise<number> {
  if (plan.rights === undefined || !mayLoadWorker(ANY_COMMAND)) {
    if (!plan.loadsWorker) giveUpImport();
    return await runBody(command, plan.input, context);
  }
  const exited = Promise.withResolvers<number>();
  const worker = await loadWorker<FromWorker>(workerUrl(command.name), {
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
    // The signal may have been aborted while the Worker was loading.
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
    net: netPermission(rights.net),
    read: rights.read.length > 0 ? [...rights.read] : false,
    write: rights.write.length > 0 ? [...rights.write] : false,
    sys: rights.sys.length > 0 ? "inherit" : false,
    env: false,
    run: false,
    ffi: false,
  };
}

/** Not `true`, and no list of addresses, where it would widen a grant of a few addresses. */
function netPermission(net: Rights["net"]): "inherit" | false | string[] {
  if (typeof net === "boolean") return net ? "inherit" : false;
  const { state } = Deno.permissions.querySync({ name: "net" });
  return state === "granted" ? [...net] : "inherit";
}
