/** Which exit codes a step may end with, and whether a digest list is correct. @module */

import { join } from "node:path";
import type { Side } from "./plan.ts";
import type { Outcome } from "./run_step.ts";
import { digestOf, type Tree } from "./tree.ts";

/** 128 and the signal's number. */
const CODE_OF_KILL: Record<string, number> = { KILL: 137, STOP: 137, TERM: 143, INT: 130 };

/**
 * Lines about unexpected exit codes.
 *
 * @param facts `complete`: the whole transfer is committed. `placed`: an earlier, killed receiver may have
 *   committed something. `codes`: the two authenticate by a code.
 */
export function judgeCodes(
  { sender, receiver, killed, struck, hung }: Outcome,
  { complete, placed, codes }: { complete: boolean; placed: boolean; codes: boolean },
): string[] {
  const lines = hung.map((side) => `the ${side} did not end`);
  const broken = struck.some((kind) => !/^(call|delay)/.test(kind));
  const disturbed = broken || killed.length > 0;
  const judge = (side: Side, code: number, more: number[]) => {
    const own = killed.filter((kill) => kill.startsWith(side))
      .map((kill) => CODE_OF_KILL[kill.split(" ")[1]!]!);
    const allowed = new Set([0, ...own, ...more, ...disturbed ? [75] : []]);
    // A handshake that breaks may look like a wrong code, and a sender that has ended is not there.
    if (codes && disturbed && side === "receiver") [1, 69].forEach((each) => allowed.add(each));
    if (!allowed.has(code)) {
      lines.push(`the ${side} ended with ${code}, allowed are ${[...allowed].join(", ")}`);
    }
  };
  judge("sender", sender.code!, placed && complete ? [1] : []);
  judge("receiver", receiver.code!, placed && complete ? [73] : []);
  const receiverKilled = killed.some((kill) => kill.startsWith("receiver"));
  if (complete && !receiverKilled && !placed && receiver.code !== 0) {
    lines.push(`all is in place, and the receiver ended with ${receiver.ended}`);
  }
  return lines;
}

/** What the list is compared with. */
export interface DigestOptions {
  /** The folder of the list's paths. */
  destination: string;
  /** The name in `node:crypto`. */
  algorithm: string;
  /** All of its files must be in the list. @default {the list may be any part} */
  source?: Tree;
}

/** Lines about errors in a digest list. */
export function judgeDigests(list: string, options: DigestOptions): string[] {
  const { destination, algorithm, source } = options;
  const lines: string[] = [];
  const listed = new Set<string>();
  for (const line of list.split("\n").slice(0, -1)) {
    const found = /^(\\?)([0-9a-f]+) {2}(.+)$/s.exec(line);
    if (!found) {
      lines.push(`no line of a digest list: ${JSON.stringify(line)}`);
      continue;
    }
    const [, escaped, digest, name = ""] = found;
    const path = escaped
      ? name.replace(/\\(.)/g, (_, c) => c === "n" ? "\n" : c === "r" ? "\r" : c)
      : name;
    if (listed.has(path)) lines.push(`listed twice: ${JSON.stringify(path)}`);
    listed.add(path);
    try {
      if (digestOf(join(destination, path), algorithm) !== digest) {
        lines.push(`wrong digest in the list: ${JSON.stringify(path)}`);
      }
    } catch {
      lines.push(`listed, and not there: ${JSON.stringify(path)}`);
    }
  }
  for (const [path, what] of source ?? []) {
    if (what.startsWith("file") && !listed.has(path)) {
      lines.push(`not in the list: ${JSON.stringify(path)}`);
    }
  }
  return lines;
}
