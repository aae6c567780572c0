/** A command with a flag of every kind, for tests that work on command records. @module */

import type { Command } from "../../lib/cli/command.ts";
import { looksLikeAddress } from "../../lib/cli/looks_like_address.ts";

/** Never run. */
export const sample: Command = {
  name: "sample",
  group: "Sockets",
  summary: "Show every kind of flag, and \\ what - roff and shells' quotes make of it",
  description: `First paragraph, which is long enough to be wrapped where eighty columns end, as any
help is.

.Second paragraph that starts with a dot.

  kept   as it is
  'line  by line'`,
  usage: ["sample PATH... --to HOST", "sample PATH... --listen [HOST:PORT]"],
  flags: [
    { name: "plain", summary: "neither secret nor authenticated" },
    { name: "yes", short: "y", summary: "agree without asking" },
    {
      name: "into",
      short: "i",
      summary: "folder it goes to",
      value: "directory",
      placeholder: "DIR",
    },
    { name: "key", summary: "a file", value: "path" },
    { name: "to", summary: "the other side", value: "address", placeholder: "HOST[:PORT]" },
    {
      name: "listen",
      summary: "wait here [at this address]",
      value: "address",
      placeholder: "HOST:PORT",
      optionalValue: true,
      looksLikeValue: looksLikeAddress,
    },
    {
      name: "digest",
      summary: "verify with sha256, sha512 or md5",
      details: "The other side must know it.",
      value: "choice",
      choices: ["sha256", "sha512", "md5"],
      default: "sha256",
    },
    { name: "skip", summary: "name to skip", value: "string", repeatable: true },
    { name: "depth", summary: "how deep", value: "integer" },
    { name: "limit", summary: "how fast", value: "rate" },
    { name: "secret-switch", summary: "not for people", hidden: true },
  ],
  positionals: [{ name: "PATH", summary: "file or folder", min: 1, max: 1000, value: "path" }],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["read", "net"],
  files: [{ path: "DIR/.sample-*", text: "What is not complete yet." }],
  exitCodes: [66, 75],
  permissionFlags: ["--allow-read=PATH", "--allow-net=HOST", "--allow-env=SLUICE_SECRET"],
  examples: [{ text: "Like this", line: "sluice sample 'a b' --to localhost:7584" }],
  run: () => Promise.resolve(0),
};
