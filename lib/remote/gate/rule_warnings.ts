/** Finds rules that allow more than they seem to. Pure. @module */

import type { Rule } from "./policy.ts";
import { programKind } from "./program_kind.ts";

/** Returns what the server's user should know about a rule before clients can use it. */
export function ruleWarnings(rule: Rule): string[] {
  const name = JSON.stringify(rule.name);
  const { interpreter, runner } = programKind(rule);
  const isFree = rule.parameters.some(({ kind }) => !("values" in kind) && !("min" in kind));
  if (interpreter && (isFree || rule.stdin)) {
    return [
      `Rule ${name}: ${interpreter} runs any code that it is given; give it a fixed script, or clients can do all that you can`,
    ];
  }
  if (interpreter && rule.fixed.length === 0 && rule.parameters.length === 0) {
    return [
      `Rule ${name}: ${interpreter} is an interpreter; give it a fixed script and no input`,
    ];
  }
  if (runner && isFree) {
    return [
      `Rule ${name}: some arguments make ${runner} run other programs; allow exact arguments or narrow patterns`,
    ];
  }
  return [];
}
