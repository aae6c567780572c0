/**
 * One case: a mutated session is played to a receiver or a sender, and the result is checked.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join, normalize } from "node:path";
import { LocalError, SluiceError } from "../../lib/errors.ts";
import { removeTree } from "../../lib/file/staging/remove_tree.ts";
import { FrameType, HEADER_BYTES } from "../../lib/frame/frame.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { receiveSession } from "../../lib/transfer/receive/receive_session.ts";
import { sendSession } from "../../lib/transfer/send/send_session.ts";
import { Random } from "../chaos/random.ts";
import { readTree, type Tree } from "../chaos/tree.ts";
import { mutate } from "./mutate.ts";
import { acceptIn, digest, joined, offerOf, type Recorded, type Role } from "./recorded.ts";

/** Milliseconds until a case counts as hung. */
const DEADLINE = 10_000;
/** Timeouts of the program under test, in milliseconds. */
const TIMEOUTS = { handshakeTimeout: 150, idleTimeout: 150 };
/** Milliseconds that a peer waits for an answer before it sends its next frame anyway. */
const STALL = 3;

/** The state that all cases share. */
export interface Stage {
  /** For the folders of cases; nothing else is in it. */
  folder: string;
  /** The folder that is sent. */
  source: string;
  /** Sessions to mutate. */
  recorded: Recorded[];
  /** Digests of all content that exists in any session. */
  known: Set<string>;
}

/** The end of a case. */
export interface CaseResult {
  /** The errors; empty on success. */
  failures: string[];
  /** The error's code, or `done`. */
  end: string;
  /** For people. */
  what: string;
}

/** Runs the case of a seed. */
export async function runCase(seed: number, stage: Stage): Promise<CaseResult> {
  const random = new Random(seed);
  const scene = random.pick(stage.recorded);
  const role: Role = random.chance(0.6) ? "receive" : "send";
  const peer: Role = role === "send" ? "receive" : "send";
  const frames = scene.said.filter(({ by }) => by === peer).map(({ bytes }) => bytes);
  const other = random.pick(stage.recorded).said.filter(({ by }) =>
    random.chance(0.8) === (by === peer)
  );
  const spoilt = mutate(
    frames,
    other.length > 0 ? other.map(({ bytes }) => bytes) : frames,
    random,
  );
  const ending = random.pick(["end", "end", "end", "end", "reset", "silence"] as const);
  const what = `${role}, ${scene.name}: ${spoilt.how.join(", ")}; ${ending}`;
  const result: CaseResult = { failures: [], end: "done", what };

  const [mine, theirs] = memoryPair();
  const folder = join(stage.folder, `case-${seed}`);
  const into = join(folder, "destination");
  Deno.mkdirSync(into, { recursive: true });
  if (role === "receive") scene.prepare(into);
  const before = role === "receive" ? finals(into) : new Map();
  const playing = play(theirs, spoilt.frames, {
    pace: role === "send" ? paceOf(scene, role) : [],
    ending,
    random,
  });
  const session = role === "send"
    ? sendSession(mine, offerOf(stage.source), { digest, ...TIMEOUTS })
    : receiveSession(mine, {
      into,
      accept: acceptIn(scene),
      ifExists: scene.ifExists,
      ...TIMEOUTS,
    });
  const error = await outcome(session);
  theirs.abort();
  await playing;
  if (error !== undefined) {
    result.end = error instanceof SluiceError ? error.code : "internal";
    const cause = (error as Error).cause;
    // A local error is one of the disk; an internal error may be its cause.
    const internal = error instanceof LocalError && /^(Type|Range|Reference)Error$/.test(
      (cause as Error)?.name,
    );
    if (!(error instanceof SluiceError) || internal || result.end === "interrupted") {
      result.failures.push(`ended with ${(error as Error)?.stack ?? error}; cause: ${cause}`);
    }
  }
  const names = Array.from(Deno.readDirSync(folder), ({ name }) => name);
  if (names.join() !== "destination") result.failures.push(`written outside: ${names}`);
  if (role === "receive") {
    result.failures.push(...judge(into, {
      before,
      success: error === undefined,
      known: stage.known,
      emptied: mayBeEmpty(spoilt.frames),
    }));
  }
  removeTree(folder);
  return result;
}

/** The end of a session: undefined on success, and an error of the test if it does not end. */
async function outcome(session: Promise<unknown>): Promise<unknown> {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(new Error(`no end within ${DEADLINE} ms`)), DEADLINE);
  });
  const end = await Promise.race([session.then(() => undefined, (error) => error), late]);
  clearTimeout(timer);
  return end;
}

