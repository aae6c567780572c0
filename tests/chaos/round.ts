/**
 * One round: a random transfer is interrupted again and again, and resumed until it is complete.
 *
 * @module
 */

import { join } from "node:path";
import type { IfExists } from "../../lib/file/if_exists.ts";
import { removeTree } from "../../lib/file/staging/remove_tree.ts";
import { Expectation } from "./expect.ts";
import { judgeCodes, judgeDigests } from "./judge.ts";
import { drawStep, type Step } from "./plan.ts";
import { eventsOf, run } from "../support/program.ts";
import { Random } from "./random.ts";
import { type Outcome, runStep, type Setting } from "./run_step.ts";
import { changeFile, differences, makeTree, readModes } from "./tree.ts";

/** Steps after which a round counts as endless. */
const MAX_STEPS = 14;

/** The result of a round. */
export interface RoundResult {
  /** Its seed. */
  seed: number;
  /** The errors; empty on success. */
  failures: string[];
  /** Counts of the events, by name. */
  counts: Record<string, number>;
}

/** Options of {@linkcode runRound}. */
export interface RoundOptions {
  /** Whether a folder in the destination is another disk. @default {false} */
  mounts?: boolean | undefined;
  /** Whether the two authenticate by a code. @default {false} */
  codes?: boolean | undefined;
}

/** Runs the round of a seed. */
export async function runRound(
  seed: number,
  { mounts = false, codes = false }: RoundOptions = {},
): Promise<RoundResult> {
  const random = new Random(seed);
  const folder = Deno.makeTempDirSync({ prefix: "sluice-chaos-" });
  const result: RoundResult = { seed, failures: [], counts: {} };
  try {
    await new Round(random, folder, result, { mounts, codes }).run();
  } catch (error) {
    result.failures.push(`the round itself: ${error instanceof Error ? error.stack : error}`);
  } finally {
    if (mounts) unmountBelow(folder);
    removeTree(folder);
  }
  return result;
}

/** Unmounts everything below a folder. */
function unmountBelow(folder: string): void {
  for (const line of Deno.readTextFileSync("/proc/self/mounts").split("\n")) {
    const at = line.split(" ")[1]?.replace(/\\(\d{3})/g, (_, octal) => {
      return String.fromCharCode(parseInt(octal, 8));
    });
    // The kernel escapes some bytes of a path; the others are unchanged.
    if (at?.startsWith(`${folder}/`)) runOrThrow("umount", at);
  }
}

