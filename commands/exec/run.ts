/** The confined part of `sluice exec`. @module */

import { writeAllSync } from "../../lib/bytes.ts";
import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { CallerError, RefusedError } from "../../lib/errors.ts";
import type { Exit, Run } from "../../lib/frame/control.ts";
import { CLASSIC_EXEC_PORT, DEFAULT_EXEC_PORT, MAX_CLASSIC_LINE } from "../../lib/limits.ts";
import type { OutputName } from "../../lib/remote/message.ts";
import { type Address, isLoopback } from "../../lib/socket/address.ts";
import { parseTypedAddress } from "../../lib/socket/parse_typed_address.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import type { HandshakeCode } from "../../lib/secure/handshake.ts";
import { warmUpKeys } from "../../lib/secure/self_signed.ts";
import { codeTextOf, isWholeCode } from "../flags/code.ts";
import { escapeLines, PeerOutput } from "../views/peer_output.ts";

/** Sends the request, prints the output, and resolves to the command's exit status. */
export async function runRemote(args: ParsedArguments, context: Context): Promise<number> {
  const [host, ...words] = args.positionals;
  const isClassic = args.has("classic");
  // A command whose name has the form of a code goes after --.
  const isCoded = !isClassic && words[0] !== undefined && isWholeCode(words[0]);
  const codeWords = isCoded ? words.splice(0, 1) : [];
  const argv = [...words, ...args.rest];
  if (argv.length === 0) {
    throw new CallerError("usage", "Missing CMD; use sluice exec HOST -- CMD [ARG]...");
  }
  const port = isClassic ? CLASSIC_EXEC_PORT : DEFAULT_EXEC_PORT;
  const address = parseTypedAddress(host!, "dial", { port });
  const strange = NOT_CLASSIC.find((flag) => args.has(flag));
  if (isClassic && strange) {
    throw new CallerError("usage", `--${strange} does not work with --classic`);
  }
  if (isClassic) return await classic(address, argv.join(" "), context);
  const run: Run = {
    argv,
    env: variablesOf(args.values("env")),
    stdin: args.has("stdin"),
    timeout: await timeoutOf(args),
  };
  // On another core, while what follows is loaded and the server dialled.
  warmUpKeys();
  const code = await codeFor(args, codeTextOf(args, codeWords), { context, address });
  const { dialWithoutFiles } = await import("../sandbox/give_up_files.ts");
  const { ask } = await import("../../lib/remote/request/ask.ts");
  const { terminal, signal } = context;
  const { whileBusy } = await import("../../lib/pairing/retry.ts");
  const connect = async () =>
    await secured(await dialWithoutFiles(address, { signal }), code, signal);
  const onBusy = () => terminal.note("The server is busy; retrying");
  const conn = await whileBusy(connect, { signal, onBusy });
  const begin = performance.now();
  const outputs = outputsTo(terminal);
  const exit = await ask(conn, run, {
    signal,
    ...run.stdin && { stdin: terminal.stdin },
    output: (stream, bytes) => outputs(stream, bytes),
    started: (pid) => terminal.event({ event: "started", pid }),
  });
  const seconds = (performance.now() - begin) / 1000;
  const { reason, status, signal: name, stdout, stderr, truncated } = exit;
  const totals = { reason, status, signal: name, stdout, stderr, truncated, seconds };
  await terminal.event({ event: "exit", ...totals });
  return judge(exit);
}

/** @throws {RefusedError} if the command did not end by itself. */
function judge({ reason, status, truncated }: Exit): number {
  switch (reason) {
    case "time":
      throw new RefusedError("time_limit", "The command exceeded its time limit and was ended");
    case "idle":
      throw new RefusedError(
        "time_limit",
        "The command was ended: no input or output for too long",
      );
    case "output":
      throw new RefusedError(
        "output_limit",
        `The command wrote too much and was ended: ${truncated.join(" and ")} truncated`,
      );
    case "stopped":
      throw new RefusedError("refused", "The server was stopped, and ended the command");
    default:
      return status;
  }
}

