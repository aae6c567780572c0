/**
 * `deno task mutate [--filter TEXT] [--area NAME] [--list]`: applies one deliberate fault after the
 * other to a copy of the project and runs the tests that must detect it. The faults are in
 * `mutations/`.
 *
 * A program with a fault may send to machines that it should not send to. Where Linux lets this
 * user create a network namespace, the tests run in one that has the loopback interface only.
 *
 * Prints a line for each: `caught`, `SURVIVED`, or `does not apply` if the text of the fault is not
 * found. The same tests run without a fault first, because a test that fails anyway proves nothing.
 * The last lines count. Exit code 1 if a fault survived that is not marked to survive, if one does
 * not apply, if tests fail without a fault, or if fewer than 95 % are caught.
 *
 * @module
 */

import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { childEnvironment, configInForce } from "./closed_network.ts";
import { AREAS } from "./mutations/all.ts";
import { mutated, type Mutation } from "./mutations/mutation.ts";
import { requireRecentDeno } from "./recent_deno.ts";
import { countTests } from "./test.ts";
import { testLock } from "./test_lock.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The share that must be caught. */
const ENOUGH = 0.95;
/** Milliseconds for tests without a fault. */
const LONGEST = 10 * 60_000;
/** The factor of that time for tests with a fault. */
const SLACK = 6;

/** A fault and the area that it is in. */
export interface Fault extends Mutation {
  /** Its table. */
  area: string;
}

/** Options of {@linkcode mutate}. */
export interface MutateOptions {
  /** Receives each line. */
  say: (line: string) => void;
  /** Milliseconds for tests with a fault, at least. @default {30_000} */
  shortestDeadline?: number;
}

/** How a run of tests ended. */
interface TestRun {
  /** `hung`: ended at its deadline. */
  how: "passed" | "failed" | "hung";
  /** Tests that passed. */
  passed: number;
  milliseconds: number;
  output: string;
}

/** The result of one fault. */
type Verdict = "caught" | "survived" | "known to survive" | "does not apply";

