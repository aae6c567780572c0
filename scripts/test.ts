/** `deno task test [FILTER...]`: the tests, with the configuration in force. @module */

import { configInForce } from "./closed_network.ts";

const config = await configInForce();
console.log(
  `@std: ${
    config.endsWith("deno.closed.json")
      ? "the stand-ins for closed networks"
      : "the packages of JSR"
  }`,
);
const child = new Deno.Command(Deno.execPath(), {
  args: [
    "test",
    "-A",
    `--config=${config}`,
    "--quiet",
    "--reporter=dot",
    ...Deno.args.length > 0 ? Deno.args : ["tests/"],
  ],
}).spawn();
Deno.exit((await child.status).code);
