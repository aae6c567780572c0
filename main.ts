/**
 * The program: argv in, exit code out. The only place that ends the process, and the only one that
 * turns an error into an exit code.
 *
 * Modules that `--version` does not need are imported on demand: loading a module takes a
 * measurable part of the start-up time.
 *
 * @module
 */

import config from "./deno.json" with { type: "json" };
import type { Command, Context, ParsedArguments } from "./lib/cli/command.ts";
import { denoTooOld } from "./lib/cli/required_deno.ts";
import type { StdioTerminalOptions } from "./lib/terminal/stdio_terminal.ts";
import type { Terminal } from "./lib/terminal/terminal.ts";

/** Flags of the program, and of every command. */
const HELP = ["--help", "-h"];
/** Flags of the program. */
const VERSION = ["--version", "-V"];

const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Runs a command line and resolves to its exit code. It gives up permissions and listens to
 * signals, so it needs a process of its own.
 *
 * @param args the arguments after the program's name
 * @param table the commands. @default {those of `commands/all.ts`}
 */
export async function main(args: readonly string[], table?: readonly Command[]): Promise<number> {
  const terminal = await openFirstTerminal(args);
  try {
    const [first = ""] = args;
    if (VERSION.includes(first)) {
      await terminal.print(`sluice ${config.version} (Deno ${Deno.version.deno})\n`);
      return 0;
    }
    const { loadCommand, loadCommands } = await import("./commands/all.ts");
    const commands = table ? () => Promise.resolve(table) : loadCommands;
    if (args.length === 0 || HELP.includes(first)) {
      return await showHelp(args, await commands(), terminal);
    }
    const command = (table ? undefined : await loadCommand(first)) ??
      await commandNamed(first, commands);
    return await runCommand(command, args.slice(1), terminal, commands);
  } catch (error) {
    return await reportError(error, terminal);
  }
}

/** @throws {CallerError} if there is none of that name; the error names the nearest. */
async function commandNamed(name: string, commands: Context["commands"]): Promise<Command> {
  const { findCommand } = await import("./lib/cli/find_command.ts");
  return findCommand(name, await commands());
}

/**
 * The flags for output are read before anything is parsed, because parse errors are printed as
 * well.
 */
async function openFirstTerminal(args: readonly string[]): Promise<Terminal> {
  const { openTerminal, terminalOptions } = await import("./commands/views/open_terminal.ts");
  const words = beforeDoubleDash(args);
  return openTerminal(
    terminalOptions((flag) => words.includes(`--${flag}`), environment("TERM")),
  );
}

async function showHelp(
  args: readonly string[],
  commands: readonly Command[],
  terminal: Terminal,
): Promise<number> {
  const { programHelp } = await import("./lib/cli/help.ts");
  const text = programHelp(commands);
  if (args.length > 0) {
    await terminal.print(text);
    return 0;
  }
  terminal.warn(text.trimEnd());
  return 64;
}

async function runCommand(
  command: Command,
  words: readonly string[],
  terminal: Terminal,
  commands: Context["commands"],
): Promise<number> {
  const isHelp = (word: string) => HELP.includes(word);
  const asked = beforeDoubleDash(words).some(isHelp);
  // Checked first: an older runtime may fail to load the rest.
  if (!asked && command.permissions.includes("net")) await requireRecentDeno();
  const args = asked ? undefined : (await import("./lib/cli/parse.ts")).parse(command, words);
  if (args === undefined || args.has("help")) {
    const { helpAmong } = await import("./lib/cli/help.ts");
    await terminal.print(await helpAmong(beforeDoubleDash(words), command));
    return 0;
  }
  const { terminalOptions } = await import("./commands/views/open_terminal.ts");
  const options = terminalOptions(
    (flag) => command.common.includes(flag) && args.has(flag),
    environment("TERM"),
  );
  const { giveUpPermissions } = await import("./lib/cli/give_up_permissions.ts");
  const loading = command.plan ? ["import"] as const : [];
  giveUpPermissions([...command.permissions, ...loading], Deno.permissions);
  return await runUntilStopped(command, args, options, commands);
}

/** The runtime inside an executable was chosen at build time and is not checked. */
async function requireRecentDeno(): Promise<void> {
  if (Deno.build.standalone) return;
  const problem = denoTooOld(Deno.version.deno, config.minimumDeno);
  if (problem === undefined) return;
  const { LocalError } = await import("./lib/errors.ts");
  throw new LocalError("unavailable", problem);
}

async function runUntilStopped(
  command: Command,
  args: ParsedArguments,
  options: StdioTerminalOptions,
  commands: Context["commands"],
): Promise<number> {
  const { openTerminal } = await import("./commands/views/open_terminal.ts");
  const terminal = openTerminal(options);
  const controller = new AbortController();
  const { ConnectionError } = await import("./lib/errors.ts");
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
      const { runBody } = await import("./commands/sandbox/run_body.ts");
      return await runBody(command, args, context);
    }
    const { runPlanned } = await import("./commands/sandbox/confine.ts");
    return await runPlanned(command, await command.plan(args, context), context);
  } catch (error) {
    const { abortCause } = await import("./lib/cli/abort_cause.ts");
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
  const { ConnectionError } = await import("./lib/errors.ts");
  const { parseDuration } = await import("./lib/cli/duration.ts");
  const { formatTime } = await import("./lib/text/format_time.ts");
  const milliseconds = parseDuration(time);
  const late = new ConnectionError(
    "timeout",
    `Timed out after ${formatTime(milliseconds)}`,
  );
  return setTimeout(() => controller.abort(late), milliseconds);
}

async function reportError(error: unknown, terminal: Terminal): Promise<number> {
  const { report } = await import("./commands/views/error_report.ts");
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

function leave(code: number, terminal?: Terminal): never {
  terminal?.draw([]);
  Deno.exit(code);
}

if (import.meta.main) leave(await main(Deno.args));
