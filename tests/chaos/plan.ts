/** The faults in one step of a round, drawn from the round's seed. @module */

import type { Fault, Treatment } from "./proxy.ts";
import type { Random } from "./random.ts";

/** The two programs. */
export type Side = "sender" | "receiver";
/** How a program is ended. STOP: stopped for a while, then killed. */
export type Kill = "KILL" | "TERM" | "INT" | "STOP";

/** One step: both programs are run once. */
export interface Step {
  /** The listening side. */
  listens: Side;
  /** Value of `--retry`, in milliseconds. */
  retry: number;
  /** Value of `--limit`, if any. */
  limit?: string;
  /** Whether the receiver prints JSON; otherwise it prints digests. */
  json: boolean;
  /**
   * Programs that are killed, and when: at a byte of the connection, at a time, around the last
   * frames.
   */
  kills: {
    side: Side;
    kill: Kill;
    atByte?: number;
    atTime?: number;
    atMark?: "fin" | "done";
    stopped: number;
  }[];
  /** Faults of the relay, by connection. */
  treatments: Treatment[];
  /** Whether a file of the source changes before the step. */
  change: boolean;
}

const FAULTS = ["cut", "reset", "half", "truncate", "drop", "delay"] as const;

/**
 * Draws a step; `bytes` is the approximate size of a whole transfer, `placing` the probability of a
 * kill during the commit.
 */
export function drawStep(random: Random, bytes: number, faulty: boolean, placing = 0.2): Step {
  const step: Step = {
    listens: random.pick(["sender", "receiver"]),
    retry: random.pick([0, 0, 600, 1200]),
    json: random.chance(0.5),
    kills: [],
    treatments: [],
    change: faulty && random.chance(0.15),
  };
  if (!faulty) return step;
  if (random.chance(0.15)) step.limit = `${Math.max(200, Math.ceil(bytes / 300))}k`;
  if (random.chance(0.6)) {
    const sides: Side[] = random.chance(0.1)
      ? ["sender", "receiver"]
      : [random.pick(["sender", "receiver", "receiver"])];
    for (const side of sides) step.kills.push(drawKill(random, side, bytes, placing));
  }
  if (step.kills.length === 0 || random.chance(0.2)) {
    const count = step.retry > 0 ? random.int(1, 3) : 1;
    for (let i = 0; i < count; i++) step.treatments.push(drawTreatment(random, bytes));
  }
  return step;
}

function drawKill(
  random: Random,
  side: Side,
  bytes: number,
  placing: number,
): Step["kills"][number] {
  const kill = random.pick<Kill>(["KILL", "KILL", "TERM", "INT", "STOP"]);
  const stopped = random.int(20, 250);
  // During the commit, and just after.
  if (random.chance(placing)) {
    return { side, kill, stopped, atMark: random.pick(["fin", "fin", "done"]) };
  }
  return random.chance(0.85)
    ? { side, kill, stopped, atByte: drawByte(random, bytes) }
    : { side, kill, stopped, atTime: random.int(0, 300) };
}

/** Anywhere, but more often at the beginning and at the end, where the two sides agree. */
function drawByte(random: Random, bytes: number): number {
  switch (random.int(0, 5)) {
    case 0:
      return random.int(0, 700);
    case 1:
      return Math.max(0, bytes - random.int(-1500, 1500));
    default:
      return random.int(0, bytes);
  }
}

function drawTreatment(random: Random, bytes: number): Treatment {
  const faults: Fault[] = Array.from({ length: random.int(1, 3) }, () => ({
    at: drawByte(random, bytes),
    kind: random.pick(FAULTS),
    wait: random.int(0, 300),
  }));
  if (random.chance(0.2)) {
    const [last] = faults.splice(0, faults.length);
    faults.push({
      ...last!,
      at: Infinity,
      mark: random.pick(["fin", "done"]),
      wait: random.int(0, 8),
    });
    return { faults, piece: Infinity };
  }
  faults.sort((a, b) => a.at - b.at);
  // Single bytes for small transfers; pieces that do not end with a frame for large ones.
  const least = Math.ceil(bytes / 3000);
  const piece = random.chance(0.5) ? Infinity : random.int(least, least * 20);
  return { faults, piece };
}
