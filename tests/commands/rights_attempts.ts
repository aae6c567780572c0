/**
 * The attempts of `rights_test.ts` from inside the program: a table of attempts, and the call of
 * the runtime in whose place they are made.
 *
 * @module
 */

/** Where to make the attempts. Sent to a Worker, so data only. */
export interface Plan {
  /** The function of `Deno` that is replaced by the attempts. */
  at: string;
  /** A method of that function's result; the attempts then wait for its first call. */
  then?: string;
  /** Paths by name. */
  paths: Readonly<Record<string, string>>;
}

/** The result. */
export interface Report {
  /** The part of the program that made the attempts. */
  where: "worker" | "program";
  /** By attempt: `done`, `refused` by the runtime, or another error. */
  came: Record<string, string>;
}

const ATTEMPTS: Record<string, (path: (name: string) => string) => unknown> = {
  "read the source": (path) => Deno.readTextFileSync(path("source")),
  "read beside the source": (path) => Deno.readTextFileSync(path("beside the source")),
  "write the source": (path) => Deno.writeTextFileSync(path("source"), "written"),
  "read the folder": (path) => [...Deno.readDirSync(path("folder"))],
  "write in the folder": (path) => Deno.writeTextFileSync(path("in the folder"), "written"),
  "read outside": (path) => Deno.readTextFileSync(path("outside")),
  "write outside": (path) => Deno.writeTextFileSync(path("outside"), "written"),
  "write beside the folder": (path) => Deno.writeTextFileSync(path("beside the folder"), "written"),
  "write by climbing": (path) => Deno.writeTextFileSync(path("climbing"), "written"),
  "remove outside": (path) => Deno.removeSync(path("outside")),
  "make a link": (path) => Deno.symlinkSync("/etc/passwd", path("link")),
  "listen": () => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close(),
  "read the environment": () => Deno.env.get("HOME"),
  "run a program": () => new Deno.Command("/bin/true").outputSync(),
  "load a library": () => Deno.dlopen("nowhere.so", {}),
  "learn the user": () => Deno.uid(),
  "learn the host name": () => Deno.hostname(),
  "learn the interfaces": () => Deno.networkInterfaces(),
  "ask for more rights": () => {
    const { state } = Deno.permissions.requestSync({ name: "run" });
    if (state !== "granted") throw new Deno.errors.NotCapable(state);
  },
  "start a Worker with more rights": () =>
    new Worker("data:text/javascript,", {
      type: "module",
      deno: { permissions: { run: true } },
    } as WorkerOptions),
};

/** The names of all attempts. */
export const attempts: readonly string[] = Object.keys(ATTEMPTS);

function attemptAll(paths: Plan["paths"]): Record<string, string> {
  const came: Record<string, string> = {};
  for (const [name, attempt] of Object.entries(ATTEMPTS)) {
    try {
      attempt((path) => paths[path]!);
      came[name] = "done";
    } catch (error) {
      const text = String(error);
      came[name] = /NotCapable|escalate/.test(text) ? "refused" : text;
    }
  }
  return came;
}

/**
 * Replaces the function that the plan names by the attempts. Once they are made, their report is
 * printed and `end` is called; the program's own call never happens.
 */
export function install({ at, then, paths }: Plan, where: Report["where"], end: () => void): void {
  const functions = Deno as unknown as Record<string, (...args: unknown[]) => unknown>;
  const original = functions[at]!;
  const make = (): never => {
    functions[at] = original;
    const report: Report = { where, came: attemptAll(paths) };
    console.log(JSON.stringify(report));
    end();
    throw new Error("the attempts were made here");
  };
  functions[at] = (...args) => {
    if (then === undefined) make();
    const watched = (value: unknown) => Object.assign(value as object, { [then!]: make });
    const result = original(...args);
    return result instanceof Promise ? result.then(watched) : watched(result);
  };
}
