/** Programs that run what their arguments say. Pure. @module */

import type { Rule } from "./policy.ts";

/** Programs that run what they are told to by an argument, or by what they read. */
const INTERPRETERS =
  /^(ba|da|z|k|c|tc|fi|a|m)?sh$|^(busybox|python[\d.]*|perl[\d.]*|ruby[\d.]*|node|nodejs|deno|bun|php[\d.]*|lua[\d.]*|tclsh[\d.]*|guile|[gmn]?awk|sed|ed|vim?|nvim|emacs|gdb|sqlite3|psql|mysql|make|ninja|cmake|gcc|cc|tmux|screen|script|expect|socat|nc|ncat)$/;
/** Programs that run another one that an argument names. */
const RUNNERS =
  /^(env|xargs|find|fd|parallel|nohup|timeout|nice|ionice|setsid|stdbuf|strace|ltrace|watch|time|chroot|unshare|nsenter|sudo|su|doas|runuser|setpriv|ssh|scp|rsync|sftp|tar|zip|git|hg|svn|man|less|more|systemctl|systemd-run|docker|podman|kubectl|npm|npx|pip[\d.]*|cargo|go|flock)$/;
/** Executables that hold many programs. */
const MULTI_CALL = /^(busybox|toybox|coreutils)$/;

/** The name under which a program is known; undefined where it is not of that kind. */
export interface ProgramKind {
  /** It runs what it is told to. */
  interpreter: string | undefined;
  /** It runs another program that an argument names. */
  runner: string | undefined;
}

/** What is known of a rule's program, by its own name or the one that its links lead to. */
export function programKind({ executable, target = executable }: Rule): ProgramKind {
  const [called, real] = [executable, target].map((path) => path.split("/").at(-1)!);
  // One executable of many programs does what the one does whose name it is called by.
  const names = MULTI_CALL.test(real!) ? [called!] : [called!, real!];
  const find = (list: RegExp) => names.find((name) => list.test(name));
  return { interpreter: find(INTERPRETERS), runner: find(RUNNERS) };
}
