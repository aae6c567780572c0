/** Parses a policy. Anything unknown or invalid rejects the whole file. Pure. @module */

import { CallerError } from "../../errors.ts";
import { MAX_ARGUMENTS } from "../../limits.ts";
import {
  BASE_ENVIRONMENT,
  type Kind,
  type Limits,
  mayBeAccepted,
  type Parameter,
  type Policy,
  type Rule,
} from "./policy.ts";
import { isHarmlessVariable } from "./harmless_variable.ts";
import { PolicyReader } from "./policy_reader.ts";

/** The content of a policy file; the command line sets what it leaves out. */
export type PolicyFile = Pick<Policy, "rules"> & Partial<Policy>;

/** Options of {@linkcode readPolicy}. */
export interface ReadPolicyOptions {
  /** Limits of a command whose rule sets none. */
  limits: Limits;
  /** Finds an executable by its name or path. Throws where there is none. */
  find(name: string): string;
}

/**
 * Parses a policy; `docs/policy.schema.json` describes it.
 *
 * @throws {CallerError} code `usage` if a member is unknown, missing or invalid.
 */
export function readPolicy(text: string, options: ReadPolicyOptions): PolicyFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CallerError("usage", `Invalid policy: it is not JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
  const policy = new PolicyReader("policy", value);
  policy.text("$schema");
  const limits = limitsOf(policy.object("limits"), options.limits);
  const running = policy.integer("running", 1, 10_000);
  const perPeer = policy.integer("perPeer", 1, 10_000);
  const commands = policy.object("commands") ?? policy.invalid("commands", "an object of commands");
  const rules = commands.names.map((name) => {
    if (!/^[A-Za-z0-9_][\w.+-]*$/.test(name)) {
      commands.invalid(name, "a name of letters, digits and -_.+");
    }
    return ruleOf(name, commands.object(name)!, { ...options, limits });
  });
  policy.end();
  return { rules, ...running && { running }, ...perPeer && { perPeer } };
}

function ruleOf(name: string, reader: PolicyReader, { limits, find }: ReadPolicyOptions): Rule {
  const [program, ...fixed] = reader.texts("run") ?? [];
  if (program === undefined) {
    reader.invalid("run", "a list: the program, and what always comes first");
  }
  reader.text("description");
  const parameters = (reader.objects("parameters") ?? []).map(parameterOf);
  for (const { least = 1, most = 1 } of parameters.slice(0, -1)) {
    if (least !== 1 || most !== 1) reader.invalid("parameters", "a count at the last one only");
  }
  const folder = reader.text("folder") ?? "/";
  if (!folder.startsWith("/") && !/^[A-Za-z]:[\\/]/.test(folder)) {
    reader.invalid("folder", "an absolute path");
  }
  const accept = reader.texts("accept") ?? [];
  for (const each of accept) {
    if (!isHarmlessVariable(each)) {
      reader.invalid(
        "accept",
        `LANG, LC_…, TZ, TERM, NO_COLOR, COLUMNS or LINES, not ${each}; ` +
          "if you know what the program makes of it, name it in acceptUnsafe",
      );
    }
  }
  const acceptUnsafe = reader.texts("acceptUnsafe") ?? [];
  for (const each of acceptUnsafe) {
    if (!mayBeAccepted(each)) {
      reader.invalid(
        "acceptUnsafe",
        `a variable that makes no program run other code, not ${each}`,
      );
    }
  }
  const rule: Rule = {
    name,
    executable: find(program!),
    fixed,
    parameters,
    folder,
    environment: { ...BASE_ENVIRONMENT, ...environmentOf(reader.object("environment")) },
    accept,
    acceptUnsafe,
    untrusted: reader.texts("untrusted") ?? [],
    stdin: reader.boolean("stdin") ?? false,
    limits: limitsOf(reader.object("limits"), limits),
  };
  reader.end();
  return rule;
}

function parameterOf(reader: PolicyReader): Parameter {
  const kinds: Kind[] = [];
  const values = reader.texts("values");
  if (values) kinds.push({ values });
  const pattern = reader.text("pattern");
  if (pattern !== undefined) kinds.push({ pattern: expressionOf(reader, pattern) });
  const number = reader.object("number");
  if (number) kinds.push(numberOf(number));
  if (reader.boolean("any")) kinds.push({ any: true });
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    reader.invalid("pattern", "one of values, pattern, number, any");
  }
  const count = reader.object("count");
  const least = count?.integer("min", 0, MAX_ARGUMENTS) ?? (count ? 0 : 1);
  const most = count?.integer("max", 1, MAX_ARGUMENTS) ?? (count ? MAX_ARGUMENTS : 1);
  if (least > most) reader.invalid("count", "a min that is not above max");
  count?.end();
  const dash = reader.boolean("dash") ?? false;
  reader.text("name");
  reader.end();
  return { kind: kind!, dash, least, most };
}

function expressionOf(reader: PolicyReader, source: string): RegExp {
  try {
    return new RegExp(source, "u");
  } catch {
    return reader.invalid("pattern", "a regular expression of ECMAScript (flag u)");
  }
}

function numberOf(reader: PolicyReader): Kind {
  const [least, most] = [-(10 ** 15) + 1, 10 ** 15 - 1];
  const min = reader.integer("min", least, most) ?? reader.invalid("min", "a whole number");
  const max = reader.integer("max", least, most) ?? reader.invalid("max", "a whole number");
  if (min > max) reader.invalid("max", "a number that is not below min");
  reader.end();
  return { min, max };
}

function environmentOf(reader: PolicyReader | undefined): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const name of reader?.names ?? []) {
    const value = reader!.text(name)!;
    if (!/^[A-Za-z_]\w*$/.test(name) || value.includes("\0")) reader!.invalid(name, "a variable");
    // With one of these set, Deno starts a process only where it may start any.
    if (/^(LD|DYLD)_/i.test(name)) reader!.invalid(name, "no variable of the loader");
    variables[name] = value;
  }
  return variables;
}

function limitsOf(reader: PolicyReader | undefined, otherwise: Limits): Limits {
  if (reader === undefined) return otherwise;
  const seconds = (name: "time" | "idle") => {
    const given = reader.number(name, 0.001, 10 ** 9);
    return given === undefined ? otherwise[name] : given * 1000;
  };
  const limits: Limits = {
    time: seconds("time"),
    idle: seconds("idle"),
    output: reader.integer("output", 0, Number.MAX_SAFE_INTEGER) ?? otherwise.output,
    running: reader.integer("running", 1, 10_000) ?? otherwise.running,
  };
  reader.end();
  return limits;
}
