/** The flags of `sluice serve exec`. @module */

import type { Flag } from "../../lib/cli/command.ts";
import { SIZE_UNITS } from "./size_units.ts";
import { secretFlags, wordsFlag } from "./secret.ts";

/** Flags of `serve exec` only. */
export const execFlags: readonly Flag[] = [
  {
    name: "allow",
    value: "string",
    placeholder: "'CMD ARGS'",
    repeatable: true,
    summary: "allow this command; * is one argument, or the rest",
    details: "A star at the end stands for any number of arguments.",
  },
  {
    name: "policy",
    value: "path",
    placeholder: "FILE",
    summary: "allow what this policy lists",
    details:
      "A file in JSON; docs/exec.md describes it, and docs/policy.schema.json is its schema.",
  },
  { name: "dry-run", summary: "show what the policy decides on the command after --" },
  {
    name: "audit",
    value: "path",
    placeholder: "FILE",
    summary: "append a line of JSON for every request",
  },
  {
    name: "time-limit",
    value: "duration",
    placeholder: "DURATION",
    default: "1h",
    summary: "end a command after this time",
  },
  {
    name: "idle-limit",
    value: "duration",
    placeholder: "DURATION",
    default: "10m",
    summary: "end a command that is idle for so long",
  },
  {
    name: "output-limit",
    value: "size",
    placeholder: "SIZE",
    default: "4GiB",
    summary: "end a command that writes more",
    details: `The limit holds for standard output and standard error, each. ${SIZE_UNITS}`,
  },
  {
    name: "running",
    value: "integer",
    placeholder: "NUMBER",
    default: "64",
    summary: "commands at the same time",
  },
  {
    name: "per-peer",
    value: "integer",
    placeholder: "NUMBER",
    default: "16",
    summary: "commands at the same time for one client",
  },
  {
    name: "folder",
    value: "directory",
    placeholder: "DIR",
    default: ".",
    summary: "where the commands of --allow run",
  },
  { name: "give-stdin", summary: "let the commands of --allow read standard input" },
  { name: "as-root", summary: "allow to run as root; every command runs as root" },
  {
    name: "insecure-loopback",
    summary: "no secret, no encryption; on this machine only",
    details: "Any user of this machine can then run the allowed commands.",
  },
  { name: "classic", summary: "use the protocol of the classic exercise" },
  ...secretFlags,
  wordsFlag,
];
