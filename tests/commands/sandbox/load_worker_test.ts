/** What a Worker and the rest of the program may import once the Worker is loaded. @module */

import { assertEquals } from "@std/assert";
import { configInForce } from "../../../scripts/closed_network.ts";
import { permissionFlags } from "../../../scripts/permissions.ts";
import { run } from "../run_sluice.ts";

/** Imports from a host that the runtime allows by default (`deno run --help=full`, `--allow-import`). */
const HOST = "https://jsr.io";

Deno.test("neither a loaded Worker nor the part that loaded it may import", async () => {
  const probe = new URL("load_worker_probe.ts", import.meta.url).pathname;
  const config = `--config=${await configInForce()}`;
  const flags = await permissionFlags("plain");
  const { out, err } = await run(Deno.execPath(), {
    args: ["run", config, "--quiet", "--no-check", "--cached-only", ...flags, probe, HOST],
  });
  assertEquals(err, "");
  assertEquals(JSON.parse(out), {
    "before, outside": "allowed",
    "loaded, outside": "refused",
    "loaded, inside": "refused",
    "asked for, inside": "denied",
  });
});

Deno.test("a Worker that cannot be loaded is an error with its reason", async () => {
  const { loadWorker } = await import("../../../commands/sandbox/load_worker.ts");
  const url = new URL("no_such_worker.ts", import.meta.url);
  const options = { permissions: {}, onMessage() {}, onError() {} };
  const error = await loadWorker(url, options).catch((error: Error) => error);
  assertEquals(error instanceof Error && /no_such_worker/.test(error.message), true);
});
