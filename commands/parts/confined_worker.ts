/**
 * The inside of `confined.ts`: does a task with the few rights it has. The only module of the program
 * that does something when it is loaded; it is loaded as a Worker and never imported.
 *
 * @module
 */

import config from "../../deno.json" with { type: "json" };
import type { Command, Context } from "../../lib/cli/command.ts";
import { parse } from "../../lib/cli/parse.ts";
import { ConnectionError, LocalError } from "../../lib/errors.ts";
import type { MakeLink } from "../../lib/transfer/receive/transfer_commit.ts";
import type { FromWorker, Task, ToWorker } from "./confined.ts";
import { LOADED } from "./load_worker.ts";
import { openTerminal } from "./open_terminal.ts";
import { report } from "./report.ts";
import { runTask } from "./run_task.ts";

/** The scope of a Worker, which the types of a window do not know. */
const scope = self as unknown as {
  postMessage(message: FromWorker | typeof LOADED): void;
  onmessage: (event: MessageEvent<ToWorker>) => void;
};
const controller = new AbortController();
const answers: { resolve: (made: boolean) => void; reject: (error: Error) => void }[] = [];
const tell = (message: FromWorker) => scope.postMessage(message);

scope.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case "run":
      return tell({ type: "exit", code: await run(data.task, data.term) });
    case "abort":
      return controller.abort(
        new ConnectionError(data.code as "interrupted", data.message, { cause: data.signal }),
      );
    case "linked":
      return answers.shift()!.resolve(data.made);
    case "not linked":
      return answers.shift()!.reject(new LocalError("cannot_create", data.message));
  }
};

/** Links are made outside, in the order they are asked for. */
const makeLink: MakeLink = (path, target, policy) =>
  new Promise((resolve, reject) => {
    answers.push({ resolve, reject });
    tell({ type: "link", path, target, policy });
  });

async function run(task: Task, term: string | undefined): Promise<number> {
  const command = await commandOf(task);
  const args = parse(command, Deno.args.slice(1));
  const terminal = openTerminal((flag) => command.common.includes(flag) && args.has(flag), term);
  const context: Context = {
    terminal,
    signal: controller.signal,
    version: config.version,
    env: () => undefined,
  };
  self.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    // What a stopped command leaves behind is expected.
    if (!controller.signal.aborted) {
      report(event.reason, terminal).then((code) => tell({ type: "exit", code }));
    }
  });
  try {
    return await runTask(task, args, context, makeLink);
  } catch (error) {
    return await report(controller.signal.aborted ? controller.signal.reason : error, terminal);
  }
}

async function commandOf({ command }: Task): Promise<Command> {
  switch (command) {
    case "send":
      return (await import("../send.ts")).send;
    case "get":
      return (await import("../get.ts")).get;
    case "gopher":
      return (await import("../gopher.ts")).gopher;
    case "serve":
      return (await import("../serve.ts")).serve;
    case "share":
      return (await import("../share.ts")).share;
    case "drop":
      return (await import("../drop.ts")).drop;
    case "partial":
    case "receive":
      return (await import("../receive.ts")).receive;
  }
}

scope.postMessage(LOADED);
