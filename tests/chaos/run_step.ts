/**
 * Runs both programs once, with a relay between them, and applies the faults of the plan.
 *
 * @module
 */

import { type Program, start as startProgram } from "../support/program.ts";
import { pause } from "../support/wait.ts";
import type { Side, Step } from "./plan.ts";
import { startProxy } from "./proxy.ts";
import type { Random } from "./random.ts";

/** Milliseconds after which a step counts as hung. */
const DEADLINE = 40_000;
/** Value of `--retry` with codes, in milliseconds: enough for a receiver that starts again. */
const CODE_RETRY = 3000;

/** The folder and the options that are the same throughout a round. */
export interface Setting {
  /** Holds `source` and `destination`. */
  folder: string;
  /** Top-level names to send. */
  names: string[];
  /** Options of `send`. */
  send: string[];
  /** Options of `receive`. */
  receive: string[];
  /** Whether the two authenticate by a code; otherwise they use `--plain`. */
  codes: boolean;
}

/** The outcome of a step. */
export interface Outcome {
  /** The two programs, after their end. */
  sender: Program;
  receiver: Program;
  /** Signals that were sent while the program ran: `receiver KILL`. */
  killed: string[];
  /** Faults of the relay that occurred. */
  struck: string[];
  /** Programs that did not end in time. */
  hung: Side[];
  /** Whether a receiver that was killed was started again with the same code. */
  again: boolean;
}

/** Runs a step. */
export async function runStep(drawn: Step, setting: Setting, random: Random): Promise<Outcome> {
  const { folder, names, codes } = setting;
  // A sender that listens prints the code, and waits for the receiver that was killed.
  const step: Step = codes ? { ...drawn, listens: "sender", retry: CODE_RETRY } : drawn;
  const common = [...codes ? [] : ["--plain"], "--retry", `${step.retry}ms`];
  let code: string[] = [];
  const wire = (side: Side, address?: string) =>
    step.listens === side
      ? ["--listen", "127.0.0.1:0"]
      : [side === "sender" ? "--to" : "--from", address!];
  const start = (side: Side, address?: string) =>
    side === "sender"
      ? startProgram(
        [
          "send",
          "--json",
          ...wire(side, address),
          ...common,
          ...setting.send,
          ...step.limit ? ["--limit", step.limit] : [],
          "--",
          ...names,
        ],
        { cwd: `${folder}/source` },
      )
      : startProgram(
        [
          "receive",
          ...code,
          "--yes",
          "--accept-name=.hidden",
          "--into",
          `${folder}/destination`,
          ...wire(side, address),
          ...common,
          ...step.listens === "receiver" ? ["--once"] : [],
          ...step.json ? ["--json"] : [],
          ...setting.receive,
        ],
        { cwd: folder },
      );

  const killed: string[] = [];
  const programs: Partial<Record<Side, Program>> = {};
  const timers: ReturnType<typeof setTimeout>[] = [];
  const end = ({ side, kill, stopped }: Step["kills"][number]) => {
    const program = programs[side];
    if (program === undefined || program.code !== undefined) return;
    killed.push(`${side} ${kill}`);
    program.kill(`SIG${kill}` as Deno.Signal);
    if (kill === "STOP") timers.push(setTimeout(() => program.kill("SIGKILL"), stopped));
  };

  const waiting = programs[step.listens] = await start(step.listens);
  const port = await waiting.port();
  const treatments = structuredClone(step.treatments);
  for (const kill of step.kills) {
    if (kill.atTime !== undefined) timers.push(setTimeout(() => end(kill), kill.atTime));
    else {
      const first = treatments[0] ??= { faults: [], piece: Infinity };
      const { atByte: at = Infinity, atMark: mark } = kill;
      const wait = mark === undefined ? 0 : random.size(20);
      first.faults.push({ at, kind: "call", wait, run: () => end(kill), ...mark && { mark } });
      // Not by difference: infinity minus infinity is not a number.
      first.faults.sort((a, b) => a.at < b.at ? -1 : a.at > b.at ? 1 : 0);
      if (mark) first.piece = Infinity;
    }
  }
  const proxy = startProxy(port, treatments, random);
  const other: Side = step.listens === "sender" ? "receiver" : "sender";
  if (codes) code = [(await waiting.waitFor(/"code":"([^"]+)"/, "out"))[1]!];
  let again = false;
  let dialling = programs[other] = await start(other, proxy.address);
  if (codes) {
    await Promise.race([dialling.ended, pause(DEADLINE)]);
    const isKilled = killed.some((kill) => /^receiver (KILL|STOP)/.test(kill));
    if (isKilled && dialling.code === 137 && waiting.code === undefined) {
      // The same command, with the same code.
      again = true;
      dialling = programs[other] = await start(other, proxy.address);
    }
  }
  const hung = await awaitBoth(programs as Record<Side, Program>, dialling, waiting, {
    // A connection that broke before the peer had greeted does not count, and with a code one that
    // broke before the receiver had accepted: the code stays valid.
    noPeer: () =>
      codes ? !waiting.out.includes('"event":"accepted"') : proxy.connections === 0 ||
        waiting.err.includes("without speaking sluice's protocol; still waiting"),
    onUnmet: () => killed.push(`${step.listens} TERM`),
  });
  timers.forEach(clearTimeout);
  await proxy.close();
  const { sender, receiver } = programs as Record<Side, Program>;
  return { sender, receiver, killed, struck: proxy.struck, hung, again };
}

async function awaitBoth(
  programs: Record<Side, Program>,
  dialling: Program,
  waiting: Program,
  { noPeer, onUnmet }: { noPeer: () => boolean; onUnmet: () => void },
): Promise<Side[]> {
  let timer;
  const late = new Promise<"late">((resolve) =>
    timer = setTimeout(() => resolve("late"), DEADLINE)
  );
  const first = dialling.ended.then(async () => {
    // A listener without a peer rightly waits; the deadline below ends this loop.
    while (!noPeer() && waiting.code === undefined) await pause(20);
    if (waiting.code !== undefined) return;
    onUnmet();
    waiting.kill("SIGTERM");
  });
  const ends = Promise.all([first, dialling.ended, waiting.ended]);
  const hung: Side[] = [];
  if (await Promise.race([ends, late]) === "late") {
    for (const side of ["sender", "receiver"] as const) {
      if (programs[side].code === undefined) hung.push(side);
      programs[side].kill("SIGKILL");
    }
    await ends;
  }
  clearTimeout(timer);
  return hung;
}