/** Escapes output to a terminal; output to files and pipes is left as it is. */
function outputsTo(terminal: Terminal): (stream: OutputName, bytes: Uint8Array) => Promise<void> {
  if (terminal.json) {
    return (stream, bytes) => terminal.event({ event: "output", stream, ...textOrBase64(bytes) });
  }
  const out = new PeerOutput(terminal);
  const decoder = new TextDecoder();
  return async (stream, bytes) => {
    if (stream === "stdout") return await out.write(bytes);
    if (!Deno.stderr.isTerminal()) return writeAllSync(Deno.stderr, bytes);
    const text = escapeLines(decoder.decode(bytes, { stream: true }));
    writeAllSync(Deno.stderr, new TextEncoder().encode(text));
  };
}

function textOrBase64(bytes: Uint8Array): { text: string } | { base64: string } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { base64: bytes.toBase64() };
  }
}

async function codeFor(
  args: ParsedArguments,
  text: string | undefined,
  { context, address }: { context: Context; address: Address },
): Promise<HandshakeCode | undefined> {
  const { givenSecret } = await import("../flags/secret.ts");
  const { codeOfSecret } = await import("../../lib/pairing/code_of_secret.ts");
  if (args.has("insecure-loopback")) {
    if (text !== undefined || args.has("secret-file")) {
      throw new CallerError(
        "usage",
        "--insecure-loopback cannot be combined with --code or --secret-file",
      );
    }
    if (address.scheme === "tcp" && isLoopback(address)) return undefined;
    throw new CallerError(
      "usage",
      "--insecure-loopback needs an address of this machine: 127.0.0.0/8 or ::1",
    );
  }
  const { askForCode, codeOf } = await import("../views/ask_code.ts");
  if (text !== undefined) {
    if (!args.has("secret-file")) return codeOf(text);
    throw new CallerError("usage", "A code and --secret-file exclude each other; use one of them");
  }
  const secret = await givenSecret(args, context);
  if (secret !== undefined) return codeOfSecret(secret);
  if (!context.terminal.interactive) {
    const advice = "use --code CODE, --secret-file FILE or SLUICE_SECRET";
    throw new CallerError("usage", `Missing code, and no terminal to ask for it; ${advice}`);
  }
  return await askForCode("Code: ", context.terminal, context.signal);
}

async function secured(
  conn: Duplex,
  code: HandshakeCode | undefined,
  signal: AbortSignal,
): Promise<Duplex> {
  if (code === undefined) return conn;
  const { secureHandshake } = await import("../../lib/channel/secure_handshake.ts");
  return (await secureHandshake(conn, { role: "receive", side: "dialler", code, signal })).duplex;
}

function variablesOf(pairs: readonly string[]): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1) {
      throw new CallerError("usage", `--env needs NAME=VALUE, not ${JSON.stringify(pair)}`);
    }
    variables[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return variables;
}

async function timeoutOf(args: ParsedArguments): Promise<number | null> {
  const { parseDuration } = await import("../../lib/cli/duration.ts");
  const given = args.value("timeout");
  return given === undefined ? null : Math.max(1, Math.round(parseDuration(given)));
}

/** Flags that the classic protocol cannot express. */
const NOT_CLASSIC = ["secret-file", "secret", "code", "stdin", "env", "timeout"];

async function classic(address: Address, line: string, context: Context): Promise<number> {
  const { askClassic } = await import("../../lib/remote/request/classic_ask.ts");
  const { dialWithoutFiles } = await import("../sandbox/give_up_files.ts");
  const { terminal, signal } = context;
  const { length } = new TextEncoder().encode(line);
  if (length > MAX_CLASSIC_LINE) {
    const text = `--classic sends at most ${MAX_CLASSIC_LINE} bytes, and the command has ${length}`;
    throw new CallerError("usage", `${text}; use exec without --classic`);
  }
  if (address.scheme !== "tcp" || !isLoopback(address)) {
    terminal.warn("--classic neither encrypts nor authenticates the server");
  }
  const outputs = outputsTo(terminal);
  const conn = await dialWithoutFiles(address, { signal });
  await askClassic(conn, line, { signal, output: (bytes) => outputs("stdout", bytes) });
  return 0;
}
