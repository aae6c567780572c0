/** `sluice serve exec`: starts the server if the gate's conditions are met. @module */

import type { Context } from "../../../lib/cli/command.ts";
import { escapeText } from "../../../lib/text/escape.ts";
import { giveUpPermissions } from "../../../lib/cli/give_up_permissions.ts";
import { CallerError, LocalError } from "../../../lib/errors.ts";
import {
  KILL_GRACE,
  MAX_SILENT,
  MAX_WAITING_GUESSES,
  SERVICE_IDLE_TIMEOUT,
} from "../../../lib/limits.ts";
import { answer } from "../../../lib/remote/request/answer.ts";
import { decide } from "../../../lib/remote/gate/decide.ts";
import { gate } from "../../../lib/remote/gate/gate.ts";
import { ruleWarnings } from "../../../lib/remote/gate/rule_warnings.ts";
import type { AuditRecord } from "../../../lib/remote/audit_record.ts";
import type { Policy, Rule } from "../../../lib/remote/gate/policy.ts";
import { AddressFilter } from "../../../lib/socket/address_filter.ts";
import { isLoopback } from "../../../lib/socket/address.ts";
import type { Duplex } from "../../../lib/socket/duplex.ts";
import { serve } from "../../../lib/socket/serve.ts";
import { sourceOf } from "../../../lib/socket/source_of.ts";
import type { ExecOptions, ExecServer } from "./options.ts";
import { folderWarning } from "./rule_words.ts";
import { type ExecRunner, startRunner } from "./runner.ts";
import { auditLine } from "./audit_line.ts";
import { isWrong, noAuthentication, type Trust, trustCode, trustSecret } from "./trust.ts";
import { showFailure } from "../../views/failed_service.ts";
import { openListeners } from "../../views/open_listeners.ts";

/**
 * Serves until the signal aborts. @throws {LocalError} code `permission` if the gate's conditions
 * are not met.
 */
export async function serveExec(options: ExecOptions, context: Context): Promise<number> {
  if (options.kind === "dry_run") return await dryRun(options.policy, options.argv, context);
  const { policy, who, secret, addresses, rules, audit, classic, words } = options;
  checkGate(options);
  await expose(policy, who, context);
  const stop = new AbortController();
  const runner = await startRunner({
    policy,
    ...audit !== undefined && { audit },
    onRecord: (record) => {
      void context.terminal.event({ event: "request", ...record });
      context.terminal.note(auditLine(record));
    },
    onError: (error) => stop.abort(error),
  });
  // From here on this part of the program can start no process and open no file.
  giveUpPermissions(runner.apart ? ["net"] : ["net", "run", "write"], Deno.permissions);
  if (!runner.groups) {
    context.terminal.warn(
      "Processes that commands start are not ended with them: no right to run /bin/sh",
    );
  }
  try {
    const { listeners } = await openListeners(addresses, context.terminal, {
      ...rules && { filter: new AddressFilter(rules) },
      onRejected: (peer) => context.terminal.note(`${peer}: rejected: not an allowed address`),
    });
    const trust = secret !== undefined
      ? trustSecret(secret)
      : who === "nobody"
      ? noAuthentication
      : trustCode({ words, onOver: (error) => stop.abort(error) }, context);
    const signal = AbortSignal.any([context.signal, stop.signal]);
    // Commands are ended first, so that their clients receive the status.
    signal.addEventListener("abort", () => void runner.stop());
    const service = serviceOf(classic, trust, runner, context);
    await Promise.all(listeners.map((listener) =>
      serve(listener, service, {
        signal,
        idle: classic ? classicIdle(policy) : Infinity,
        grace: SHUTDOWN_TIMEOUT,
        // Exceeds the limit of unauthenticated connections, so that one source cannot keep others
        // from being accepted.
        maxConnections: policy.running + MAX_SILENT + MAX_WAITING_GUESSES,
        onError: (error, { remoteAddr }) => showFailure(error, remoteAddr, context.terminal),
      })
    ));
    signal.throwIfAborted();
    return 0;
  } finally {
    await runner.stop();
  }
}

/** Milliseconds for connections to end at shutdown; their commands are ended first. */
const SHUTDOWN_TIMEOUT = 3 * KILL_GRACE;

/**
 * The classic protocol has no keep-alive, so a connection may be idle as long as a command or a
 * user may.
 */
function classicIdle({ rules }: Policy): number {
  return Math.max(...rules.map(({ limits }) => limits.idle)) + SERVICE_IDLE_TIMEOUT;
}

type Service = (conn: Duplex, context: { signal: AbortSignal }) => Promise<void>;

