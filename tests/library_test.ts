/** Tests the requirements of a registry for the library; `open_network/` has the rest. */

import { assertEquals } from "@std/assert";
import { childEnvironment, configInForce } from "../scripts/closed_network.ts";
import { services } from "../lib/services/all.ts";
import { run } from "./commands/run_sluice.ts";

const root = new URL("../", import.meta.url).pathname;

Deno.test("exports every service, and importing the library needs no permission", async () => {
  const names = services.map(({ name }) => name);
  const script = `import * as library from "@sluice/sluice";
    console.log(${JSON.stringify(names)}.filter((name) => library[name]?.name !== name).join());`;
  const file = await Deno.makeTempFile({ suffix: ".js" });
  try {
    await Deno.writeTextFile(file, script);
    const args = ["run", "--quiet", "--no-prompt", `--config=${await configInForce()}`, file];
    const env = { ...childEnvironment(), NO_COLOR: "1" };
    const { code, out, err } = await run(Deno.execPath(), { args, cwd: root, env });
    assertEquals([code, out, err], [0, "\n", ""]);
  } finally {
    await Deno.remove(file);
  }
});
