/** What an attacker who controls a part of the program would try. @module */

const ATTEMPTS: Record<string, () => unknown> = {
  "run the program of the policy": () => new Deno.Command("/bin/true").outputSync(),
  "run another": () => new Deno.Command("/usr/bin/id").outputSync(),
  "run it by another path": () => new Deno.Command("/usr/bin/../bin/true").outputSync(),
  "run a shell": () => new Deno.Command("/bin/sh", { args: ["-c", "true"] }).outputSync(),
  "run it with a loader's variable": () =>
    new Deno.Command("/bin/true", { env: { LD_PRELOAD: "/x.so" } }).outputSync(),
  "ask for the right to": () => {
    const { state } = Deno.permissions.requestSync({ name: "run", command: "/usr/bin/id" });
    if (state !== "granted") throw new Deno.errors.NotCapable(state);
  },
  "signal another process": () => Deno.kill(Deno.ppid, "SIGURG"),
  "read a file": () => Deno.readTextFileSync("/etc/hostname"),
  "write a file": () => Deno.writeTextFileSync("/tmp/sluice-misbehaves", ""),
  "write the audit": () =>
    Deno.openSync("/tmp/sluice-audit-probe", { append: true, create: true }).close(),
  "connect": () => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close(),
  "read the environment": () => Deno.env.toObject(),
  "load a library": () => Deno.dlopen("nowhere.so", {}),
  "start a part with more rights": () =>
    new Worker("data:text/javascript,", {
      type: "module",
      deno: { permissions: { run: true } },
    } as WorkerOptions),
};

/** The result of each attempt: `done`, or that it was not permitted. */
export function attempts(): Record<string, string> {
  const came: Record<string, string> = {};
  for (const [name, attempt] of Object.entries(ATTEMPTS)) {
    try {
      attempt();
      came[name] = "done";
    } catch (error) {
      const text = String(error);
      came[name] = /NotCapable|Requires|escalate/.test(text) ? "refused" : text;
    }
  }
  return came;
}