function serviceOf(
  classic: boolean,
  trust: Trust,
  runner: ExecRunner,
  context: Context,
): Service {
  const callerOf = ({ remoteAddr }: Duplex) => ({
    peer: remoteAddr,
    source: sourceOf(remoteAddr),
    who: trust.who,
  });
  const run = runner.ask.bind(runner);
  if (classic) {
    return async (conn, { signal }) => {
      const { answerClassic } = await import("../../../lib/remote/request/classic_answer.ts");
      await answerClassic(conn, { caller: callerOf(conn), run, signal });
    };
  }
  return async (conn, { signal }) => {
    let admitted: Duplex;
    try {
      admitted = await trust.admit(conn, signal);
    } catch (error) {
      if (isWrong(error)) {
        runner.audit(wrongSecret(conn));
        await context.terminal.event({ event: "wrong_code", peer: conn.remoteAddr });
      }
      throw error;
    }
    await answer(admitted, { caller: callerOf(conn), run, signal });
  };
}

function wrongSecret({ remoteAddr }: Duplex): AuditRecord {
  return {
    time: new Date().toISOString(),
    peer: remoteAddr,
    who: "unknown",
    command: null,
    argv: null,
    decision: "wrong_secret",
    why: "wrong secret, or the connection was intercepted",
    pid: null,
    status: null,
    signal: null,
    bytes: { stdin: 0, stdout: 0, stderr: 0 },
    seconds: 0,
  };
}

function checkGate(
  { policy, who: trust, addresses, insecureLoopback, classic, asRoot }: ExecServer,
): void {
  const executables = [...new Set(policy.rules.map(({ executable }) => executable))];
  const state = (command?: string) =>
    Deno.permissions.querySync({ name: "run", ...command && { command } }).state;
  const missing = executables.filter((path) => state(path) !== "granted");
  const run = state() === "granted" ? "all" : missing.length < executables.length ? "list" : "none";
  const decision = gate({
    run: state() === "denied" ? "none" : run,
    missing,
    executables,
    rules: policy.rules.length,
    trust,
    insecureLoopback,
    classic,
    loopback: addresses.every((address) => "host" in address && isLoopback(address)),
    uid: userNumber(),
    asRoot,
  });
  if (decision.open) return;
  if (decision.code === "usage") throw new CallerError("usage", decision.text);
  throw new LocalError("permission", decision.text);
}

function userNumber(): number | undefined {
  return Deno.uid() ?? undefined;
}

/**
 * Prints what is exposed, to which clients, and as which user. The address is printed when it
 * listens.
 */
async function expose(policy: Policy, who: Trust["who"], { terminal }: Context): Promise<void> {
  const whom = who === "secret"
    ? "clients that have the secret"
    : who === "code"
    ? "clients that enter the code, which is new for each command"
    : "EVERY USER of this machine";
  const uid = userNumber();
  terminal.warn(
    `Open to ${whom}; commands run as user ${uid ?? "of this program"}${
      uid === 0 ? " (ROOT)" : ""
    }:`,
  );
  for (const rule of policy.rules) terminal.warn(`  ${escapeText(describe(rule))}`);
  const warnings = policy.rules.flatMap((rule) =>
    [...ruleWarnings(rule), folderWarning(rule)].filter((warning) => warning !== undefined)
  );
  for (const warning of warnings) terminal.warn(`Warning: ${escapeText(warning)}`);
  await terminal.event({
    event: "exposed",
    who,
    uid: uid ?? null,
    commands: policy.rules.map(describe),
    warnings,
  });
}

/** A rule on one line. */
function describe({ name, executable, fixed, parameters, folder }: Rule): string {
  const slots = parameters.map(({ kind, least = 1, most = 1 }) => {
    const slot = "values" in kind
      ? kind.values.join("|")
      : "pattern" in kind
      ? `/${kind.pattern.source}/`
      : "any" in kind
      ? "*"
      : `${kind.min}..${kind.max}`;
    return least === 1 && most === 1 ? slot : `${slot}{${least},${most}}`;
  });
  return `${name}: ${[executable, ...fixed, ...slots].join(" ")} (in ${folder})`;
}

async function dryRun(policy: Policy, argv: readonly string[], context: Context): Promise<number> {
  if (argv.length === 0) {
    throw new CallerError(
      "usage",
      "Missing command for --dry-run; use --dry-run -- CMD [ARG]...",
    );
  }
  const decision = decide(policy, { argv });
  const { terminal } = context;
  const { allowed } = decision;
  await terminal.event({
    event: "decision",
    allowed,
    argv,
    why: decision.allowed ? null : decision.why,
    run: decision.allowed ? [decision.rule.executable, ...decision.args] : null,
  });
  if (terminal.json) return allowed ? 0 : 126;
  if (!decision.allowed) {
    await terminal.print(`Not allowed: ${escapeText(decision.why)}\n`);
    return 126;
  }
  const { rule, args, env } = decision;
  const words = [rule.executable, ...args].map((word) => JSON.stringify(word)).join(" ");
  await terminal.print(
    `Allowed: ${escapeText(words)}\n` +
      `in:      ${escapeText(rule.folder)}\n` +
      `with:    ${escapeText(Object.entries(env).map((pair) => pair.join("=")).join(" "))}\n`,
  );
  return 0;
}
