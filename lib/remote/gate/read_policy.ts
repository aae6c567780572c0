/** A policy out of its JSON, judged whole: whatever is not understood is refused. Pure. @module */

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
import { Members } from "../members.ts";

/** What a policy file says; the command line may say the rest. */
export type PolicyFile = Pick<Policy, "rules"> & Partial<Policy>;

/** What a policy file leaves to the command line. */
export interface ReadPolicyOptions {
  /** Limits of a command whose rule names none. */
  limits: Limits;
  /** Finds an executable by its name or path; throws where there is none. */
  find(name: string): string;
}

/**
 * Reads a policy; `docs/policy.schema.json` describes it.
 *
 * @throws {CallerError} code `usage`: anything that should not be there, is missing, or cannot be.
 */
export function readPolicy(text: string, options: ReadPolicyOptions): PolicyFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CallerError("usage", `read the policy: it is no JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
  const members = new Members("policy", value);
  members.text("$schema");
  const limits = limitsOf(members.object("limits"), options.limits);
  const running = members.integer("running", 1, 10_000);
  const perPeer = members.integer("perPeer", 1, 10_000);
  const commands = members.object("commands") ?? members.bad("commands", "an object of commands");
  const rules = commands.names().map((name) => {
    if (!/^[A-Za-z0-9_][\w.+-]*$/.test(name)) {
      commands.bad(name, "a name of letters, digits and -_.+");
    }
    return ruleOf(name, commands.object(name)!, { ...options, limits });
  });
  members.end();
  return { rules, ...running && { running }, ...perPeer && { perPeer } };
}

function ruleOf(name: string, members: Members, { limits, find }: ReadPolicyOptions): Rule {
  const [program, ...fixed] = members.texts("run") ?? [];
  if (program === undefined) members.bad("run", "a list: the program, and what always comes first");
  members.text("description");
  const parameters = (members.objects("parameters") ?? []).map(parameterOf);
  for (const { least = 1, most = 1 } of parameters.slice(0, -1)) {
    if (least !== 1 || most !== 1) members.bad("parameters", "a count at the last one only");
  }
  const folder = members.text("folder") ?? "/";
  if (!folder.startsWith("/") && !/^[A-Za-z]:[\\/]/.test(folder)) {
    members.bad("folder", "an absolute path");
  }
  const accept = members.texts("accept") ?? [];
  for (const each of accept) {
    if (!isHarmlessVariable(each)) {
      members.bad(
        "accept",
        `LANG, LC_…, TZ, TERM, NO_COLOR, COLUMNS or LINES, not ${each}; ` +
          "if you know what the program makes of it, name it in acceptUnsafe",
      );
    }
  }
  const acceptUnsafe = members.texts("acceptUnsafe") ?? [];
  for (const each of acceptUnsafe) {
    if (!mayBeAccepted(each)) {
      members.bad("acceptUnsafe", `a variable that makes no program run other code, not ${each}`);
    }
  }
  const rule: Rule = {
    name,
    executable: find(program!),
    fixed,
    parameters,
    folder,
    environment: { ...BASE_ENVIRONMENT, ...environmentOf(members.object("environment")) },
    accept,
    acceptUnsafe,
    untrusted: members.texts("untrusted") ?? [],
    stdin: members.boolean("stdin") ?? false,
    limits: limitsOf(members.object("limits"), limits),
  };
  members.end();
  return rule;
}

function parameterOf(members: Members): Parameter {
  const kinds: Kind[] = [];
  const values = members.texts("values");
  if (values) kinds.push({ values });
  const pattern = members.text("pattern");
  if (pattern !== undefined) kinds.push({ pattern: expressionOf(members, pattern) });
  const number = members.object("number");
  if (number) kinds.push(numberOf(number));
  if (members.boolean("any")) kinds.push({ any: true });
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    members.bad("pattern", "one of values, pattern, number, any");
  }
  const count = members.object("count");
  const least = count?.integer("min", 0, MAX_ARGUMENTS) ?? (count ? 0 : 1);
  const most = count?.integer("max", 1, MAX_ARGUMENTS) ?? (count ? MAX_ARGUMENTS : 1);
  if (least > most) members.bad("count", "a min that is not above max");
  count?.end();
  const dash = members.boolean("dash") ?? false;
  members.text("name");
  members.end();
  return { kind: kind!, dash, least, most };
}

function expressionOf(members: Members, source: string): RegExp {
  try {
    return new RegExp(source, "u");
  } catch {
    return members.bad("pattern", "a regular expression of ECMAScript (flag u)");
  }
}

function numberOf(members: Members): Kind {
  const [least, most] = [-(10 ** 15) + 1, 10 ** 15 - 1];
  const min = members.integer("min", least, most) ?? members.bad("min", "a whole number");
  const max = members.integer("max", least, most) ?? members.bad("max", "a whole number");
  if (min > max) members.bad("max", "a number that is not below min");
  members.end();
  return { min, max };
}

function environmentOf(members: Members | undefined): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const name of members?.names() ?? []) {
    const value = members!.text(name)!;
    if (!/^[A-Za-z_]\w*$/.test(name) || value.includes("\0")) members!.bad(name, "a variable");
    // The runtime starts nothing with these unless it may start everything.
    if (/^(LD|DYLD)_/i.test(name)) members!.bad(name, "no variable of the loader");
    variables[name] = value;
  }
  return variables;
}

function limitsOf(members: Members | undefined, otherwise: Limits): Limits {
  if (members === undefined) return otherwise;
  const seconds = (name: "time" | "idle") => {
    const given = members.number(name, 0.001, 10 ** 9);
    return given === undefined ? otherwise[name] : given * 1000;
  };
  const limits: Limits = {
    time: seconds("time"),
    idle: seconds("idle"),
    output: members.integer("output", 0, Number.MAX_SAFE_INTEGER) ?? otherwise.output,
    running: members.integer("running", 1, 10_000) ?? otherwise.running,
  };
  members.end();
  return limits;
}
