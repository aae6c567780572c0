/** The command line of the bench. @module */

import { parseArgs } from "node:util";
import type { Part } from "./bench.ts";

/** What the command line says. */
export interface Options {
  /** Whether only the help is wanted. */
  help: boolean;
  /** The chosen parts, in the order in which they run. */
  parts: Part[];
  /** Rounds to run. */
  rounds: number;
  /** Bytes of the large file. */
  size: number;
  /** Digests, the one of the goals first. */
  digests: string[];
  /** The file that results are appended to. */
  json?: string;
}

const UNITS = ["", "K", "M", "G"];

/**
 * Parses the command line.
 *
 * @param parts All parts.
 * @throws {TypeError} if an argument is wrong; the text says which.
 */
export function parseOptions(args: string[], parts: readonly Part[]): Options {
  const { values: flags, positionals: chosen } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      help: { type: "boolean", short: "h", default: false },
      rounds: { type: "string", default: "5" },
      size: { type: "string", default: "1G" },
      digest: { type: "string", default: "sha256,sha512,md5" },
      json: { type: "string" },
    },
  });
  const unknown = chosen.find((name) => !parts.some((part) => part.name === name));
  if (unknown !== undefined) {
    const names = parts.map(({ name }) => name).join(", ");
    throw new TypeError(`Unknown part "${unknown}"; the parts are ${names}`);
  }
  const rounds = Number(flags.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new TypeError(`--rounds needs a whole number of 1 or more, not "${flags.rounds}"`);
  }
  return {
    help: flags.help,
    parts: parts.filter(({ name }) => chosen.length === 0 || chosen.includes(name)),
    rounds,
    size: parseSize(flags.size),
    digests: flags.digest.split(","),
    ...flags.json !== undefined && { json: flags.json },
  };
}

function parseSize(text: string): number {
  const [, number, unit = ""] = /^(\d+)([KMG]?)$/.exec(text) ?? [];
  const size = Number(number) * 1024 ** UNITS.indexOf(unit);
  if (number === undefined || size < 1) {
    throw new TypeError(`--size needs bytes, or a number such as 512K, 512M or 1G, not "${text}"`);
  }
  return size;
}

/** The help text. */
export function helpText(parts: readonly Part[]): string {
  return `Compare sluice with other tools that are installed

Usage: deno task bench [PART]... [--rounds N] [--size SIZE] [--digest NAMES] [--json FILE]

Examples:
  deno task bench                        Everything; about an hour
  deno task bench startup small          Two parts
  deno task bench big --json bench.jsonl  Append the results to a file

Parts:
${parts.map(({ name, summary }) => `  ${name.padEnd(9)}  ${summary}`).join("\n")}

Flags:
  --rounds N      rounds, in each of which every tool runs once (default 5)
  --size SIZE     size of the large file: bytes, 512K, 512M, 1G (default 1G)
  --digest NAMES  digests of sluice, the one of the goals first
                  (default sha256,sha512,md5)
  --json FILE     append one line of JSON for each part, with the machine
  -h, --help      show this text

Everything runs on this machine's loopback interface, and on storage in memory if possible.
Tools are found through PATH; the goals of missing ones are "not measured". A tool that fails
is named and left out. Without cc, Python measures CPU time; without both, nothing does.
Exit codes: 0 done, goals met or missed; 1 sluice itself failed; 64 usage; 130, 143 stopped
`;
}
