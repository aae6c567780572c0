/**
 * The program without its table of commands: argv in, exit code out. The only place that ends the
 * process, and the only one that turns an error into an exit code.
 *
 * Modules that `--version` does not need are imported on demand: loading a module takes a
 * measurable part of the start-up time. The table comes from the entry, `main.ts` or `scripts/start.ts`:
 * the runtime loads what a literal `import()` names, with all that it imports, before the program
 * starts.
 *
 * @module
 */

import config from "../deno.json" with { type: "json" };
import type { Command, CommandTable, Context, ParsedArguments } from "../lib/cli/command.ts";
import { denoTooOld } from "../lib/cli/required_deno.ts";
import type { StdioTerminalOptions } from "../lib/terminal/stdio_terminal.ts";
import type { Terminal } from "../lib/terminal/terminal.ts";

/** Flags of the program, and of every command. */
const HELP = ["--help", "-h"];
/** Flags of the program. */
const VERSION = ["--version", "-V"];

const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Runs a command line and resolves to its exit code. It gives up permissions and listens to
 * signals, so it needs a process of its own.
 *
 * @param args The arguments after the program's name.
 * @param loadTable Loads the table of commands. Not called for `--version`.
 */
export async function runProgram(
  args: readonly string[],
  loadTable: () => Promise<CommandTable>,
): Promise<number> {
  try {
    const [first = ""] = args;
    if (VERSION.includes(first)) {
      return await print(`sluice ${config.version} (Deno ${Deno.version.deno})\n`, args);
    }
    const { loadCommand, loadCommands } = await loadTable();
    if (args.length === 0 || HELP.includes(first)) {
      return await showHelp(args, await loadCommands());
    }
    const command = await loadCommand(first) ?? await commandNamed(first, loadCommands);
    return await runCommand(command, args, loadCommands);
  } catch (error) {
    return await reportError(error, await openFirstTerminal(args));
  }
}

/** @throws {CallerError} if there is none of that name; the error names the nearest. */
async function commandNamed(name: string, commands: Context["commands"]): Promise<Command> {
  const { findCommand } = await import("../lib/cli/find_command.ts");
  return findCommand(name, await commands());
}

/**
 * The flags for output are read before anything is parsed, because parse errors are printed as
 * well.
 */
async function openFirstTerminal(args: readonly string[]): Promise<Terminal> {
  const { openTerminal, terminalOptions } = await import("./views/open_terminal.ts");
  const words = beforeDoubleDash(args);
  return openTerminal(
    terminalOptions((flag) => words.includes(`--${flag}`), environment("TERM")),
  );
}

/**
 * Prints the version or help; resolves to the exit code. Without the terminal's ten modules where the
 * first write takes the whole text, as it nearly always does: 4 ms of 30.
 */
async function print(text: string, args: readonly string[]): Promise<number> {
  const bytes = new TextEncoder().encode(text);
  const written = tryToWrite(bytes);
  // The terminal writes the rest, or reports why it cannot be written.
  if (written < bytes.length) {
    await (await openFirstTerminal(args)).printBytes(bytes.subarray(written));
  }
  return 0;
}

function tryToWrite(bytes: Uint8Array): number {
  try {
    return Deno.stdout.writeSync(bytes);
  } catch {
    return 0;
  }
}

async function showHelp(
  args: readonly string[],
  commands: readonly Command[],
): Promise<number> {
  const { programHelp } = await import("../lib/cli/help.ts");
  const text = programHelp(commands);
  if (args.length > 0) return await print(text, args);
  (await openFirstTerminal(args)).warn(text.trimEnd());
  return 64;
}

async function runCommand(
  command: Command,
  [, ...words]: readonly string[],
  commands: Context["commands"],
): Promise<number> {
  const isHelp = (word: string) => HELP.includes(word);
  const asked = beforeDoubleDash(words).some(isHelp);
  // Checked first: an older runtime may fail to load the rest.
  if (!asked && command.permissions.includes("net")) await requireRecentDeno();
  const args = asked ? undefined : (await import("../lib/cli/parse.ts")).parse(command, words);
  if (args === undefined || args.has("help")) {
    const { helpAmong } = await import("../lib/cli/help.ts");
    return await print(await helpAmong(beforeDoubleDash(words), command), words);
  }
  const { terminalOptions } = await import("./views/open_terminal.ts");
  const options = terminalOptions(
    (flag) => command.common.includes(flag) && args.has(flag),
    environment("TERM"),
  );
  if (command.usesTable) await commands();
  const { giveUpPermissions } = await import("../lib/cli/give_up_permissions.ts");
  const loading = command.plan ? ["import"] as const : [];
  giveUpPermissions([...command.permissions, ...loading], Deno.permissions);
  return await runUntilStopped(command, args, options, commands);
}

