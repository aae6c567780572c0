/** Loaded as a Worker by confine_test.ts: makes the requested attempts, and reports the results. */

const scope = self as unknown as {
  postMessage(message: unknown): void;
  onmessage: (event: MessageEvent<Record<string, string>>) => void;
};

const ATTEMPTS: Record<string, (argument: string) => unknown> = {
  read: (path) => Deno.readTextFileSync(path),
  write: (path) => Deno.writeTextFileSync(path, "written"),
  rename: (paths) => Deno.renameSync(paths.split("\n")[0]!, paths.split("\n")[1]!),
  link: (path) => Deno.symlinkSync("/etc/passwd", path),
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