/** Words that run a program in a network namespace of its own, for root and for other users. */
const NAMESPACES: readonly (readonly string[])[] = [
  ["unshare", "--net"],
  ["unshare", "--user", "--map-current-user", "--keep-caps", "--net"],
].map((words) => [...words, "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]);

/** The words before a program that restrict it to this machine; empty if that is not possible. */
async function isolation(): Promise<readonly string[]> {
  for (const [program, ...args] of NAMESPACES) {
    try {
      const { success } = await new Deno.Command(program!, {
        args: [...args, "true"],
        stdout: "null",
        stderr: "null",
      }).output();
      if (success) return [program!, ...args];
    } catch {
      // No unshare: not Linux, or not util-linux.
    }
  }
  return [];
}

/** A copy of the project that faults are applied to. `await using` removes it. */
class Copy implements AsyncDisposable {
  readonly #root: string;
  readonly #config: string;
  readonly #lock: string;
  /** Words before every run of tests. */
  readonly #isolation: readonly string[];
  #running: Deno.ChildProcess | undefined;

  private constructor(
    root: string,
    [config, lock]: readonly string[],
    isolation: readonly string[],
  ) {
    this.#root = root;
    this.#config = config!;
    this.#lock = lock!;
    this.#isolation = isolation;
  }

  /** Whether the tests can reach this machine only. */
  get isIsolated(): boolean {
    return this.#isolation.length > 0;
  }

  /** Copies the files that git knows or would add, and those that `deno test` is started with. */
  static async make(): Promise<Copy> {
    const target = await Deno.realPath(await Deno.makeTempDir({ prefix: "sluice-mutate-" }));
    const made = [await configInForce(), await testLock(), join(root, ".local", "deno.lock")]
      .map((path) => relative(root, path));
    const { stdout } = await new Deno.Command("git", {
      args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
      cwd: root,
    }).output();
    const names = new TextDecoder().decode(stdout).split("\0").filter((name) => name !== "");
    // Generated files are copied last: they are renewed if they are older than their sources.
    for (const name of [...names, ...made]) {
      const to = join(target, name);
      await Deno.mkdir(dirname(to), { recursive: true });
      await Deno.copyFile(join(root, name), to).catch((error) => {
        // Removed, but still listed by git.
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      });
    }
    return new Copy(target, made.map((name) => join(target, name)), await isolation());
  }

  /** Fetches the imports of the tests, which is not possible inside a network namespace. */
  async prepare(faults: readonly Mutation[]): Promise<void> {
    const tests = new Set(faults.flatMap(({ tests }) => tests));
    await new Deno.Command(Deno.execPath(), {
      args: ["cache", "--quiet", `--config=${this.#config}`, `--lock=${this.#lock}`, ...tests],
      cwd: this.#root,
      env: childEnvironment(),
    }).output();
  }

  /** Runs an action while the fault is in the copy; undefined if it does not apply. */
  async with<T>(fault: Mutation, action: () => Promise<T>): Promise<T | undefined> {
    const path = join(this.#root, fault.file);
    const text = await Deno.readTextFile(path).catch(() => "");
    const spoilt = mutated(text, fault);
    if (spoilt === undefined) return undefined;
    await Deno.writeTextFile(path, spoilt);
    try {
      return await action();
    } finally {
      await Deno.writeTextFile(path, text);
    }
  }

  /** Runs the tests of a fault, whether or not it is in the copy. */
  async test({ tests, filter }: Mutation, deadline: number): Promise<TestRun> {
    const start = performance.now();
    const [program, ...args] = [...this.#isolation, Deno.execPath()];
    const child = new Deno.Command(program!, {
      args: [
        ...args,
        ...["test", "-A", "--quiet", "--no-check", "--fail-fast"],
        ...[`--config=${this.#config}`, `--lock=${this.#lock}`],
        ...filter === undefined ? [] : [`--filter=${filter}`],
        ...tests,
      ],
      cwd: this.#root,
      env: { ...childEnvironment(), NO_COLOR: "1" },
      // In a group of its own, so that all processes of the tests can be ended.
      detached: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#running = child;
    let hung = false;
    const timer = setTimeout(() => {
      hung = true;
      endGroup(child.pid);
    }, deadline);
    const [{ success }, ...texts] = await Promise.all([
      // A process that a failing test has left running holds the pipes open.
      child.status.finally(() => endGroup(child.pid)),
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    clearTimeout(timer);
    this.#running = undefined;
    const output = texts.join("");
    const milliseconds = performance.now() - start;
    const how = hung ? "hung" : success ? "passed" : "failed";
    return { how, passed: countTests(output).passed, milliseconds, output };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#running !== undefined) endGroup(this.#running.pid);
    await Deno.remove(this.#root, { recursive: true });
  }
}

function endGroup(pid: number): void {
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch {
    // All processes have ended.
  }
}

const testsOf = ({ tests, filter }: Mutation) => [...tests, filter ?? ""].join("\n");
const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;

/** The selected faults. @throws {Error} names an argument that is not understood. */
function chosen(args: string[]): { faults: Fault[]; list: boolean } {
  const { values } = parseArgs({
    args,
    options: {
      filter: { type: "string", default: "" },
      area: { type: "string" },
      list: { type: "boolean", default: false },
    },
  });
  const { area, filter, list } = values;
  if (area !== undefined && !Object.hasOwn(AREAS, area)) {
    throw new Error(`no area ${area}; there is ${Object.keys(AREAS).join(", ")}`);
  }
  const faults = Object.entries(AREAS)
    .filter(([name]) => area === undefined || name === area)
    .flatMap(([area, faults]) => faults.map((fault) => ({ ...fault, area })))
    .filter(({ name }) => name.includes(filter));
  return { faults, list };
}

/** Runs the tests without a fault; returns their times by name. Undefined: some fail. */
async function baseline(
  copy: Copy,
  faults: readonly Fault[],
  say: MutateOptions["say"],
): Promise<Map<string, number> | undefined> {
  const times = new Map<string, number>();
  let sound = true;
  for (const fault of faults) {
    const key = testsOf(fault);
    if (times.has(key)) continue;
    const { how, passed, milliseconds, output } = await copy.test(fault, LONGEST);
    times.set(key, milliseconds);
    if (how === "passed" && passed > 0) continue;
    sound = false;
    const what = how === "passed" ? "run no test" : "fail";
    say(`without a fault these tests ${what}: ${key.replaceAll("\n", " ")}\n${output}`);
  }
  return sound ? times : undefined;
}

/** Applies one fault and returns the result. */
async function tried(
  copy: Copy,
  fault: Fault,
  deadline: number,
  log: MutateOptions["say"],
): Promise<Verdict> {
  const run = await copy.with(fault, () => copy.test(fault, deadline));
  const say = (what: string, more: string) =>
    log(`${what.padEnd(14)}  ${fault.area}: ${fault.name}${more}`);
  if (run === undefined) {
    say("does not apply", ` (${fault.file})`);
    return "does not apply";
  }
  const time = seconds(run.milliseconds);
  if (run.how !== "passed") {
    say("caught", run.how === "hung" ? ` (hung until its deadline, ${time})` : ` (${time})`);
    return "caught";
  }
  if (fault.survives !== undefined) {
    say("survives", `: ${fault.survives}`);
    return "known to survive";
  }
  say("SURVIVED", ` (${fault.file}; ${fault.tests.join(" ")})`);
  return "survived";
}

/** Applies all faults; resolves to whether enough are caught. */
export async function mutate(
  faults: readonly Fault[],
  { say, shortestDeadline = 30_000 }: MutateOptions,
): Promise<boolean> {
  const start = performance.now();
  await using copy = await Copy.make();
  const stop = () => void copy[Symbol.asyncDispose]().finally(() => Deno.exit(130));
  Deno.addSignalListener("SIGINT", stop);
  try {
    if (!copy.isIsolated) say("no network namespace: the tests run in the network of this machine");
    await copy.prepare(faults);
    const times = await baseline(copy, faults, say);
    if (times === undefined) return false;
    say(`${times.size} runs of tests pass without a fault`);
    const counts: Record<Verdict, number> = {
      "caught": 0,
      "survived": 0,
      "known to survive": 0,
      "does not apply": 0,
    };
    for (const fault of faults) {
      const deadline = Math.max(shortestDeadline, SLACK * times.get(testsOf(fault))!);
      counts[await tried(copy, fault, deadline, say)]++;
    }
    const share = counts.caught / faults.length;
    say(`it took ${seconds(performance.now() - start)}`);
    say(
      `${counts.caught} of ${faults.length} faults caught (${(share * 100).toFixed(1)} %), ` +
        `${counts.survived} survived, ${counts["known to survive"]} known to survive, ` +
        `${counts["does not apply"]} do not apply`,
    );
    return share >= ENOUGH && counts.survived === 0 && counts["does not apply"] === 0;
  } finally {
    Deno.removeSignalListener("SIGINT", stop);
  }
}

if (import.meta.main) {
  requireRecentDeno();
  try {
    const { faults, list } = chosen(Deno.args);
    if (list) { for (const { area, name } of faults) console.log(`${area}: ${name}`); }
    else if (faults.length === 0) throw new Error("no fault of that name");
    else Deno.exit(await mutate(faults, { say: console.log }) ? 0 : 1);
  } catch (error) {
    console.error(`mutate: ${error instanceof Error ? error.message : error}`);
    Deno.exit(64);
  }
}