/** For each frame of the peer, the number of bytes that the program had sent before it. */
function paceOf({ said }: Recorded, role: Role): number[] {
  let heard = 0;
  const pace: number[] = [];
  for (const { by, bytes } of said) {
    if (by === role) heard += bytes.length;
    else pace.push(heard);
  }
  return pace;
}

interface PlayOptions {
  /** Bytes to receive before the n-th frame is sent, unless nothing arrives for a while. */
  pace: number[];
  ending: "end" | "reset" | "silence";
  random: Random;
}

/** Sends the frames, whole or in pieces, and ends. Resolves when the program has ended as well. */
async function play(duplex: Duplex, frames: Uint8Array[], options: PlayOptions): Promise<void> {
  const { pace, ending, random } = options;
  let heard = 0;
  let wake = () => {};
  const listening = (async () => {
    try {
      for await (const chunk of duplex.readable) {
        heard += chunk.length;
        wake();
      }
    } catch { /* the program has closed */ }
    if (ending !== "silence") await duplex.closeWrite();
  })();
  const writer = duplex.writable.getWriter();
  const pieces = random.chance(0.3);
  try {
    if (pace.length === 0) frames = [joined(...frames)];
    for (const [number, bytes] of frames.entries()) {
      while (heard < (pace[number] ?? 0)) {
        const count = heard;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, STALL);
          wake = () => (clearTimeout(timer), resolve());
        });
        if (heard === count) break;
      }
      for (let at = 0; at < bytes.length;) {
        const end = pieces ? at + 1 + random.size(9000) : bytes.length;
        await writer.write(bytes.slice(at, end));
        at = end;
      }
    }
    if (ending === "reset") duplex.abort();
    else if (ending === "end") await duplex.closeWrite();
  } catch { /* the program has closed */ }
  await listening;
}

function finals(into: string): Tree {
  return readTree(into, (name) => name.startsWith(".sluice-"));
}

/** What a destination is checked against. */
export interface Judgement {
  /** The contents before the session. */
  before: Tree;
  /** Whether the session succeeded. */
  success: boolean;
  /** Digests of all content that exists in any session. */
  known: Set<string>;
  /** Paths whose entries declared no content, or an unknown size. */
  emptied: Set<string>;
}

const EMPTY = digestOfText("");

/** Lines about errors in a destination. */
export function judge(into: string, { before, success, known, emptied }: Judgement): string[] {
  const lines: string[] = [];
  const after = finals(into);
  for (const [path, what] of after) {
    if (before.get(path) === what) continue;
    // Nothing may appear or change before everything is verified.
    if (!success) lines.push(`${JSON.stringify(path)} is ${what} after a failure`);
    const [kind, ...rest] = what.split(" ");
    if (kind === "file" && !known.has(rest[1]!)) {
      lines.push(`${JSON.stringify(path)} holds what was not sent`);
    }
    // One file of the source is empty, so the content alone does not tell.
    if (kind === "file" && rest[1] === EMPTY && !emptied.has(path.replace(/ \(\d+\)$/, ""))) {
      lines.push(`${JSON.stringify(path)} is empty, and was sent with content`);
    }
    const target = rest.join(" ");
    if (kind === "link" && /^(\/|\.\.)/.test(normalize(join(path, "..", target)))) {
      lines.push(`${JSON.stringify(path)} points outside: ${target}`);
    }
  }
  for (const path of before.keys()) {
    if (!after.has(path)) lines.push(`${JSON.stringify(path)} is gone`);
  }
  const names = Array.from(Deno.readDirSync(into), ({ name }) => name);
  if (success && names.some((name) => name.startsWith(".sluice-"))) {
    lines.push("a staging folder is left after a success");
  }
  return lines;
}

/** Paths of files that an entry frame gives a size of 0, or none. */
export function mayBeEmpty(frames: readonly Uint8Array[]): Set<string> {
  const paths = new Set<string>();
  for (const bytes of frames) {
    if (bytes[0] !== FrameType.entry) continue;
    try {
      const { path, size } = JSON.parse(new TextDecoder().decode(bytes.subarray(HEADER_BYTES)));
      if (size === 0 || size === null) paths.add(path);
    } catch { /* mutated: no receiver reads it either */ }
  }
  return paths;
}

/** The digests of a folder's files. */
export function digestsBelow(folder: string): string[] {
  return [...readTree(folder).values()].filter((what) => what.startsWith("file"))
    .map((what) => what.split(" ")[2]!);
}

/** The digest of a text. */
export function digestOfText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
