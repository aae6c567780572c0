/** `deno task ok`: everything a change must pass. @module */

import { configInForce } from "./closed_network.ts";

const config = `--config=${await configInForce()}`;
const STEPS: [name: string, args: string[]][] = [
  ["format", ["fmt", "--check", "--quiet", config]],
  ["lint", ["lint", "--quiet", config]],
  ["types", ["check", "--quiet", config, "main.ts", "lib/", "commands/", "scripts/", "tests/"]],
  ["tests", ["test", "-A", "--quiet", "--reporter=dot", config, "tests/"]],
];
for (const [name, args] of STEPS) {
  const start = performance.now();
  const { success } = await new Deno.Command(Deno.execPath(), { args }).spawn().status;
  console.log(
    `${success ? "ok    " : "FAILED"} ${name} (${
      ((performance.now() - start) / 1000).toFixed(1)
    } s)`,
  );
  if (!success) Deno.exit(1);
}