function runOrThrow(program: string, ...args: string[]): void {
  const { success, stderr } = new Deno.Command(program, { args, stdin: "null" }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

class Round {
  readonly #random: Random;
  readonly #folder: string;
  readonly #result: RoundResult;
  readonly #setting: Setting;
  readonly #policy: IfExists;
  readonly #algorithm: string;
  readonly #expected: Expectation;
  #bytes = 0;
  /** Nothing is missing from the start: all names exist, and are kept. */
  readonly #idle: boolean;
  /** A receiver was killed during its commit: names exist that it did not report. */
  #placed = false;

  /** The probability of a kill during a commit. */
  readonly #placing: number;

  constructor(
    random: Random,
    folder: string,
    result: RoundResult,
    { mounts, codes }: { mounts: boolean; codes: boolean },
  ) {
    this.#random = random;
    this.#folder = folder;
    this.#result = result;
    const links = random.chance(0.4);
    const names = makeTree(random, join(folder, "source"), links);
    Deno.mkdirSync(join(folder, "destination"));
    const merging = ["skip", "rename", "overwrite", "update"] as const;
    this.#policy = random.pick(mounts ? merging : ["refuse", "refuse", "refuse", ...merging]);
    this.#placing = mounts ? 0.7 : 0.2;
    this.#algorithm = random.pick(["sha256", "sha256", "sha256", "sha512", "sha1", "md5"]);
    const keepLinks = links && random.chance(0.7);
    this.#setting = {
      folder,
      names,
      send: ["--digest", this.#algorithm, "--symlinks", keepLinks ? "keep" : "skip"],
      receive: ["--if-exists", this.#policy],
      codes,
    };
    this.#expected = new Expectation(folder, this.#policy, keepLinks);
    if (mounts) this.#mount();
    if (this.#policy !== "refuse") this.#expected.occupy(random);
    this.#idle = this.#expected.missing().length === 0;
    this.#measure();
  }

  /** Makes one of the folders in the destination another disk. */
  #mount(): void {
    const folders = [...this.#expected.source].filter(([, what]) => what === "dir");
    if (folders.length === 0) return;
    const [path] = this.#random.pick(folders);
    const at = join(this.#folder, "destination", path);
    Deno.mkdirSync(at, { recursive: true });
    runOrThrow("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", at);
    this.#count("other disks");
  }

  #measure(): void {
    this.#bytes = 0;
    for (const what of this.#expected.source.values()) {
      this.#bytes += 300 + Number(/^file (\d+)/.exec(what)?.[1] ?? 0);
    }
  }

  #count(name: string, by = 1): void {
    this.#result.counts[name] = (this.#result.counts[name] ?? 0) + by;
  }

  async run(): Promise<void> {
    const faulty = this.#random.int(1, 4);
    for (let number = 1; number <= MAX_STEPS; number++) {
      const step = drawStep(this.#random, this.#bytes, number <= faulty, this.#placing);
      if (step.change && ["refuse", "overwrite"].includes(this.#policy) && this.#nothingPlaced()) {
        this.#change();
      }
      const outcome = await runStep(step, this.#setting, this.#random);
      this.#tally(outcome);
      const done = this.#judge(number, step, outcome);
      if (this.#result.failures.length > 0) return;
      if (done) return await this.#finish(outcome.receiver.code === 0);
    }
    this.#result.failures.push(`not done after ${MAX_STEPS} steps`);
  }

  #nothingPlaced(): boolean {
    return this.#policy !== "refuse" || this.#expected.found().size === 0;
  }

  #change(): void {
    if (changeFile(this.#random, join(this.#folder, "source")) === undefined) return;
    this.#expected.learnSource();
    this.#measure();
    this.#count("sources changed");
  }

  #tally({ sender, killed, struck, again }: Outcome): void {
    this.#count("steps");
    if (again) this.#count("same code after a kill");
    for (const kill of killed) this.#count(`kill ${kill}`);
    for (const fault of struck) if (!fault.startsWith("call")) this.#count(`wire ${fault}`);
    for (const { event, offset } of eventsOf(sender)) {
      if (event === "file_started" && offset as number > 0) this.#count("resumes");
      if (event === "file_restarted") this.#count("restarts");
      if (event === "lost") this.#count("reconnects");
    }
  }

  /** Checks the outcome of a step; true if the transfer is complete. */
  #judge(number: number, step: Step, outcome: Outcome): boolean {
    const { sender, receiver } = outcome;
    const wrong = this.#expected.wrong();
    const missing = this.#expected.missing();
    wrong.push(...judgeCodes(outcome, {
      complete: !this.#idle && missing.length === 0,
      placed: this.#placed,
      codes: this.#setting.codes,
    }));
    if (receiver.code === 0) {
      wrong.push(...missing.map((line) => `the receiver said done: ${line}`));
      if (!step.json) wrong.push(...this.#judgeDigests(receiver.out));
    }
    if (sender.code === 0 && missing.length > 0) wrong.push("the sender said done, and it is not");
    const hard = outcome.killed.some((kill) => /^receiver (KILL|STOP|TERM|INT)/.test(kill));
    const placed = this.#policy !== "refuse" || this.#expected.found().size > 0;
    if (hard && receiver.code !== 0 && placed) this.#placed = true;
    for (const line of wrong) {
      this.#result.failures.push(
        [
          `step ${number}: ${line}`,
          `plan: ${JSON.stringify(step)}`,
          `killed: ${outcome.killed.join(", ")}; wire: ${outcome.struck.join(", ")}`,
          ...[sender, receiver].map((p) =>
            `${p.code} from ${p.words.join(" ")}\n${p.err.slice(-1500)}`
          ),
        ].join("\n    "),
      );
    }
    return missing.length === 0 && (receiver.code === 0 || !this.#idle);
  }

  #judgeDigests(out: string): string[] {
    const whole = this.#policy === "refuse";
    return judgeDigests(out, {
      destination: join(this.#folder, "destination"),
      algorithm: this.#algorithm,
      ...whole && { source: this.#expected.source },
    });
  }

  /** After the last step: nothing is left behind, and modes and times are correct. */
  async #finish(clean: boolean): Promise<void> {
    const destination = join(this.#folder, "destination");
    if (!clean && this.#expected.staging().length > 0) {
      this.#count("staging left by a receiver killed after it had placed all");
      const words = ["receive", "--discard-partial", destination];
      const tidy = await run(words, { cwd: this.#folder });
      if (tidy.code !== 0) this.#result.failures.push(`--discard-partial: ${tidy.err}`);
    }
    for (const name of this.#expected.staging()) {
      this.#result.failures.push(
        `${name} is left in the destination (${
          clean ? "the receiver said done" : "after --discard-partial"
        }): ${[...Deno.readDirSync(join(destination, name))].map((e) => e.name)}`,
      );
    }
    if (!clean || this.#policy !== "refuse") return;
    const modes = (root: string) => readModes(join(this.#folder, root), this.#expected.source);
    for (const line of differences(modes("destination"), modes("source"))) {
      this.#result.failures.push(`mode and time of ${line}`);
    }
  }
}
