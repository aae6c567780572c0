/**
 * Started by `load_worker_test.ts` with the permissions of an edition: loads itself as a Worker and
 * prints the results of imports from a host, outside and inside, before and after. With
 * `--cached-only` nothing is sent: a permitted import fails because it is not cached.
 *
 * @module
 */

import { LOADED, loadWorker } from "../../../commands/sandbox/load_worker.ts";

const scope = self as unknown as {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent<string>) => void) | null;
};

async function attempt(host: string, name: string): Promise<string> {
  // Computed, so that the runtime does not load it with the program; never the same twice, because
  // the runtime caches failures.
  const error = await import(`${host}/${name}.ts`).catch((error: Error) => error);
  return /Requires import access/.test(String(error.message)) ? "refused" : "allowed";
}

if (!isWorker()) {
  const [host] = Deno.args;
  const came: Record<string, string> = { "before, outside": await attempt(host!, "before") };
  const answered = Promise.withResolvers<Record<string, string>>();
  const worker = await loadWorker<Record<string, string>>(new URL(import.meta.url), {
    permissions: { net: "inherit" },
    onMessage: answered.resolve,
    onError: answered.reject,
  });
  came["loaded, outside"] = await attempt(host!, "outside");
  worker.postMessage(host);
  console.log(JSON.stringify({ ...came, ...await answered.promise }));
  worker.terminate();
} else {
  scope.onmessage = async ({ data: host }) =>
    scope.postMessage({
      "loaded, inside": await attempt(host, "inside"),
      "asked for, inside": Deno.permissions.requestSync({ name: "import" }).state,
    });
  scope.postMessage(LOADED);
}

function isWorker(): boolean {
  return "WorkerGlobalScope" in globalThis;
}
