/** Finds rules that allow more than they seem to. Pure. @module */

import type { Rule } from "./policy.ts";
import { programKind } from "./program_kind.ts";

/** Returns what the server's user should know about a rule before clients can use it. */
export function ruleWarnings(rule: Rule): string[] {
  const { interpreter, runner } = programKind(rule);
  const isFree = rule.parameters.some(({ kind }) => !("values" in kind) && !("min" in kind));
  if (interpreter && (isFree || rule.stdin)) {
    return [
      `${rule.name}: ${interpreter} runs what it is told to: anyone who may ask for this can do anything you can, unless a fixed script stands between`,
    ];
  }
  if (interpreter && rule.fixed.length === 0 && rule.parameters.length === 0) {
    return [
      `${rule.name}: ${interpreter} is an interpreter; give it a fixed script and nothing to read`,
    ];
  }
  if (runner && isFree) {
    return [
      `${rule.name}: ${runner} can run other programs by some of its arguments; allow exact words or narrow patterns`,
    ];
  }
  return [];
}
