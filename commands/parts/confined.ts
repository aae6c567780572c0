/**
 * Runs the part of a command that meets other machines with the rights to a few paths only.
 *
 * What was granted without a path cannot be narrowed in the running program; a Worker with a list of
 * its own can have less. So the connection, the frames and the files are handled in a Worker that may
 * touch the destination, or the sources, and what links in these lead to: the runtime compares names
 * with the list and then follows links. The Worker must ask for each symbolic link: Deno makes links
 * only for who may read and write everywhere, so this side judges each once more and makes it. What
 * that leaves to code that takes the Worker over is in SECURITY.md, "What each part may do".
 *
 * @module
 */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import type { ConnectionError } from "../../lib/errors.ts";
import type { Address } from "../../lib/socket/address.ts";
import { IF_EXISTS, type IfExists } from "../../lib/file/if_exists.ts";
import type { Root } from "../../lib/file/source/roots.ts";
import type { ChosenService } from "./run_service.ts";
import { giveUpImport, loadWorker, mayLoadWorker } from "./load_worker.ts";
import { runTask } from "./run_task.ts";
import type { WebSettings } from "./web_settings.ts";

/** What is to be done inside. */
export type Task =
  | { command: "receive"; into: string; secret?: Uint8Array }
  | { command: "partial"; into: string }
  | { command: "send"; roots: Root[]; secret?: Uint8Array }
  | { command: "get"; address: Address; into: string }
  | { command: "gopher" }
  | { command: "serve"; service: ChosenService }
  | { command: "share"; roots: Root[]; web: WebSettings }
  | { command: "drop"; into: string; web: WebSettings };

/** What it may touch. */
export interface Rights {
  /** Whether it may use the network. */
  net: boolean;
  /** Absolute paths, with everything below. */
  read: readonly string[];
  /** Absolute paths, with everything below. */
  write: readonly string[];
  /** Facts about the system. */
  sys: readonly ("uid" | "networkInterfaces" | "statfs")[];
}

/** From outside to inside. */
export type ToWorker =
  | { type: "run"; task: Task; term: string | undefined }
  | { type: "abort"; code: ConnectionError["code"]; message: string; signal: unknown }
  | { type: "linked"; made: boolean }
  | { type: "not linked"; message: string };

/** From inside to outside. */
export type FromWorker =
  | { type: "link"; path: string; target: string; policy: IfExists }
  | { type: "exit"; code: number };

/**
 * Runs a task with the given rights; resolves to the exit code, everything having been said. Whoever
 * started the program with rights to a few paths only (`deno run --allow-read=DIR`) has confined it
 * already, and the program's own modules may be out of a Worker's reach: it then runs right here.
 */
export async function confined(
  task: Task,
  rights: Rights,
  args: ParsedArguments,
  context: Context,
): Promise<number> {
  const url = new URL("./confined_worker.ts", import.meta.url);
  if (!mayLoadWorker(url)) {
    giveUpImport();
    return await runTask(task, args, context);
  }
  const exited = Promise.withResolvers<number>();
  const worker = await loadWorker<FromWorker>(url, {
    permissions: permissionsFor(rights),
    onMessage: async (message) => {
      if (message.type === "exit") exited.resolve(message.code);
      else tell(await link(message));
    },
    onError: exited.reject,
  });
  const link = async (message: FromWorker & { type: "link" }) => {
    const { linkFor } = await import("./link_for.ts");
    const { ifExistsOf, mayAskIfExists } = await import("./if_exists.ts");
    const chosen = mayAskIfExists(args, context.terminal) ? IF_EXISTS : [ifExistsOf(args)];
    return linkFor(task, chosen, message);
  };
  const tell = (message: ToWorker) => worker.postMessage(message);
  const onAbort = () => {
    const { code, message, cause } = context.signal.reason as ConnectionError;
    tell({ type: "abort", code, message, signal: cause });
  };
  try {
    tell({ type: "run", task, term: context.env("TERM") });
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