/** The runtime inside an executable was chosen at build time and is not checked. */
async function requireRecentDeno(): Promise<void> {
  if (Deno.build.standalone) return;
  const problem = denoTooOld(Deno.version.deno, config.minimumDeno);
  if (problem === undefined) return;
  const { LocalError } = await import("../lib/errors.ts");
  throw new LocalError("unavailable", problem);
}

async function runUntilStopped(
  command: Command,
  args: ParsedArguments,
  options: StdioTerminalOptions,
  commands: Context["commands"],
): Promise<number> {
  const { openTerminal } = await import("./views/open_terminal.ts");
  const terminal = openTerminal(options);
  const controller = new AbortController();
  const { ConnectionError } = await import("../lib/errors.ts");
  const stop = (signal: Deno.Signal) => {
    // A second signal exits at once.
    if (controller.signal.aborted) leave(signal === "SIGTERM" ? 143 : 130, terminal);
    const interrupted = new ConnectionError("interrupted", `Interrupted (${signal})`, {
      cause: signal,
    });
    controller.abort(interrupted);
  };
  listenToSignals(stop);
  leaveOnStrayErrors(controller.signal, terminal);
  const time = command.common.includes("timeout") ? args.value("timeout") : undefined;
  const timer = time === undefined ? undefined : await startTimer(time, controller);
  const context: Context = {
    terminal,
    terminalOptions: options,
    signal: controller.signal,
    version: config.version,
    commands,
    env: environment,
  };
  try {
    if (command.plan === undefined) {
      const { runBody } = await import("./sandbox/run_body.ts");
      return await runBody(command, args, context);
    }
    const { runPlanned } = await import("./sandbox/confine.ts");
    return await runPlanned(command, await command.plan(args, context), context);
  } catch (error) {
    const { abortCause } = await import("../lib/cli/abort_cause.ts");
    return await reportError(abortCause(error, controller.signal), terminal);
  } finally {
    // The timer functions are loaded at their first use, which would slow the start-up down.
    if (timer !== undefined) clearTimeout(timer);
  }
}

function listenToSignals(stop: (signal: Deno.Signal) => void): void {
  for (const signal of STOP_SIGNALS) {
    // Windows has no SIGTERM to listen to.
    if (Deno.build.os === "windows" && signal === "SIGTERM") continue;
    Deno.addSignalListener(signal, () => stop(signal));
  }
}

/**
 * Reports unhandled errors, which would otherwise end the program with a stack trace. Those of an
 * aborted command are expected and ignored: the command reports its own end.
 */
function leaveOnStrayErrors(signal: AbortSignal, terminal: Terminal): void {
  const leaveWith = async (event: Event, error: unknown) => {
    event.preventDefault();
    if (!signal.aborted) leave(await reportError(error, terminal));
  };
  addEventListener("unhandledrejection", (event) => leaveWith(event, event.reason));
  addEventListener("error", (event) => leaveWith(event, event.error));
}

async function startTimer(
  time: string,
  controller: AbortController,
): Promise<ReturnType<typeof setTimeout>> {
  const { ConnectionError } = await import("../lib/errors.ts");
  const { parseDuration } = await import("../lib/cli/duration.ts");
  const { formatTime } = await import("../lib/text/format_time.ts");
  const milliseconds = parseDuration(time);
  const late = new ConnectionError(
    "timeout",
    `Timed out after ${formatTime(milliseconds)}`,
  );
  return setTimeout(() => controller.abort(late), milliseconds);
}

async function reportError(error: unknown, terminal: Terminal): Promise<number> {
  const { report } = await import("./views/error_report.ts");
  return await report(error, terminal);
}

function beforeDoubleDash(words: readonly string[]): readonly string[] {
  const end = words.indexOf("--");
  return end < 0 ? words : words.slice(0, end);
}

/** An environment variable; undefined also if the program may not read it. */
function environment(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

/**
 * Ends the process.
 *
 * @param terminal The terminal whose progress is erased first.
 */
export function leave(code: number, terminal?: Terminal): never {
  terminal?.draw([]);
  Deno.exit(code);
}
