/**
 * The inside of `confine.ts`: runs the body of a command with the rights of its Worker. It is
 * loaded as a Worker and never imported: the only module of the program with side effects on load.
 *
 * @module
 */

import config from "../../deno.json" with { type: "json" };
import { abortCause } from "../../lib/cli/abort_cause.ts";
import type { Context } from "../../lib/cli/command.ts";
import { ConnectionError, LocalError } from "../../lib/errors.ts";
import type { MakeLink } from "../../lib/transfer/receive/transfer_commit.ts";
import { loadCommand, loadCommands } from "../all.ts";
import { report } from "../views/error_report.ts";
import { openTerminal } from "../views/open_terminal.ts";
import { LOADED } from "./load_worker.ts";
import type { FromWorker, ToWorker } from "./message.ts";
import { runBody } from "./run_body.ts";

/** The global scope of a Worker, for which the types of a window do not apply. */
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
      return tell({ type: "exit", code: await run(data) });
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

/** The other side creates links in the order of the requests. */
const makeLink: MakeLink = (path, target, policy) =>
  new Promise((resolve, reject) => {
    answers.push({ resolve, reject });
    tell({ type: "link", path, target, policy });
  });

async function run(asked: ToWorker & { type: "run" }): Promise<number> {
  const terminal = openTerminal(asked.terminal);
  const { signal } = controller;
  const context: Context = {
    terminal,
    terminalOptions: asked.terminal,
    signal,
    version: config.version,
    commands: loadCommands,
    env: () => undefined,
    makeLink,
  };
  self.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    // Errors after an abort are expected.
    if (!signal.aborted) {
      report(event.reason, terminal).then((code) => tell({ type: "exit", code }));
    }
  });
  try {
    return await runBody((await loadCommand(asked.command))!, asked.input, context);
  } catch (error) {
    return await report(abortCause(error, signal), terminal);
  }
}

scope.postMessage(LOADED);
