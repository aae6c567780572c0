/** Points out rules that allow more than they seem to. Pure. @module */

import type { Rule } from "./policy.ts";

/** Programs that run what they are told to by an argument, or by what they read. */
const INTERPRETERS =
  /^(ba|da|z|k|c|tc|fi|a|m)?sh$|^(busybox|python[\d.]*|perl[\d.]*|ruby[\d.]*|node|nodejs|deno|bun|php[\d.]*|lua[\d.]*|tclsh[\d.]*|guile|[gmn]?awk|sed|ed|vim?|nvim|emacs|gdb|sqlite3|psql|mysql|make|ninja|cmake|gcc|cc|tmux|screen|script|expect|socat|nc|ncat)$/;
/** Programs that run another one that an argument names. */
const RUNNERS =
  /^(env|xargs|find|fd|parallel|nohup|timeout|nice|ionice|setsid|stdbuf|strace|ltrace|watch|time|chroot|unshare|nsenter|sudo|su|doas|runuser|setpriv|ssh|scp|rsync|sftp|tar|zip|git|hg|svn|man|less|more|systemctl|systemd-run|docker|podman|kubectl|npm|npx|pip[\d.]*|cargo|go|flock)$/;

/** Executables that hold many programs. */
const MULTI_CALL = /^(busybox|toybox|coreutils)$/;

/** What somebody should know about a rule before it is open to others; undefined: nothing. */
export function loudly(rule: Rule): string | undefined {
  const [called, target] = [rule.executable, rule.target ?? rule.executable].map(baseName);
  // One executable of many programs does what the one does whose name it is called by.
  const names = MULTI_CALL.test(target!) ? [called!] : [called!, target!];
  const named = (list: RegExp) => names.find((name) => list.test(name));
  const isFree = rule.parameters.some(({ kind }) => !("values" in kind) && !("min" in kind));
  const interpreter = named(INTERPRETERS);
  if (interpreter && (isFree || rule.stdin)) {
    return `${rule.name}: ${interpreter} runs what it is told to: whoever may ask for this can do anything you can, unless a fixed script stands between`;
  }
  if (interpreter && rule.fixed.length === 0 && rule.parameters.length === 0) {
    return `${rule.name}: ${interpreter} is an interpreter; give it a fixed script and nothing to read`;
  }
  const runner = named(RUNNERS);
  if (runner && isFree) {
    return `${rule.name}: ${runner} can run other programs by some of its arguments; allow exact words or narrow patterns`;
  }
}

function baseName(path: string): string {
  return path.split("/").at(-1)!;
}
