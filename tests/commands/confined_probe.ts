/** Loaded as a Worker by confined_test.ts: tries what it is told to, and says what came of it. */

const scope = self as unknown as {
  postMessage(message: unknown): void;
  onmessage: (event: MessageEvent<Record<string, string>>) => void;
};

const ATTEMPTS: Record<string, (argument: string) => unknown> = {
  read: (path) => Deno.readTextFileSync(path),
  write: (path) => Deno.writeTextFileSync(path, "written"),
  remove: (path) => Deno.removeSync(path),
  rename: (paths) => Deno.renameSync(paths.split("\n")[0]!, paths.split("\n")[1]!),
  link: (path) => Deno.symlinkSync("/etc/passwd", path),
  run: (program) => new Deno.Command(program).outputSync(),
  env: (name) => Deno.env.get(name),
  listen: (host) => Deno.listen({ hostname: host, port: 0 }).close(),
};

scope.onmessage = ({ data }) => {
  const results: Record<string, string> = {};
  for (const [name, argument] of Object.entries(data)) {
    try {
      ATTEMPTS[name.split(" ")[0]!]!(argument);
      results[name] = "done";
    } catch (error) {
      results[name] = (error as Error).name;
    }
  }
  scope.postMessage(results);
};
