/** The flags of `sluice serve exec`. @module */

import type { Flag } from "../../lib/cli/command.ts";
import { secretFlags } from "./secret.ts";

/** Flags of `serve exec` only. */
export const execFlags: readonly Flag[] = [
  {
    name: "allow",
    value: "string",
    placeholder: "'CMD ARGS'",
    repeatable: true,
    summary: "exec: this may run; a star is one word, at the end any number",
  },
  {
    name: "policy",
    value: "path",
    placeholder: "FILE",
    summary: "exec: what may run, as JSON (docs/policy.schema.json)",
  },
  { name: "dry-run", summary: "exec: say what the policy decides about the words after --" },
  {
    name: "audit",
    value: "path",
    placeholder: "FILE",
    summary: "exec: add a line of JSON to it for every request",
  },
  {
    name: "time-limit",
    value: "duration",
    placeholder: "DURATION",
    default: "1h",
    summary: "exec: end a command after this time",
  },
  {
    name: "idle-limit",
    value: "duration",
    placeholder: "DURATION",
    default: "10m",
    summary: "exec: end a command that moves nothing for so long",
  },
  {
    name: "output-limit",
    value: "size",
    placeholder: "SIZE",
    default: "4GiB",
    summary: "exec: end a command that writes more than this to one output",
  },
  {
    name: "running",
    value: "integer",
    placeholder: "NUMBER",
    default: "64",
    summary: "exec: commands at the same time",
  },
  {
    name: "per-peer",
    value: "integer",
    placeholder: "NUMBER",
    default: "16",
    summary: "exec: commands at the same time for one peer",
  },
  {
    name: "folder",
    value: "directory",
    placeholder: "DIR",
    default: "where you are",
    summary: "exec: where the commands of --allow run",
  },
  { name: "give-stdin", summary: "exec: the commands of --allow may read what is sent" },
  { name: "as-root", summary: "exec: start it as root; every command runs as root" },
  {
    name: "insecure-loopback",
    summary: "exec: no secret, no encryption: any user of this machine may run commands",
  },
  { name: "classic", summary: "exec: speak the exchange of the well-known exercise instead" },
  ...secretFlags.map((flag) => ({
    ...flag,
    summary: flag.hidden ? flag.summary : `exec: ${flag.summary}`,
  })),
  {
    name: "words",
    value: "integer",
    placeholder: "NUMBER",
    default: "2",
    summary: "exec: words of the code, 2 to 12; more are harder to guess",
  },
];
