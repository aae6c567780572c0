/** Programs that run other programs or code given by their arguments. Pure. @module */

import type { Rule } from "./policy.ts";

/** Programs that run code from an argument or from standard input. */
const INTERPRETERS =
  /^(ba|da|z|k|c|tc|fi|a|m)?sh$|^(busybox|python[\d.]*|perl[\d.]*|ruby[\d.]*|node|nodejs|deno|bun|php[\d.]*|lua[\d.]*|tclsh[\d.]*|guile|[gmn]?awk|sed|ed|vim?|nvim|emacs|gdb|sqlite3|psql|mysql|make|ninja|cmake|gcc|cc|tmux|screen|script|expect|socat|nc|ncat)$/;
/** Programs that run another program named by an argument. */
const RUNNERS =
  /^(env|xargs|find|fd|parallel|nohup|timeout|nice|ionice|setsid|stdbuf|strace|ltrace|watch|time|chroot|unshare|nsenter|sudo|su|doas|runuser|setpriv|ssh|scp|rsync|sftp|tar|zip|git|hg|svn|man|less|more|systemctl|systemd-run|docker|podman|kubectl|npm|npx|pip[\d.]*|cargo|go|flock)$/;
/** Multi-call executables. */
const MULTI_CALL = /^(busybox|toybox|coreutils)$/;

/** The kind of a program: its name as interpreter, as runner, or neither. */
export interface ProgramKind {
  /** Its name if it runs code; else undefined. */
  interpreter: string | undefined;
  /** Its name if it runs other programs; else undefined. */
  runner: string | undefined;
}

/** Classifies a rule's program by its name and by the name that its links lead to. */
export function programKind({ executable, target = executable }: Rule): ProgramKind {
  const [called, real] = [executable, target].map((path) => path.split("/").at(-1)!);
  // A multi-call executable acts as the program whose name it is called by.
  const names = MULTI_CALL.test(real!) ? [called!] : [called!, real!];
  const find = (list: RegExp) => names.find((name) => list.test(name));
  return { interpreter: find(INTERPRETERS), runner: find(RUNNERS) };
}
