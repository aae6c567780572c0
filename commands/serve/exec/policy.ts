/** The policy of `sluice serve exec`, from its flags and file. @module */

import type { ParsedArguments } from "../../../lib/cli/command.ts";
import { CallerError } from "../../../lib/errors.ts";
import {
  MAX_OUTPUT_BYTES,
  MAX_RUNNING,
  MAX_RUNNING_PER_PEER,
  RUN_IDLE_TIMEOUT,
  RUN_TIMEOUT,
} from "../../../lib/limits.ts";
import { parseDuration } from "../../../lib/cli/duration.ts";
import { parseSize } from "../../../lib/cli/size.ts";
import { allowRule } from "../../../lib/remote/gate/allow.ts";
import { type Limits, PATH, type Policy, type Rule } from "../../../lib/remote/gate/policy.ts";
import { readPolicy } from "../../../lib/remote/gate/read_policy.ts";
import { findExecutable } from "../../../lib/file/find_executable.ts";
import { assertTrustedWords } from "./rule_words.ts";
import { readPolicyFile } from "../../../lib/file/policy_file.ts";

/** Resolves programs, once. @throws {CallerError} if a part is invalid, untrusted or not found. */
export function execPolicy(args: ParsedArguments): Policy {
  const find = (name: string) => findExecutable(name, PATH);
  const limits = limitsOf(args);
  const path = args.value("policy");
  const file = path === undefined ? undefined : readPolicy(readPolicyFile(path), { limits, find });
  const folder = existingFolder(args.value("folder") ?? ".");
  const stdin = args.has("give-stdin");
  const quick = args.values("allow").map((text) =>
    allowRule(text, { limits, folder, stdin, find })
  );
  const rules = [...file?.rules ?? [], ...quick].map((rule) => ({
    ...rule,
    target: Deno.realPathSync(rule.executable),
  }));
  for (const rule of rules) {
    checkFolder(rule);
    assertTrustedWords(rule);
  }
  // If both set a limit, the lower one applies.
  const both = (flag: string, inFile: number | undefined, otherwise: number) =>
    Math.min(count(args, flag, inFile ?? otherwise), inFile ?? Infinity);
  const running = both("running", file?.running, MAX_RUNNING);
  const perPeer = both("per-peer", file?.perPeer, MAX_RUNNING_PER_PEER);
  return { rules, running, perPeer };
}

function limitsOf(args: ParsedArguments): Limits {
  const time = (name: string, otherwise: number) => {
    const given = args.value(name);
    return given === undefined ? otherwise : parseDuration(given);
  };
  return {
    time: time("time-limit", RUN_TIMEOUT),
    idle: time("idle-limit", RUN_IDLE_TIMEOUT),
    output: outputLimit(args),
    running: count(args, "running", MAX_RUNNING),
  };
}

function outputLimit(args: ParsedArguments): number {
  const given = args.value("output-limit");
  return given === undefined ? MAX_OUTPUT_BYTES : parseSize(given);
}

function count(args: ParsedArguments, name: string, otherwise: number): number {
  const value = Number(args.value(name) ?? otherwise);
  if (value >= 1) return value;
  throw new CallerError("usage", `--${name} needs at least 1, not ${value}`);
}

function existingFolder(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new CallerError("no_input", `No folder ${JSON.stringify(path)} for --folder`, {
      cause,
    });
  }
}

function checkFolder({ name, folder }: Rule): void {
  try {
    if (Deno.statSync(folder).isDirectory) return;
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
  throw new CallerError("no_input", `No folder ${JSON.stringify(folder)} for the command ${name}`);
}
