/** The inside of `confine.ts`: runs the body of a command with the rights of its Worker. @module */

import config from "../../deno.json" with { type: "json" };
import { abortCause } from "../../lib/cli/abort_cause.ts";
import type { Command, CommandTable, Context } from "../../lib/cli/command.ts";
import { ConnectionError, LocalError } from "../../lib/errors.ts";
import type { MakeLink } from "../../lib/transfer/receive/transfer_commit.ts";
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

/**
 * Runs the command that `confine.ts` names, once, and tells it the exit code. To be called once, by
 * the module that is loaded as the Worker.
 *
 * @param loadCommand Loads the command of a name. Without the right to read, a Worker can load only
 * what is in its own module graph.
 */
export function runConfined(loadCommand: CommandTable["loadCommand"]): void {
  const controller = new AbortController();
  const answers: Answer[] = [];
  /** The other side creates links in the order of the requests. */
  const makeLink: MakeLink = (path, target, policy) =>
    new Promise((resolve, reject) => {
      answers.push({ resolve, reject });
      tell({ type: "link", path, target, policy });
    });
  scope.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
    switch (data.type) {
      case "run": {
        const command = (await loadCommand(data.command))!;
        const code = await run(command, data, controller.signal, makeLink);
        return tell({ type: "exit", code });
      }
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
  scope.postMessage(LOADED);
}

/** What waits for the answer to a request for a link. */
interface Answer {
  resolve(made: boolean): void;
  reject(error: Error): void;
}

function tell(message: FromWorker): void {
  scope.postMessage(message);
}

async function run(
  command: Command,
  asked: ToWorker & { type: "run" },
  signal: AbortSignal,
  makeLink: MakeLink,
): Promise<number> {
  const terminal = openTerminal(asked.terminal);
  const context: Context = {
    terminal,
    terminalOptions: asked.terminal,
    signal,
    version: config.version,
    commands: () => Promise.resolve([command]),
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
    return await runBody(command, asked.input, context);
  } catch (error) {
    return await report(abortCause(error, signal), terminal);
  }
}
